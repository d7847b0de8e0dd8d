use super::{UrlError, decoded};

/// The parameters that are read.
const SUPPORTED: [&str; 12] = [
    "application_name",
    "connect_timeout",
    "dbname",
    "hierarchy",
    "host",
    "passfile",
    "password",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "user",
];

/// The parameters of libpq that are not supported: <https://www.postgresql.org/docs/current/libpq-connect.html>.
const UNSUPPORTED: [&str; 38] = [
    "channel_binding",
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_issuer",
    "oauth_scope",
    "options",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslnegotiation",
    "sslpassword",
    "sslsni",
];

/// The parameters after the `?` of a URL, as they are written.
pub(super) struct Parameters<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Parameters<'a> {
    pub(super) fn parse(query: &'a str) -> Result<Self, UrlError> {
        let mut parameters = Vec::new();
        if query.is_empty() {
            return Ok(Self(parameters));
        }
        for (position, parameter) in (1..).zip(query.split('&')) {
            let (name, value) = parameter.split_once('=').ok_or(UrlError::Parameter)?;
            let known = SUPPORTED.into_iter().find(|known| *known == name);
            let name = match (known, UNSUPPORTED.into_iter().find(|other| *other == name)) {
                (Some(name), _) => name,
                (None, Some(name)) => return Err(UrlError::Unsupported(name)),
                (None, None) => return Err(UrlError::Unknown { position }),
            };
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(UrlError::Twice(name));
            }
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// The decoded value of a parameter.
    pub(super) fn value(&self, name: &str) -> Result<Option<String>, UrlError> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| decoded(value)).transpose()
    }

    /// The value of a parameter that allows only some.
    pub(super) fn choice<T>(
        &self,
        parameter: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        allowed: &'static str,
    ) -> Result<Option<T>, UrlError> {
        let Some(value) = self.value(parameter)? else { return Ok(None) };
        parse(&value).map(Some).ok_or(UrlError::Value { parameter, allowed })
    }
}
