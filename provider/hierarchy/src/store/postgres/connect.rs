//! Connecting to one of the hosts of a URL.

use std::error::Error as _;

use tokio::time::timeout;
use tokio_postgres::config::SslMode as Negotiation;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage, Socket};

use super::error::{DatabaseProblem, reason};
use super::tls;
use super::url::{Address, DatabaseUrl, Encryption, Host, PasswordError, Role, TargetSession};

/// The oldest supported server.
const OLDEST_VERSION: u32 = 13;

/// Why there is no connection.
pub(super) struct Failure {
    pub(super) problem: DatabaseProblem,
    /// Whether the same attempt may succeed later: the server starts, stops or is busy.
    pub(super) passes: Passes,
}

/// When a failure may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Passes {
    /// Somebody must change something.
    Never,
    /// The server may be restarting, or another one taking its place.
    AfterRestart,
    /// The server says that it will pass.
    Soon,
}

/// Connects to the first host that is what the URL asks for. The connection is driven by the runtime.
pub(super) async fn connect(url: &DatabaseUrl) -> Result<Client, Failure> {
    let mut failures: Vec<(&Host, Failure)> = Vec::new();
    for target in url.target.passes() {
        for host in &url.hosts {
            let connected = match timeout(url.connect_timeout, connect_to(url, host, *target)).await {
                Ok(connected) => connected,
                Err(_) => {
                    let seconds = url.connect_timeout.as_secs();
                    let problem = DatabaseProblem::Unreachable(format!("no answer within {seconds} s"));
                    Err(Failure { problem, passes: Passes::AfterRestart })
                }
            };
            match connected {
                Ok(client) => return Ok(client),
                // As in libpq: a host that answers and refuses is not replaced by another one.
                Err(failure) if failure.passes == Passes::Never => return Err(failure),
                Err(failure) => failures.push((host, failure)),
            }
        }
    }
    Err(joined(failures, url.hosts.len()))
}

/// The failures of all hosts as one, which passes if one of them passes.
fn joined(mut failures: Vec<(&Host, Failure)>, hosts: usize) -> Failure {
    let Some(passes) = failures.iter().map(|(_, failure)| failure.passes).max() else {
        let problem = DatabaseProblem::Unreachable("it has no hosts".to_owned());
        return Failure { problem, passes: Passes::Never };
    };
    if hosts == 1
        && let Some((_, only)) = failures.pop()
    {
        return only;
    }
    let text = |problem: &DatabaseProblem| match problem {
        DatabaseProblem::Unreachable(text) | DatabaseProblem::NoSuchHost(text) => text.clone(),
        problem => problem.to_string(),
    };
    let texts: Vec<String> =
        failures.iter().map(|(host, failure)| format!("{host}: {}", text(&failure.problem))).collect();
    let answered = failures.iter().any(|(_, failure)| matches!(failure.problem, DatabaseProblem::NoSuchHost(_)));
    let problem = if answered { DatabaseProblem::NoSuchHost } else { DatabaseProblem::Unreachable };
    Failure { problem: problem(texts.join("; ")), passes }
}

async fn connect_to(url: &DatabaseUrl, host: &Host, target: TargetSession) -> Result<Client, Failure> {
    let never = |problem| Failure { problem, passes: Passes::Never };
    let config = config(url, host).map_err(|error| never(DatabaseProblem::NotAccepted(error.to_string())))?;
    let attempts = match host.address {
        // A socket is not encrypted, as in libpq.
        Address::Socket(_) => &[Encryption::None],
        Address::Network(_) => url.ssl_mode_of(host).attempts(&url.roots),
    };
    let mut failed = None;
    for encryption in attempts {
        match open(url, &config, *encryption).await {
            Ok(session) => return checked(session, target).await,
            Err(failure) => {
                // The next attempt is for a server that insists on encryption, or on none.
                let is_final =
                    !matches!(failure.problem, DatabaseProblem::NotTrusted(_) | DatabaseProblem::NotAccepted(_));
                // What the server says over an encrypted connection is nearer to what the URL asks for.
                if *encryption != Encryption::None || failed.is_none() {
                    failed = Some(failure);
                }
                if is_final {
                    break;
                }
            }
        }
    }
    Err(failed.unwrap_or_else(|| never(DatabaseProblem::Unreachable("no attempt is allowed".to_owned()))))
}

