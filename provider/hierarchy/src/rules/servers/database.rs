//! The WSUS database (SUSDB), of one software update point or shared.

use super::server::is_host;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{DEFAULT_DATABASE, DatabaseKind, Kind, Object, SiteSystem, SyncSource, Wsus, is_same_folder, key};
use crate::readiness::{MOST_SHARING, may_share, reaches_microsoft_update};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::folder::is_on_share;
use crate::rules::free_text::shown;
use crate::rules::pages;
use crate::rules::role_on_server::RoleOnServer;
use crate::rules::rule::Check::{Form, OnServer, References, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError};
use crate::wording::listed;

const BOTH: &[Kind] = &[Kind::SupRole, Kind::SiteSystem];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V70"),
        title: "a WSUS database is shared by at most four software update points, all of one site",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::SHARED_DATABASE]),
        origin: Origin::Documented,
        fix: "Give each site its own database, and a fifth software update point another one.",
        reads: AllOf(&["site_code", "server_fqdn", "wsus.installed", "wsus.database"]),
        check: OnServer(database_has_room),
    },
    Rule {
        id: RuleId("H17"),
        title: "only a database in SQL Server has a server and a name",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::SHARED_DATABASE]),
        origin: Origin::Inferred,
        fix: "Write kind = \"sql\" for a database with a server or a name. Leave both out for the internal one.",
        reads: PerAttribute(&["wsus.database.server", "wsus.database.name"]),
        check: Form(|object| alone(object, internal_database_is_local)),
    },
    Rule {
        id: RuleId("H22"),
        title: "a SQL Server is named by its host, and an instance or a port",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::SHARED_DATABASE]),
        origin: Origin::Inferred,
        fix: "Write wsus.database.server as a host, or as host\\instance or host,port.",
        reads: AllOf(&["wsus.database.server"]),
        check: Standalone(|object| alone(object, database_server_is_named)),
    },
    Rule {
        id: RuleId("H23"),
        title: "the database of WSUS is called SUSDB",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::SHARED_DATABASE]),
        origin: Origin::Documented,
        fix: "Leave out wsus.database.name. To keep databases apart, write an instance of SQL Server in \
            wsus.database.server for each.",
        reads: AllOf(&["wsus.database.server", "wsus.database.name"]),
        check: References(|context| context.on_write(database_is_susdb)),
    },
    Rule {
        id: RuleId("V129"),
        title: "software update points that share a database have the same Windows Server, content and SSL setup",
        kinds: BOTH,
        severity: Severity::Warning,
        source: Source::of(&[pages::SHARED_DATABASE, pages::BEST_PRACTICES]),
        origin: Origin::Documented,
        fix: "Give all servers that share a database the same operating_system, one share as wsus.content_path, and \
            SSL on all of them or on none.",
        reads: AllOf(&[
            "site_code",
            "server_fqdn",
            "operating_system",
            "wsus.installed",
            "wsus.database",
            "wsus.content_path",
            "wsus.ssl_configured",
        ]),
        check: OnServer(sharing_servers_are_alike),
    },
    Rule {
        id: RuleId("V71"),
        title: "top-level software update points that share a database can all reach Microsoft Update",
        kinds: &[Kind::SupRole, Kind::SiteSystem, Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::SHARED_DATABASE]).noting(
            "sources conflict: the first page says that a random one of them synchronizes, the second one that the \
             first does",
        ),
        origin: Origin::Documented,
        fix: "Let every server of the top-level site that shares the database reach Microsoft Update.",
        reads: AllOf(&[
            "site_code",
            "server_fqdn",
            "use_proxy_for_sync",
            "proxy",
            "wsus.installed",
            "wsus.database",
            "wsus.internet_access",
            "sup_role_id",
            "source",
        ]),
        check: OnServer(sharing_servers_reach_the_internet),
    },
];

/// The other servers with a role that stays and the same database.
fn sharing(role: &RoleOnServer<'_>) -> Result<Vec<SiteSystem>, StoreError> {
    let Some(place) = role.wsus().and_then(|_| role.server.database()) else {
        return Ok(Vec::new());
    };
    let mut sharing = Vec::new();
    for name in role.server.database_names() {
        for system in role.settled.all::<SiteSystem>(Lookup::Database(&name))? {
            let id = Object::from(system.object.clone()).id().id;
            let is_same = key(&id) != key(&role.sup.id()) && system.object.database().as_ref() == Some(&place);
            let other = role.settled.one(&id)?.filter(|_| is_same && system.object.wsus.installed);
            if let Some(other) = other
                && role.stays(&other)?
            {
                sharing.push(system.object);
            }
        }
    }
    Ok(sharing)
}

