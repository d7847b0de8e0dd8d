//! The binaries under test. Cargo builds them on first use.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tfplugin_testing::driver::cargo::{self, Built};

pub use tfplugin_testing::driver::cargo::Progress;

/// File name of the provider, without the suffix of the platform.
pub const PROVIDER: &str = "terraform-provider-configmgr";

/// The start of the file name of every provider.
pub const PROVIDER_PREFIX: &str = "terraform-provider-";

/// How the binaries are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// As `cargo build`: compiles fast, and `cargo test` uses the same files.
    Dev,
    /// As `cargo build --release`: the binaries that users get.
    Release,
}

/// Where the built binaries are.
#[derive(Clone, Debug)]
pub struct Binaries {
    /// The provider.
    pub provider: PathBuf,
    /// The operator's console.
    pub supctl: PathBuf,
}

impl Binaries {
    /// Builds the provider and `supctl` with the cargo that runs this program. Current binaries are not built again.
    ///
    /// # Errors
    /// When cargo cannot be run or the build fails; the message contains the output of cargo.
    pub fn build(profile: Profile, progress: Progress) -> Result<Self> {
        let packages = ["--package", "configmgr", "--package", "supctl", "--bins"];
        let built = build(repository(), &packages, profile, progress)?;
        Ok(Self { provider: built.executable(PROVIDER)?, supctl: built.executable("supctl")? })
    }
}

/// Builds an example of a package with the cargo that runs this program.
///
/// # Errors
/// When cargo cannot be run or the build fails; the message contains the output of cargo.
pub fn example(package: &str, name: &str, profile: Profile, progress: Progress) -> Result<PathBuf> {
    build(repository(), &["--package", package, "--example", name], profile, progress)?.executable(name)
}

/// The folder of the fuzz targets, a workspace of its own.
#[must_use]
pub fn fuzz() -> PathBuf {
    repository().join("provider/fuzz")
}

/// Builds fuzz targets with the cargo that runs this program.
///
/// # Errors
/// When cargo cannot be run, a target does not exist, or the build fails; the message contains the output of cargo.
pub fn fuzz_targets(names: &[String]) -> Result<Vec<PathBuf>> {
    let what: Vec<&str> = names.iter().flat_map(|name| ["--bin", name]).chain(["--locked"]).collect();
    let built = build(&fuzz(), &what, Profile::Release, Progress::Shown)?;
    names.iter().map(|name| built.executable(name)).collect()
}

fn build(workspace: &Path, what: &[&str], profile: Profile, progress: Progress) -> Result<Built> {
    let release: &[&str] = if profile == Profile::Release { &["--release"] } else { &[] };
    cargo::build(workspace, &[what, release].concat(), progress)
}

/// The root of the repository that this crate was compiled in.
#[must_use]
pub fn repository() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}
