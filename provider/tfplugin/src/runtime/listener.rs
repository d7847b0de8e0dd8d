//! The socket of the plugin: a Unix socket for this user only. Where there is none, TCP on the loopback interface, which
//! every user of the machine can reach, and so only with mutual TLS.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
};

use tokio::net::TcpListener;

use super::{accept::Connection, environment::Environment, error::Error, tls::Identity};

/// The address for the client, as go-plugin writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// An absolute path.
    #[cfg_attr(not(unix), allow(dead_code))]
    Unix(String),
    Tcp(SocketAddr),
}

impl Address {
    pub(super) fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => f.write_str(path),
            Self::Tcp(address) => address.fmt(f),
        }
    }
}

/// Whether connections are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Mutual TLS: only the client that started the plugin gets in.
    MutualTls,
    /// Plain text.
    None,
}

impl Encryption {
    pub(super) fn of(identity: Option<&Identity>) -> Self {
        if identity.is_some() { Self::MutualTls } else { Self::None }
    }
}

/// A bound socket. Dropping it removes its files.
#[derive(Debug)]
pub(super) enum Listener {
    #[cfg(unix)]
    Unix(unix::Socket),
    Tcp(TcpListener, SocketAddr),
}

impl Listener {
    /// Binds a Unix socket. If that fails, for example because the path of the temporary folder is too long
    /// or a sandbox forbids it, binds TCP, unless everybody on the machine could then read and write plain text.
    pub(super) fn bind(environment: &Environment, encryption: Encryption) -> Result<Self, Error> {
        #[cfg(unix)]
        match unix::Socket::bind(environment) {
            Ok(socket) => return Ok(Self::Unix(socket)),
            Err(unix::Refused::Group(error)) => return Err(error),
            Err(unix::Refused::Socket(source)) if encryption == Encryption::None => {
                return Err(Error::NoPrivateSocket { directory: environment.socket_directory.clone(), source });
            }
            Err(unix::Refused::Socket(error)) => tracing::info!(
                target: "tfplugin.runtime",
                directory = %environment.socket_directory.display(),
                %error,
                "no Unix socket; listening on TCP"
            ),
        }
        #[cfg(not(unix))]
        if encryption == Encryption::None {
            return Err(Error::PlainTextOnTcp);
        }
        let (listener, address) = bind_loopback(&environment.ports).map_err(|source| Error::Listen {
            first: *environment.ports.start(),
            last: *environment.ports.end(),
            source,
        })?;
        Ok(Self::Tcp(listener, address))
    }

    pub(super) fn address(&self) -> Address {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => Address::Unix(socket.path().to_owned()),
            Self::Tcp(_, address) => Address::Tcp(*address),
        }
    }

    pub(super) async fn accept(&self) -> io::Result<Connection> {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => socket.accept().await.map(Connection::new),
            Self::Tcp(listener, _) => {
                let (stream, _) = listener.accept().await?;
                // Messages are small: waiting for a full packet would delay them.
                stream.set_nodelay(true)?;
                Ok(Connection::new(stream))
            }
        }
    }
}

/// The first free port of the range.
fn bind_loopback(ports: &RangeInclusive<u16>) -> io::Result<(TcpListener, SocketAddr)> {
    let mut refused = io::Error::from(io::ErrorKind::AddrInUse);
    for port in ports.clone() {
        match std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                return Ok((TcpListener::from_std(listener)?, address));
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

#[cfg(unix)]
mod unix {
    use std::{
        fs::{self, Permissions},
        io,
        os::unix::fs::{PermissionsExt, chown},
        path::{self, Path},
    };

    use nix::unistd::Group;
    use tokio::net::{UnixListener, UnixStream};

    use super::{Environment, Error};
    use crate::runtime::socket_folder::SocketFolder;

    /// A socket in a folder of its own.
    #[derive(Debug)]
    pub(crate) struct Socket {
        listener: UnixListener,
        path: String,
        /// Removes the folder with the socket in it.
        _folder: SocketFolder,
    }

    /// Why there is no socket.
    pub(crate) enum Refused {
        /// TCP will do, if it is encrypted.
        Socket(io::Error),
        /// It was asked for a group that cannot have it; TCP would let everybody in.
        Group(Error),
    }

    impl From<io::Error> for Refused {
        fn from(error: io::Error) -> Self {
            Self::Socket(error)
        }
    }

    impl Socket {
        pub(crate) fn bind(environment: &Environment) -> Result<Self, Refused> {
            let parent = path::absolute(&environment.socket_directory)?;
            let folder = SocketFolder::create_in(&parent)?;
            let path = speakable(&folder.socket())?;
            let listener = UnixListener::bind(&path)?;
            if let Some(group) = &environment.socket_group {
                share(folder.path(), Path::new(&path), group)
                    .map_err(|reason| Refused::Group(Error::SocketGroup { group: group.clone(), reason }))?;
            }
            Ok(Self { listener, path, _folder: folder })
        }

        pub(crate) fn path(&self) -> &str {
            &self.path
        }

        pub(crate) async fn accept(&self) -> io::Result<UnixStream> {
            self.listener.accept().await.map(|(stream, _)| stream)
        }
    }

    /// The path as the handshake line can carry it.
    fn speakable(path: &Path) -> io::Result<String> {
        path.to_str()
            .filter(|path| !path.contains(['|', '\n', '\r']))
            .map(str::to_owned)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path does not fit into the handshake line"))
    }

    /// Lets the group, given by name or number, pass the folder and use the socket.
    fn share(directory: &Path, socket: &Path, group: &str) -> Result<(), String> {
        let id = match group.parse() {
            Ok(id) => id,
            Err(_) => group_id(group)?,
        };
        let hand_over = |path, mode| {
            chown(path, None, Some(id))?;
            fs::set_permissions(path, Permissions::from_mode(mode))
        };
        hand_over(directory, 0o750).and_then(|()| hand_over(socket, 0o660)).map_err(|error| error.to_string())
    }

    fn group_id(name: &str) -> Result<u32, String> {
        match Group::from_name(name) {
            Ok(Some(group)) => Ok(group.gid.as_raw()),
            Ok(None) => Err("there is no such group; give its number".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[cfg(test)]
    mod tests {
        use nix::unistd::Gid;

        use super::*;

        #[test]
        fn groups_by_name() {
            let first = Group::from_gid(Gid::from_raw(0)).unwrap().unwrap();
            assert_eq!(group_id(&first.name), Ok(0));
            for name in ["", "no-such-group-here"] {
                assert_eq!(group_id(name), Err("there is no such group; give its number".to_owned()), "{name:?}");
            }
        }

        #[test]
        fn paths_that_break_the_line_are_refused() {
            for (path, fits) in [
                ("/tmp/plugin1/socket", true),
                ("/tmp/with blank/socket", true),
                ("/tmp/a|b/socket", false),
                ("/tmp/a\nb/socket", false),
            ] {
                assert_eq!(speakable(Path::new(path)).is_ok(), fits, "{path:?}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn takes_the_first_free_port_of_the_range() {
        let (_held, taken) = bind_loopback(&(0..=0)).unwrap();
        let port = taken.port();
        assert!(bind_loopback(&(port..=port)).is_err());
        let (_next, other) = bind_loopback(&(port..=u16::MAX)).unwrap();
        assert!(other.port() > port);
        assert_eq!(other.ip(), Ipv4Addr::LOCALHOST);
    }
}
