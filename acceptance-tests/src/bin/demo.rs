//! `cargo demo`: the real Terraform plans and applies a Configuration Manager hierarchy through the provider.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use acceptance_tests::binaries::{Binaries, Profile, Progress};
use acceptance_tests::examples;
use acceptance_tests::mirror;
use acceptance_tests::show::{self, Lines};
use acceptance_tests::terraform::{self, isolate};
use anyhow::{Context, Result, ensure};
use clap::Parser;
use tfplugin_testing::driver::mirror::Mirror;
use tfplugin_testing::driver::terraform::Terraform;

/// Installs the contoso hierarchy with the real Terraform and shows the result.
///
/// Everything is in one folder: the provider, the simulated hierarchy and Terraform's state.
#[derive(Debug, Parser)]
#[command(name = "cargo demo", bin_name = "cargo demo", version)]
struct Options {
    /// A new folder, or the folder of an earlier demo, whose configuration does not change [default: target/demo]
    #[arg(long)]
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    match demo(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe demo stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn demo(options: &Options) -> Result<()> {
    // Before the build: report a missing Terraform without compiling first.
    let terraform = terraform::find()?;
    println!("Building the provider and supctl (a first build takes a few minutes)");
    // The development profile compiles in half the time, and `cargo test` uses the same files.
    let binaries = Binaries::build(Profile::Dev, Progress::Shown)?;

    let stage = Stage::prepare(options.folder.as_deref(), terraform, binaries)?;
    stage.terraform("install the provider, without a registry", &["init"], Lines::Hidden)?;
    stage.terraform("plan the hierarchy", &["plan", "-out=tfplan"], Lines::Summary)?;
    stage.terraform("install the hierarchy, parent sites before child sites", &["apply", "tfplan"], Lines::Progress)?;
    stage.supctl("show the hierarchy in the console", &["tree"])?;
    stage.terraform("plan again: nothing changes", &["plan", "-detailed-exitcode"], Lines::Summary)?;
    stage.print_next_steps();
    Ok(())
}

/// The folder of the demo, with the binaries it runs.
struct Stage {
    folder: PathBuf,
    terraform: Terraform,
    mirror: Mirror,
    supctl: PathBuf,
}

impl Stage {
    fn prepare(folder: Option<&Path>, terraform: Terraform, binaries: Binaries) -> Result<Self> {
        let folder = std::path::absolute(folder.map_or_else(|| beside_profile(&binaries.provider), Path::to_path_buf))?;
        let mirror_folder = folder.join(".mirror");
        let earlier = mirror_folder.is_dir();
        let taken = !earlier && fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
        ensure!(
            !taken,
            "{} contains files that are not from an earlier demo. Choose a new folder:\n    cargo demo --folder FOLDER",
            folder.display()
        );
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        if earlier {
            println!("{} is the folder of an earlier demo: its configuration is used again", folder.display());
            forget_checksums(&folder)?;
        } else {
            examples::copy(&examples::folder().join("scenarios/contoso"), &folder)?;
        }
        let mirror = mirror::install(&mirror_folder, &binaries.provider)?;
        Ok(Self { folder, terraform, mirror, supctl: binaries.supctl })
    }

    fn terraform(&self, purpose: &str, arguments: &[&str], lines: Lines) -> Result<()> {
        let mut command = self.terraform.command(&self.folder, &self.mirror.cli_config());
        command.args(arguments).env("TF_CLI_ARGS", "-no-color").env("TF_INPUT", "0");
        let title = format!("{} {}", self.terraform.name(), arguments.join(" "));
        show::step(&title, purpose, &mut command, lines)
    }

    fn supctl(&self, purpose: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.supctl);
        isolate(&mut command);
        command.args(arguments).current_dir(&self.folder);
        show::step(&format!("supctl {}", arguments.join(" ")), purpose, &mut command, Lines::All)
    }

    fn print_next_steps(&self) {
        let terraform = self.terraform.name();
        let console = self.supctl.parent().unwrap_or(&self.folder);
        println!("\nAll files are in {}. To continue by hand:\n", self.folder.display());
        println!("  cd {}", self.folder.display());
        println!("  export TF_CLI_CONFIG_FILE={}", self.mirror.cli_config().display());
        println!("  export PATH={}:$PATH\n\nThen run, for example:\n", console.display());
        for (command, outcome) in [
            (format!("{terraform} plan"), "after a change in settings.tf or sites.tf"),
            (format!("{terraform} apply"), "makes the changes, in the right order"),
            ("supctl history".into(), "shows who changed what, and when"),
            (format!("{terraform} destroy"), "removes the hierarchy, secondary sites first"),
        ] {
            println!("  {command:<20}{outcome}");
        }
    }
}

/// `demo` in the target folder, two levels above the binary of a profile.
fn beside_profile(binary: &Path) -> PathBuf {
    binary.ancestors().nth(2).unwrap_or(Path::new("target")).join("demo")
}

/// Removes the lock file: it contains the checksum of an earlier build of the provider, which Terraform would require.
fn forget_checksums(folder: &Path) -> Result<()> {
    let lock = folder.join(".terraform.lock.hcl");
    if lock.exists() {
        fs::remove_file(&lock).with_context(|| format!("removing {}", lock.display()))?;
    }
    Ok(())
}
