use super::{Host, UrlError, decoded, host};

/// The part of a URL between the scheme and the path.
pub(super) struct Authority {
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) hosts: Vec<Host>,
}

impl Authority {
    pub(super) fn parse(text: &str) -> Result<Self, UrlError> {
        let (credentials, hosts) = match text.split_once('@') {
            Some((_, hosts)) if hosts.contains('@') => return Err(UrlError::UnescapedAt),
            Some((credentials, hosts)) => (credentials, hosts),
            None => ("", text),
        };
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password)?)),
            None => (credentials, None),
        };
        let hosts = if hosts.is_empty() {
            Vec::new()
        } else {
            hosts.split(',').map(host::with_port).collect::<Result<_, _>>()?
        };
        let user = Some(decoded(user)?).filter(|user| !user.is_empty());
        Ok(Self { user, password, hosts })
    }
}
