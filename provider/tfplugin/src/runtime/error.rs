//! Errors that prevent a plugin from starting, for the reader of stderr.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) enum Error {
    /// Holds the help to show.
    #[error("this program is a plugin that Terraform starts")]
    RunByHand(String),
    #[error("unknown argument {0:?}; see --help")]
    UnknownArgument(String),
    #[error("--env-file requires a file name")]
    EnvFileMissing,
    #[error("--env-file requires --debug")]
    EnvFileWithoutDebug,
    #[error(
        "{} was not written by --debug; name another file, or move this one",
        .0.display()
    )]
    EnvFileTaken(PathBuf),
    #[error("cannot write {}: {source}", path.display())]
    EnvFile { path: PathBuf, source: io::Error },
    #[error(
        "the client supports plugin protocol {offered}, this provider requires 6: use Terraform 1.1 or later, \
         or OpenTofu 1.6 or later"
    )]
    Protocol { offered: String },
    #[error(
        "PLUGIN_CLIENT_CERT is not a certificate in PEM format ({0}); Terraform sets it, so a program \
         between Terraform and this process changed it"
    )]
    ClientCertificate(&'static str),
    #[error("cannot make this process's own certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("cannot set up TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("cannot give the socket to the group in PLUGIN_UNIX_SOCKET_GROUP, {group:?}: {reason}")]
    SocketGroup { group: String, reason: String },
    #[error(
        "cannot make a socket for this user alone in {}: {source}. Other users of this machine could connect to anything \
         else, because the client did not ask for encryption. Set TMPDIR to a folder with a short path in which this user \
         can write",
        directory.display()
    )]
    NoPrivateSocket { directory: PathBuf, source: io::Error },
    #[cfg(not(unix))]
    #[error("the client did not ask for encryption, without which every user of this machine could connect")]
    PlainTextOnTcp,
    #[error("cannot listen on 127.0.0.1, ports {first} to {last}: {source}")]
    Listen { first: u16, last: u16, source: io::Error },
    #[error("cannot catch signals: {0}")]
    Signals(io::Error),
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("cannot write to stdout: {0}")]
    Stdout(io::Error),
}
