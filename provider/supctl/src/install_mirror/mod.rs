//! The provider in a filesystem mirror, where Terraform finds it without a registry.

mod merge;
mod package;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::cli::Cli;
use crate::export::string_literal;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;
use crate::terraform::cli_configuration;
use package::{HOSTS, Package, SOURCE, VERSION};

const EXAMPLES: &str =
    "The provider is taken from beside supctl, or from the file that is named. A second run changes nothing, \
     so that .terraform.lock.hcl stays valid.

Terraform finds the mirror by its CLI configuration: the file of TF_CLI_CONFIG_FILE, else ~/.terraformrc, on Windows \
     %APPDATA%\\terraform.rc. OpenTofu reads ~/.tofurc instead where it exists: name it in TF_CLI_CONFIG_FILE.

Examples:
  supctl install-mirror
  supctl install-mirror --write
  supctl install-mirror --folder /srv/terraform/mirror --write
  supctl install-mirror dist/terraform-provider-configmgr.exe \\
    --platform windows_amd64 --folder /srv/terraform/mirror

Exit codes: 0 installed, 1 failed: a CLI configuration that cannot be edited safely was not changed.";

/// Install the provider where terraform init finds it without a registry
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The file of the provider [default: terraform-provider-configmgr beside supctl]
    #[arg(value_name = "PROVIDER")]
    provider: Option<PathBuf>,

    /// The folder of the mirror [default: ~/.terraform.d/mirror]
    #[arg(long)]
    folder: Option<PathBuf>,

    /// The platform of the provider, such as linux_amd64 [default: this one]
    #[arg(long, value_parser = package::platform, value_name = "OS_ARCH", requires = "provider")]
    platform: Option<String>,

    /// Add the mirror to Terraform's CLI configuration, whose comments and settings stay.
    #[arg(long)]
    write: bool,
}

/// What `supctl install-mirror --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Mirror {
    /// The folder of the mirror.
    pub(crate) folder: PathBuf,
    /// The version of the provider.
    pub(crate) version: String,
    /// The operating system and the architecture, such as `linux_amd64`.
    pub(crate) platform: String,
    /// The package for each registry.
    pub(crate) packages: Vec<PathBuf>,
    /// Whether the mirror had another build of this version. Folders initialized with that one do not accept this one.
    pub(crate) replaced: bool,
    /// The CLI configuration that names the mirror.
    pub(crate) configuration: String,
    /// The CLI configuration with it; null without `--write`.
    pub(crate) written: Option<PathBuf>,
}

