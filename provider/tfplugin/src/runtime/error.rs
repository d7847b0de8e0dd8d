//! Why a plugin cannot start, in words for whoever reads its stderr.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) enum Error {
    /// Holds the help to show.
    #[error("this program is a plugin, started by Terraform")]
    RunByHand(String),
    #[error("unknown argument {0:?}; --help lists what there is")]
    UnknownArgument(String),
    #[error("--env-file needs the name of a file")]
    EnvFileMissing,
    #[error("--env-file says where --debug writes; give --debug too")]
    EnvFileWithoutDebug,
    #[error(
        "{} holds something else than what --debug writes; name another file or move it away",
        .0.display()
    )]
    EnvFileTaken(PathBuf),
    #[error("cannot write {}: {source}", path.display())]
    EnvFile { path: PathBuf, source: io::Error },
    #[error(
        "the client offers plugin protocol {offered} and this provider speaks 6: use Terraform 1.0 or later, \
         or OpenTofu 1.6 or later"
    )]
    Protocol { offered: String },
    #[error(
        "PLUGIN_CLIENT_CERT does not hold a certificate in PEM form ({0}); Terraform sets it, so \
         something between it and this process changed it"
    )]
    ClientCertificate(&'static str),
    #[error("cannot make this process's own certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("cannot set up TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error("cannot give the socket to the group in PLUGIN_UNIX_SOCKET_GROUP, {group:?}: {reason}")]
    SocketGroup { group: String, reason: String },
    #[error("cannot listen on 127.0.0.1, ports {first} to {last}: {source}")]
    Listen { first: u16, last: u16, source: io::Error },
    #[error("cannot catch signals: {0}")]
    Signals(io::Error),
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("cannot write to stdout: {0}")]
    Stdout(io::Error),
}
