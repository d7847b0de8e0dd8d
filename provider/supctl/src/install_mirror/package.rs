//! The provider as a package in a filesystem mirror.

use std::env::consts;
use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::shared::diagnostic::Diagnostic;

/// The provider's address in a registry, without the registry's host.
pub(super) const SOURCE: &str = "endpointops/configmgr";

/// The default registries of Terraform and OpenTofu.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// The version of the provider, which is that of this program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// File name of the provider, without the suffix of the platform.
const NAME: &str = "terraform-provider-configmgr";

/// The platform of this machine in Go's notation, which Terraform uses in file names.
pub(super) fn own_platform() -> String {
    let os = match consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let architecture = match consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{os}_{architecture}")
}

/// A platform in Go's notation, such as `windows_amd64`.
///
/// # Errors
/// What is wrong with it.
pub(super) fn platform(text: &str) -> Result<String, String> {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    match text.split_once('_') {
        Some((os, architecture)) if is_name(os) && is_name(architecture) => Ok(text.to_owned()),
        _ => Err("a platform is written as OS_ARCH, such as linux_amd64, darwin_arm64 or windows_amd64".to_owned()),
    }
}

/// The provider beside this program.
///
/// # Errors
/// When there is none.
pub(super) fn beside_this_program() -> Result<PathBuf, Diagnostic> {
    let folder = std::env::current_exe().ok().and_then(|own| own.parent().map(Path::to_path_buf)).unwrap_or_default();
    let provider = folder.join(format!("{NAME}{}", consts::EXE_SUFFIX));
    if provider.is_file() {
        return Ok(provider);
    }
    Err(Diagnostic::error(
        format!("there is no {NAME} in {}, beside supctl", folder.display()),
        "Build it, or name its file:\n\n  supctl install-mirror FOLDER/terraform-provider-configmgr",
    ))
}

/// A package for one platform, as a mirror holds it.
pub(super) struct Package {
    content: Vec<u8>,
    name: String,
}

impl Package {
    /// Packs a provider. The same provider gives the same bytes at any time, so that its checksum stays the same.
    ///
    /// # Errors
    /// When it cannot be read, or is not a provider.
    pub(super) fn of(provider: &Path, platform: &str) -> Result<Self, Diagnostic> {
        let cannot = |why: String| Diagnostic::error(format!("{} cannot be installed: {why}", provider.display()), "");
        if !provider.file_name().is_some_and(|name| name.to_string_lossy().starts_with(NAME)) {
            return Err(Diagnostic::error(
                format!("{} is not this provider", provider.display()),
                format!("The name of its file begins with {NAME}."),
            ));
        }
        let program = fs::read(provider).map_err(|error| cannot(error.to_string()))?;
        let suffix = if platform.starts_with("windows_") { ".exe" } else { "" };
        let content =
            packed(&format!("{NAME}_v{VERSION}{suffix}"), &program).map_err(|error| cannot(error.to_string()))?;
        Ok(Self { content, name: format!("{NAME}_{VERSION}_{platform}.zip") })
    }

    /// Puts the package into a mirror, for each registry.
    ///
    /// # Errors
    /// When a file or folder cannot be written.
    pub(super) fn install(&self, mirror: &Path) -> Result<Installed, Diagnostic> {
        let mut installed = Installed { files: Vec::new(), replaced: false };
        for host in HOSTS {
            let folder = mirror.join(host).join(SOURCE);
            let file = folder.join(&self.name);
            let earlier = fs::read(&file).ok();
            if earlier.as_ref() != Some(&self.content) {
                self.write(&folder, &file).map_err(|error| {
                    Diagnostic::error(
                        format!("{} cannot be written: {error}", file.display()),
                        "Name another --folder.",
                    )
                })?;
                installed.replaced |= earlier.is_some();
            }
            installed.files.push(file);
        }
        Ok(installed)
    }

    /// Writes the package as a whole, or not at all.
    fn write(&self, folder: &Path, file: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut new = NamedTempFile::new_in(folder)?;
        new.write_all(&self.content)?;
        readable_by_all(new.as_file())?;
        new.persist(file)?;
        Ok(())
    }
}

/// What is in the mirror now.
pub(super) struct Installed {
    pub(super) files: Vec<PathBuf>,
    /// Whether the mirror had another build of the same version.
    pub(super) replaced: bool,
}

/// A zip file with one executable. It is not compressed: a mirror is on the same machine.
fn packed(name: &str, program: &[u8]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(program.len() + 1024)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    zip.start_file(name, options)?;
    zip.write_all(program)?;
    Ok(zip.finish()?.into_inner())
}

/// Several users may share a mirror; a temporary file belongs to its owner alone.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_has_two_parts() {
        for text in ["linux_amd64", "darwin_arm64", "linux_386", &own_platform()] {
            assert_eq!(platform(text).as_deref(), Ok(text));
        }
        for text in ["", "linux", "linux_", "_amd64", "Linux_amd64", "linux_amd64_v1", "../x_y"] {
            assert!(platform(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_same_provider_gives_the_same_package() {
        let folder = tempfile::tempdir().unwrap();
        let provider = folder.path().join(NAME);
        fs::write(&provider, "one build").unwrap();
        let mirror = folder.path().join("mirror");
        let install = || Package::of(&provider, "linux_amd64").unwrap().install(&mirror).unwrap();
        let first = install();
        let content =
            |installed: &Installed| installed.files.iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
        let before = content(&first);
        let again = install();
        assert_eq!((content(&again), again.replaced), (before.clone(), false));
        fs::write(&provider, "another build").unwrap();
        let other = install();
        assert!(other.replaced);
        assert_ne!(content(&other), before);
    }
}