/// Installs the provider.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let provider = arguments.provider.clone().map_or_else(package::beside_this_program, Ok)?;
    let platform = arguments.platform.clone().unwrap_or_else(package::own_platform);
    let folder = match &arguments.folder {
        Some(folder) => path_clean::clean(std::path::absolute(folder)?),
        None => cli_configuration::data_folder().ok_or_else(no_home)?.join("mirror"),
    };
    let edit = if arguments.write { Some(Edit::prepared(&folder)?) } else { None };
    let installed = Package::of(&provider, &platform)?.install(&folder)?;
    let unsearched = edit.as_ref().and_then(Edit::unsearched);
    let written = edit.map(Edit::write).transpose()?;
    if let Some(folder) = unsearched {
        diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &[no_longer_searched(&folder)])?;
    }
    let mirror = Mirror {
        version: VERSION.to_owned(),
        platform,
        packages: installed.files,
        replaced: installed.replaced,
        configuration: merge::installation(&folder),
        folder,
        written,
    };
    if cli.json {
        print_json(out, &mirror)?;
    } else {
        Room::of_output().print(out, &mirror.text())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The CLI configuration with the mirror, ready to be written.
struct Edit {
    file: PathBuf,
    /// The new text; `None` where the file has it already.
    text: Option<String>,
    /// Whether nothing said before where providers come from.
    is_first: bool,
}

impl Edit {
    /// # Errors
    /// When the file cannot be read or edited safely.
    fn prepared(mirror: &Path) -> Result<Self, Diagnostic> {
        let file = cli_configuration::file().ok_or_else(no_home)?;
        let refused = |why: String| {
            let by_hand: String = merge::installation(mirror).lines().map(|line| format!("\n  {line}")).collect();
            let remedy = format!(
                "Nothing was changed. Run the command without --write, and add this to the file by hand:\n{by_hand}"
            );
            Diagnostic::error(format!("{} cannot be edited safely: {why}", file.display()), remedy)
        };
        let before = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(refused(error.to_string())),
        };
        if let Some(other) = further_installation() {
            let what = format!("{} has {}, which Terraform accepts once", other.display(), merge::INSTALLATION);
            let remedy = format!(
                "Nothing was changed. Edit that file:\n\n  TF_CLI_CONFIG_FILE={} \\\n    supctl install-mirror --write",
                other.display()
            );
            return Err(Diagnostic::error(what, remedy));
        }
        let after = merge::merged(&before, mirror).map_err(refused)?;
        Ok(Self { file, text: (after != before).then_some(after), is_first: !before.contains(merge::INSTALLATION) })
    }

    /// A folder with providers that Terraform searches only while nothing says where they come from.
    fn unsearched(&self) -> Option<PathBuf> {
        let folder = cli_configuration::data_folder()?.join("plugins");
        (self.is_first && folder.is_dir()).then_some(folder)
    }

    /// Writes the file as a whole, or not at all. The result is its name.
    fn write(self) -> Result<PathBuf, Diagnostic> {
        if let Some(text) = &self.text {
            replace(&self.file, text).map_err(|error| {
                Diagnostic::error(
                    format!("{} cannot be written: {error}", self.file.display()),
                    "The mirror is installed.",
                )
            })?;
        }
        Ok(self.file)
    }
}

/// Another file of the CLI configuration that says where providers come from.
fn further_installation() -> Option<PathBuf> {
    let mentions =
        |file: &PathBuf| fs::read(file).is_ok_and(|text| String::from_utf8_lossy(&text).contains(merge::INSTALLATION));
    cli_configuration::further_files().into_iter().find(mentions)
}

/// Replaces a file that may be a link and keeps its permissions.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let permissions = fs::metadata(file).ok().map(|metadata| metadata.permissions());
    let file = if permissions.is_some() { file.canonicalize()? } else { file.to_path_buf() };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    new.persist(&file)?;
    Ok(())
}

fn no_longer_searched(folder: &Path) -> Diagnostic {
    Diagnostic::warning(
        format!("Terraform no longer searches {} on its own", folder.display()),
        format!(
            "It does so only without {}. If you need the providers there, add to that block:\n\n  filesystem_mirror {{\n    path = {}\n  }}",
            merge::INSTALLATION,
            string_literal(&folder.to_string_lossy()),
        ),
    )
}

fn no_home() -> Diagnostic {
    Diagnostic::error(
        "this user has no home folder",
        "Name the mirror with --folder, and the file in TF_CLI_CONFIG_FILE.",
    )
}

impl Mirror {
    fn text(&self) -> String {
        let Self { folder, version, platform, replaced, configuration, written, .. } = self;
        let mut text = format!(
            "Installed {SOURCE} {version} for {platform} in {}, for {}.\n",
            folder.display(),
            HOSTS.join(" and ")
        );
        if *replaced {
            text += "\nThe mirror had another build of this version. A folder initialized with that one keeps it. To use this \
                     one there, delete .terraform and .terraform.lock.hcl, and run terraform init.\n";
        }
        text += "\n";
        match written {
            Some(file) => {
                text += &format!("{} names the mirror: terraform init finds the provider there.", file.display())
            }
            None => {
                text += "Add this to Terraform's CLI configuration, or run the command with --write:\n\n";
                text.extend(configuration.lines().map(|line| format!("  {line}\n")));
            }
        }
        text
    }
}