fn config(url: &DatabaseUrl, host: &Host) -> Result<Config, PasswordError> {
    let mut config = Config::new();
    match &host.address {
        Address::Network(name) => config.host(name),
        #[cfg(unix)]
        Address::Socket(folder) => config.host_path(folder),
        #[cfg(not(unix))]
        Address::Socket(folder) => config.host(folder.to_string_lossy()),
    };
    config.port(host.port).user(&url.user).dbname(&url.database);
    config.application_name(url.application_name.clone().unwrap_or_else(this_process));
    if let Some(password) = url.password_for(host)? {
        config.password(password.expose());
    }
    Ok(config)
}

/// What others see of this process: its program, its id and its machine.
fn this_process() -> String {
    let program = std::env::current_exe().ok();
    let program = program.as_deref().and_then(|path| path.file_stem()).map(|name| name.to_string_lossy().into_owned());
    let machine = whoami::hostname().unwrap_or_else(|_| "unknown".to_owned());
    format!("{} {} on {machine}", program.as_deref().unwrap_or("configmgr"), std::process::id())
}

/// An open session, and what the server says about itself.
struct Session {
    client: Client,
    version: Option<String>,
    encoding: Option<String>,
}

async fn open(url: &DatabaseUrl, config: &Config, encryption: Encryption) -> Result<Session, Failure> {
    let mut config = config.clone();
    if encryption == Encryption::None {
        return start(config.ssl_mode(Negotiation::Disable), NoTls).await;
    }
    let connector = tls::connector(encryption, &url.roots)
        .map_err(|reason| Failure { problem: DatabaseProblem::NotTrusted(reason), passes: Passes::Never })?;
    start(config.ssl_mode(Negotiation::Require), connector).await
}

async fn start<T>(config: &Config, tls: T) -> Result<Session, Failure>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect(tls).await.map_err(|error| failure(&error))?;
    let parameter = |name| connection.parameter(name).map(str::to_owned);
    let (version, encoding) = (parameter("server_version"), parameter("server_encoding"));
    // It ends with the client, to whose calls its errors go as well.
    tokio::spawn(connection);
    Ok(Session { client, version, encoding })
}

/// Refuses a server that cannot store a hierarchy, or is not what is looked for.
async fn checked(session: Session, target: TargetSession) -> Result<Client, Failure> {
    let never = |problem| Err(Failure { problem, passes: Passes::Never });
    let Session { client, version, encoding } = session;
    let version = version.unwrap_or_default();
    let major =
        version.split(|character: char| !character.is_ascii_digit()).next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST_VERSION) {
        return never(DatabaseProblem::TooOld(version));
    }
    if let Some(encoding) = encoding.filter(|encoding| encoding != "UTF8") {
        return never(DatabaseProblem::Encoding(encoding));
    }
    if target.is_selective() && !target.accepts(role(&client).await?) {
        let problem = DatabaseProblem::NoSuchHost(target.refusal().to_owned());
        return Err(Failure { problem, passes: Passes::AfterRestart });
    }
    Ok(client)
}

async fn role(client: &Client) -> Result<Role, Failure> {
    let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')";
    let answer = client.simple_query(sql).await.map_err(|error| failure(&error))?;
    let row = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some([row.get(0), row.get(1)]),
        _ => None,
    });
    let [is_standby, is_read_only] = row.unwrap_or_default();
    let is_standby = is_standby == Some("t");
    Ok(Role { is_standby, is_read_only: is_standby || is_read_only == Some("on") })
}

/// Why a connection could not be opened.
fn failure(error: &tokio_postgres::Error) -> Failure {
    let text = reason(error);
    let (problem, passes) = match error.code() {
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => (DatabaseProblem::of(error), Passes::Soon),
        Some(code) if *code == SqlState::CANNOT_CONNECT_NOW => (DatabaseProblem::Unreachable(text), Passes::Soon),
        Some(code) if code.code().starts_with("57P") => (DatabaseProblem::Unreachable(text), Passes::AfterRestart),
        Some(_) => (DatabaseProblem::of(error), Passes::Never),
        None if is_about_trust(error) => (DatabaseProblem::NotTrusted(text), Passes::Never),
        None if text.contains("password missing") || text.contains("authentication") => {
            (DatabaseProblem::NotAccepted(text), Passes::Never)
        }
        None => (DatabaseProblem::Unreachable(text), Passes::AfterRestart),
    };
    Failure { problem, passes }
}

/// Whether the server offers no encryption, or its certificate is refused.
fn is_about_trust(error: &tokio_postgres::Error) -> bool {
    let is_tls = |cause: &(dyn std::error::Error + 'static)| {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        inner.is_some_and(|inner| inner.is::<rustls::Error>())
    };
    error.to_string().contains("TLS") || error.source().is_some_and(is_tls)
}