fn database_has_room(role: &RoleOnServer<'_>) -> Outcome {
    let others = sharing(role)?;
    let code = &role.sup.site_code;
    if may_share(code, others.iter().map(|other| other.site_code.as_str())) {
        return Ok(Vec::new());
    }
    let (own, foreign): (Vec<_>, Vec<_>) = others.iter().partition(|other| key(&other.site_code) == key(code));
    let name = described(role.server);
    let problem = if let Some(other) = foreign.first() {
        Problem::at(
            "server_fqdn",
            format!("database {name} belongs to site {}", other.site_code),
            format!(
                "Software update points share a database only within a site, and {} of site {} uses this one. An \
                 instance of SQL Server has one WSUS database. In the configmgr_site_system of {}, write another \
                 server, or another instance:\n\n  server = \"{}\\\\WSUS_{code}\"",
                other.server_fqdn,
                other.site_code,
                role.server.server_fqdn,
                sql_machine(role.server)
            ),
        )
    } else {
        let hosts: Vec<&str> = own.iter().map(|other| other.server_fqdn.as_str()).collect();
        Problem::at(
            "server_fqdn",
            format!("database {name} is already used by {} software update points", own.len()),
            format!(
                "At most {MOST_SHARING} may share a database. It is used by {}. In the configmgr_site_system of {}, set \
                 another database, or use the internal one.",
                listed(&hosts),
                role.server.server_fqdn
            ),
        )
    };
    Ok(vec![problem.with_server_attribute("wsus.database")])
}

/// A database as the configuration names it.
fn described(system: &SiteSystem) -> String {
    let database = &system.wsus.database;
    let name = database.name.as_deref().unwrap_or(DEFAULT_DATABASE);
    format!("{name} on {}", database.server.as_ref().unwrap_or(&system.server_fqdn))
}

/// The machine of its SQL Server, without instance or port.
fn sql_machine(system: &SiteSystem) -> &str {
    let server = system.wsus.database.server.as_ref().unwrap_or(&system.server_fqdn);
    server.split(['\\', ',']).next().unwrap_or(server)
}

fn internal_database_is_local(system: &SiteSystem) -> Vec<Problem> {
    let database = &system.wsus.database;
    let places = [("wsus.database.server", &database.server), ("wsus.database.name", &database.name)];
    let given = places.into_iter().filter(|_| database.kind == DatabaseKind::Wid);
    given
        .filter_map(|(attribute, place)| Some((attribute, place.as_ref()?)))
        .map(|(attribute, place)| {
            Problem::at(
                attribute,
                format!("{attribute} \"{place}\" does not apply to the internal database"),
                "The Windows Internal Database is on the WSUS server itself and cannot be shared. Write kind = \"sql\" \
                 for a database in SQL Server, or leave out server and name.",
            )
        })
        .collect()
}

/// The longest name of an instance of SQL Server, in characters.
const LONGEST_INSTANCE: usize = 16;

fn database_server_is_named(system: &SiteSystem) -> Option<Problem> {
    let server = system.wsus.database.server.as_ref()?;
    (!is_sql_server(server)).then(|| {
        Problem::at(
            "wsus.database.server",
            format!("wsus.database.server \"{}\" is not the name of a SQL Server", shown(server)),
            "A SQL Server is named by its host, and where it is not the default instance, by an instance or a port. Write, \
             for example, \"sql01.contoso.com\", \"sql01.contoso.com\\\\WSUS\" or \"sql01.contoso.com,1433\" (in HCL, a \
             backslash is written twice).",
        )
    })
}

fn is_sql_server(server: &str) -> bool {
    let (address, port) = server.split_once(',').map_or((server, None), |(address, port)| (address, Some(port)));
    let (host, instance) = address.split_once('\\').map_or((address, None), |(host, name)| (host, Some(name)));
    let is_port = |port: &str| !port.starts_with('+') && port.parse::<u16>().is_ok_and(|port| port > 0);
    let in_instance = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#');
    let is_instance =
        |name: &str| (1..=LONGEST_INSTANCE).contains(&name.chars().count()) && name.chars().all(in_instance);
    is_host(host) && port.is_none_or(is_port) && instance.is_none_or(is_instance)
}

