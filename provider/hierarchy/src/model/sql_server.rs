use super::object::key;
use super::site_system::DEFAULT_DATABASE;

/// The instance and the port that a SQL Server without one has.
const DEFAULTS: [&str; 2] = ["\\mssqlserver", ",1433"];

/// A SQL Server as it is compared: case-insensitive, with its domain, without a default instance or port.
pub(crate) struct SqlServer {
    host: String,
    /// `\\instance` or `,port`; empty for the default instance.
    instance: String,
}

impl SqlServer {
    /// The server that a WSUS server names. A short name is of the domain of that server, and `localhost` is that server.
    pub(crate) fn named(name: &str, wsus_server: &str) -> Self {
        let (name, wsus_server) = (key(name), key(wsus_server));
        let (host, instance) = name.split_at(name.find(['\\', ',']).unwrap_or(name.len()));
        let domain = wsus_server.split_once('.').map(|(_, domain)| domain);
        let host = match (host, domain) {
            ("localhost" | "(local)" | ".", _) => wsus_server.clone(),
            (short, Some(domain)) if !short.contains('.') => format!("{short}.{domain}"),
            _ => host.to_owned(),
        };
        let instance = if DEFAULTS.contains(&instance) { String::new() } else { instance.to_owned() };
        Self { host, instance }
    }

    /// The key of a database on it.
    pub(crate) fn key(&self, database: Option<&str>) -> String {
        database_key(&format!("{}{}", self.host, self.instance), database)
    }

    /// The names it may be given. Those that mean the WSUS server itself are given only by that server.
    pub(crate) fn names(&self) -> Vec<String> {
        let short = self.host.split('.').next().unwrap_or(&self.host);
        let hosts = [self.host.as_str(), short, "localhost", "(local)", "."];
        let instances: &[&str] =
            if self.instance.is_empty() { &["", "\\mssqlserver", ",1433"] } else { &[self.instance.as_str()] };
        hosts.into_iter().flat_map(|host| instances.iter().map(move |instance| format!("{host}{instance}"))).collect()
    }
}

/// A database on a server as it is named.
pub(crate) fn database_key(server: &str, database: Option<&str>) -> String {
    format!("{}/{}", key(server), key(database.unwrap_or(DEFAULT_DATABASE)))
}
