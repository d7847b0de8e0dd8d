//! The command line. Clients pass no arguments; people may.

use std::{ffi::OsString, path::PathBuf};

use super::{Plugin, error::Error};

/// The command of the command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// No arguments: started by a client, or by a person who gets the help text.
    Serve,
    /// `--debug`: keep running for clients that attach to this process.
    Debug {
        /// `--env-file`: the file for the variable that the client needs.
        env_file: Option<PathBuf>,
    },
    Version,
    Help,
}

impl Command {
    /// Parses the arguments after the program's name. One dash is accepted as well as two, as in plugins
    /// written in Go.
    pub(super) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, Error> {
        let mut arguments = arguments;
        let mut debug = false;
        let mut env_file = None;
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            let flag = text.strip_prefix("--").or_else(|| text.strip_prefix('-'));
            match flag {
                Some("version") => return Ok(Self::Version),
                Some("help" | "h") => return Ok(Self::Help),
                Some("debug") => debug = true,
                Some("env-file") => {
                    let path = arguments.next().ok_or(Error::EnvFileMissing)?;
                    env_file = Some(PathBuf::from(path));
                }
                _ => return Err(Error::UnknownArgument(text.into_owned())),
            }
        }
        match (debug, env_file) {
            (true, env_file) => Ok(Self::Debug { env_file }),
            (false, Some(_)) => Err(Error::EnvFileWithoutDebug),
            (false, None) => Ok(Self::Serve),
        }
    }
}

pub(super) fn version(plugin: &Plugin) -> String {
    format!("{} v{}", plugin.binary(), plugin.version)
}

pub(super) fn help(plugin: &Plugin) -> String {
    let Plugin { name, address, .. } = plugin;
    let version = version(plugin);
    format!(
        "\
{version}: a plugin for Terraform and OpenTofu (provider {address}).

Terraform starts this program automatically; do not run it yourself. Declare the provider:

  terraform {{
    required_providers {{
      {name} = {{ source = \"{source}\" }}
    }}
  }}

then run `terraform init` and `terraform plan`. For a build of your own that `dev_overrides` names, run `terraform plan`
alone.

  --debug            keep running, and print TF_REATTACH_PROVIDERS for terraform
  --env-file FILE    with --debug: write that variable to FILE too, as NAME='value'
  --version, --help",
        source = address.strip_prefix("registry.terraform.io/").unwrap_or(address),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(OsString::from)).map_err(|e| e.to_string())
    }

    #[test]
    fn flags() {
        let debug = |file: Option<&str>| Ok(Command::Debug { env_file: file.map(PathBuf::from) });
        for (line, expected) in [
            ("", Ok(Command::Serve)),
            ("--version", Ok(Command::Version)),
            ("-version", Ok(Command::Version)),
            ("--help", Ok(Command::Help)),
            ("-h", Ok(Command::Help)),
            ("--debug", debug(None)),
            ("-debug", debug(None)),
            ("--debug --env-file x.env", debug(Some("x.env"))),
            ("--env-file x.env --debug", debug(Some("x.env"))),
            ("--debug --help", Ok(Command::Help)),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
    }

    #[test]
    fn mistakes() {
        let mistakes = ["--debgu", "plan", "--env-file", "--env-file x.env"]
            .map(|line| format!("{line}: {}", parse(line).unwrap_err()));
        insta::assert_snapshot!(mistakes.join("\n"));
    }

    #[test]
    fn help_text() {
        insta::assert_snapshot!(help(&Plugin {
            name: "sample",
            address: "registry.terraform.io/acme/sample",
            version: "1.2.3",
        }));
    }
}