/// A name that was stored before WSUS was known to have only one stays possible.
fn database_is_susdb(write: &WriteContext<'_, SiteSystem>) -> Outcome {
    let name = |system: &SiteSystem| system.wsus.database.name.clone();
    let Some(wrong) = name(write.object).filter(|name| key(name) != key(DEFAULT_DATABASE)) else {
        return Ok(Vec::new());
    };
    let machine = sql_machine(write.object);
    let problem = Problem::at(
        "wsus.database.name",
        format!(
            "wsus.database.name is \"{}\", but the database of WSUS is always called {DEFAULT_DATABASE}",
            shown(&wrong)
        ),
        format!(
            "WSUS creates its database under this name, and no setting changes it. Leave out name. For a database of \
             its own on the same machine, write another instance of SQL Server:\n\n  server = \
             \"{machine}\\\\WSUS_{}\"",
            write.object.site_code
        ),
    );
    let is_kept = write.prior.is_some_and(|prior| name(prior).as_ref() == Some(&wrong));
    Ok(vec![if is_kept { problem.into_warning() } else { problem }])
}

/// Whether two servers differ.
type Differ = fn(&SiteSystem, &SiteSystem) -> bool;

/// What servers that share a database have in common, and which two of them do not.
const IN_COMMON: [(&str, Differ); 3] = [
    // Where the versions of WSUS differ, too, another rule reports it (V45).
    ("the version of Windows Server", |one, other| {
        one.operating_system != other.operating_system && one.wsus.version == other.wsus.version
    }),
    ("a content share", |one, other| !has_same_share(&one.wsus, &other.wsus)),
    ("the SSL setup", |one, other| one.wsus.ssl_configured != other.wsus.ssl_configured),
];

fn has_same_share(one: &Wsus, other: &Wsus) -> bool {
    let both = one.content_path.as_ref().zip(other.content_path.as_ref());
    both.is_some_and(|(one, other)| is_on_share(one) && is_same_folder(one, other))
}

fn sharing_servers_are_alike(role: &RoleOnServer<'_>) -> Outcome {
    let others = sharing(role)?;
    let differs = |differ: Differ| others.iter().any(|other| differ(role.server, other));
    let missing: Vec<&str> =
        IN_COMMON.into_iter().filter_map(|(what, differ)| differs(differ).then_some(what)).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let hosts: Vec<&str> = others.iter().map(|other| other.server_fqdn.as_str()).collect();
    let problem = Problem::at(
        "server_fqdn",
        format!("shares database {} with {}, but not {}", described(role.server), listed(&hosts), listed(&missing)),
        "Servers that share a WSUS database have the same version of Windows Server and one content folder on a share, \
         and SSL is set up on all of them or on none. Write the same operating_system, wsus.content_path (such as \
         \"\\\\\\\\files.contoso.com\\\\WSUS\") and wsus.ssl_configured in the configmgr_site_system of each.",
    );
    Ok(vec![problem.with_server_attribute("wsus.database")])
}

fn sharing_servers_reach_the_internet(role: &RoleOnServer<'_>) -> Outcome {
    let code = &role.sup.site_code;
    let others = sharing(role)?;
    if others.is_empty() || !role.site()?.is_some_and(|site| site.is_top_level()) {
        return Ok(Vec::new());
    }
    let source = match role.settings()? {
        Some(settings) => settings.source.unwrap_or(SyncSource::MicrosoftUpdate),
        None => return Ok(Vec::new()),
    };
    let mut offline = Vec::new();
    for server in [role.server].into_iter().chain(&others) {
        let is_own = key(&server.server_fqdn) == key(&role.server.server_fqdn);
        let other = if is_own { None } else { role.settled.sup(&Object::from(server.clone()).id().id)? };
        if !reaches_microsoft_update(other.as_ref().unwrap_or(role.sup), server) {
            offline.push(server.server_fqdn.as_str());
        }
    }
    if offline.is_empty() || source != SyncSource::MicrosoftUpdate {
        return Ok(Vec::new());
    }
    let verb = if offline.len() == 1 { "does" } else { "do" };
    let problem = Problem::at(
        "server_fqdn",
        format!(
            "database {} is shared, but {} {verb} not reach Microsoft Update",
            described(role.server),
            listed(&offline)
        ),
        format!(
            "Any of the software update points of {code} that share a database may be the one that synchronizes from \
             Microsoft Update. Let all of them reach it, or set another source in the sync settings of {code}."
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.internet_access")])
}
