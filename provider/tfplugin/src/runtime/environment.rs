//! The variables a client sets for a plugin.

use std::{
    env,
    ffi::{OsStr, OsString},
    ops::RangeInclusive,
    path::PathBuf,
};

const COOKIE: &str = "TF_PLUGIN_MAGIC_COOKIE";
/// The same in every Terraform and OpenTofu. It prevents starting a plugin by mistake; it is not a secret.
const COOKIE_VALUE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// go-plugin's variables, read once. An empty one counts as unset.
#[derive(Debug)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) struct Environment {
    pub(super) launched_by_client: bool,
    /// The major protocol versions of the client, such as `5,6`, in any order.
    pub(super) protocol_versions: Option<String>,
    /// The certificate of the client, in PEM.
    pub(super) client_certificate: Option<OsString>,
    /// The TCP ports to try; 0 to 0 means any port.
    pub(super) ports: RangeInclusive<u16>,
    /// Whether the client asks about broker multiplexing, and so reads a seventh field.
    pub(super) multiplex: bool,
    pub(super) socket_directory: PathBuf,
    /// The group, by name or number, that may use the socket besides the user.
    pub(super) socket_group: Option<String>,
}

impl Environment {
    pub(super) fn of_process() -> Self {
        Self::read(|name| env::var_os(name))
    }

    pub(super) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let text = |name| set(name).map(|value| value.to_string_lossy().into_owned());
        let port = |name| text(name).and_then(|value| value.parse::<u16>().ok());
        let ports = match (port("PLUGIN_MIN_PORT"), port("PLUGIN_MAX_PORT")) {
            (Some(min), Some(max)) if min <= max => min..=max,
            _ => 0..=0,
        };
        Self {
            launched_by_client: variable(COOKIE).as_deref() == Some(OsStr::new(COOKIE_VALUE)),
            protocol_versions: text("PLUGIN_PROTOCOL_VERSIONS"),
            client_certificate: set("PLUGIN_CLIENT_CERT"),
            ports,
            multiplex: set("PLUGIN_MULTIPLEX_GRPC").is_some(),
            socket_directory: set("PLUGIN_UNIX_SOCKET_DIR").map_or_else(env::temp_dir, PathBuf::from),
            socket_group: text("PLUGIN_UNIX_SOCKET_GROUP"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Environment {
        Environment::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_cookie_must_be_exact() {
        assert!(read(&[(COOKIE, COOKIE_VALUE)]).launched_by_client);
        for value in ["", "1", &COOKIE_VALUE[1..], &format!("{COOKIE_VALUE} ")] {
            assert!(!read(&[(COOKIE, value)]).launched_by_client, "{value}");
        }
        assert!(!read(&[]).launched_by_client);
    }

    #[test]
    fn port_ranges() {
        for (min, max, expected) in [
            ("10000", "25000", 10000..=25000),
            ("7000", "7000", 7000..=7000),
            ("25000", "10000", 0..=0),
            ("10000", "70000", 0..=0),
            ("", "25000", 0..=0),
            ("x", "y", 0..=0),
        ] {
            let ports = read(&[("PLUGIN_MIN_PORT", min), ("PLUGIN_MAX_PORT", max)]).ports;
            assert_eq!(ports, expected, "{min} to {max}");
        }
    }

    #[test]
    fn empty_is_unset() {
        let names = [
            "PLUGIN_PROTOCOL_VERSIONS",
            "PLUGIN_CLIENT_CERT",
            "PLUGIN_MULTIPLEX_GRPC",
            "PLUGIN_UNIX_SOCKET_DIR",
            "PLUGIN_UNIX_SOCKET_GROUP",
        ];
        let empty = read(&names.map(|name| (name, "")));
        assert_eq!(empty.protocol_versions, None);
        assert_eq!(empty.client_certificate, None);
        assert!(!empty.multiplex);
        assert_eq!(empty.socket_directory, env::temp_dir());
        assert_eq!(empty.socket_group, None);
    }

    proptest::proptest! {
        #[test]
        fn any_values_are_read(values in proptest::collection::vec(".*", 7)) {
            let environment = Environment::read(|name| {
                let names = ["PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT", "PLUGIN_PROTOCOL_VERSIONS", "PLUGIN_CLIENT_CERT"];
                let position = names.iter().position(|known| *known == name).unwrap_or(names.len());
                Some(OsString::from(&values[position]))
            });
            assert!(environment.ports.start() <= environment.ports.end());
            let _ = crate::runtime::handshake::negotiate(environment.protocol_versions.as_deref());
        }
    }
}
