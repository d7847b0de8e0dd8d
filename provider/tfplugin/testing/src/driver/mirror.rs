//! A separate provider installation: Terraform finds the provider in a folder, without a registry and without the CLI
//! configuration of the user.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The default registries of Terraform and OpenTofu.
const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// A filesystem mirror in Terraform's unpacked layout, with a CLI configuration for it.
#[derive(Clone, Debug)]
pub struct Mirror {
    folder: PathBuf,
}

impl Mirror {
    /// Puts a provider into a mirror below `folder`, under an address such as `endpointops/configmgr`, replacing what was there.
    ///
    /// # Errors
    /// When a file or folder cannot be written.
    pub fn install(folder: &Path, address: &str, version: &str, provider: &Path) -> Result<Self> {
        let mirror = Self { folder: folder.to_path_buf() };
        let name = address.rsplit('/').next().unwrap_or(address);
        for host in HOSTS {
            let package = mirror.providers().join(host).join(address).join(version).join(platform());
            fs::create_dir_all(&package).with_context(|| format!("creating {}", package.display()))?;
            let file = package.join(format!("terraform-provider-{name}_v{version}{}", std::env::consts::EXE_SUFFIX));
            place(provider, &file)?;
        }
        fs::write(mirror.cli_config(), mirror.configuration())
            .with_context(|| format!("writing {}", mirror.cli_config().display()))?;
        Ok(mirror)
    }

    /// The file for `TF_CLI_CONFIG_FILE`.
    #[must_use]
    pub fn cli_config(&self) -> PathBuf {
        self.folder.join("terraform.tfrc")
    }

    fn providers(&self) -> PathBuf {
        self.folder.join("providers")
    }

    fn configuration(&self) -> String {
        let path = serde_json::Value::from(self.providers().to_string_lossy());
        format!("provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n")
    }
}

/// Creates a hard link where the file system supports it: the provider is large, and every test has a mirror.
fn place(provider: &Path, file: &Path) -> Result<()> {
    if file.exists() {
        fs::remove_file(file).with_context(|| format!("removing {}", file.display()))?;
    }
    fs::hard_link(provider, file)
        .or_else(|_| fs::copy(provider, file).map(drop))
        .with_context(|| format!("copying {} to {}", provider.display(), file.display()))
}

/// The platform of this machine in Go's notation, which Terraform uses in folder names.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{os}_{arch}")
}
