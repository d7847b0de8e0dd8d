//! `--debug`: a plugin that keeps running for clients that attach to it, for example under a debugger.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process,
};

use serde_json::{Value, json};

use super::{Plugin, error::Error, handshake::PROTOCOL, listener::Address};

const VARIABLE: &str = "TF_REATTACH_PROVIDERS";

/// The variable with which a client attaches to this process.
pub(super) struct Reattach(Value);

impl Reattach {
    pub(super) fn new(plugin: &Plugin, address: Address) -> Self {
        Self(json!({
            plugin.address: {
                "Protocol": "grpc",
                "ProtocolVersion": PROTOCOL,
                "Pid": process::id(),
                // Without it, Terraform treats the process as its own child, and crashes.
                "Test": true,
                "Addr": { "Network": address.network(), "String": address.to_string() },
            }
        }))
    }

    /// The instructions for the person at the terminal.
    pub(super) fn announcement(&self, plugin: &Plugin, env_file: Option<&Path>) -> String {
        let Self(reattach) = self;
        let in_file = env_file
            .map(|path| format!("\n  The same line, without export, is in {}.\n", path.display()))
            .unwrap_or_default();
        format!(
            "\
{name} v{version} is running, process {pid}. In the shell that runs terraform, set:

  bash, zsh:   export {VARIABLE}={posix}

  PowerShell:  $env:{VARIABLE}={powershell}
{in_file}
Ctrl-C ends it.",
            name = plugin.binary(),
            version = plugin.version,
            pid = process::id(),
            posix = quoted(reattach, r"'\''"),
            powershell = quoted(reattach, "''"),
        )
    }

    /// Writes the variable as a line that shells and editors can read. A file with other content is not
    /// overwritten.
    pub(super) fn write_to(&self, path: &Path) -> Result<EnvFile, Error> {
        let failed = |source| Error::EnvFile { path: path.to_owned(), source };
        match fs::read_to_string(path) {
            Ok(text) if text.is_empty() || text.starts_with(&format!("{VARIABLE}=")) => {}
            Ok(_) => return Err(Error::EnvFileTaken(path.to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        let line = format!("{VARIABLE}={}\n", quoted(&self.0, r"'\''"));
        fs::write(path, line).map_err(failed)?;
        Ok(EnvFile(path.to_owned()))
    }
}

/// The JSON in single quotes; `quote` replaces a single quote in it.
fn quoted(value: &Value, quote: &str) -> String {
    format!("'{}'", value.to_string().replace('\'', quote))
}

/// The file, removed when the process ends.
pub(super) struct EnvFile(PathBuf);

impl Drop for EnvFile {
    fn drop(&mut self) {
        // It may have been removed already.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLUGIN: Plugin = Plugin { name: "sample", address: "registry.terraform.io/acme/sample", version: "1.2.3" };

    fn reattach() -> Reattach {
        Reattach::new(&PLUGIN, Address::Unix("/tmp/o'neil/socket".to_owned()))
    }

    #[test]
    fn announcement() {
        let pid = format!(r"\b{}\b", process::id());
        insta::with_settings!({filters => vec![(pid.as_str(), "[pid]")]}, {
            insta::assert_snapshot!(reattach().announcement(&PLUGIN, Some(Path::new("x.env"))));
        });
    }

    #[test]
    fn only_its_own_file_is_overwritten_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.env");
        for (before, taken) in [
            (None, false),
            (Some(""), false),
            (Some("TF_REATTACH_PROVIDERS='{}'\n"), false),
            (Some("PASSWORD=1\n"), true),
        ] {
            if let Some(text) = before {
                fs::write(&path, text).unwrap();
            }
            let written = reattach().write_to(&path);
            assert_eq!(written.is_err(), taken, "{before:?}");
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(text.starts_with("TF_REATTACH_PROVIDERS='{\"reg"), !taken);
            drop(written);
            assert_eq!(path.exists(), taken, "{before:?}");
        }
    }
}
