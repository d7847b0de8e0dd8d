//! What can be wrong with a database, and the message for it; and what many processes do at once.

mod refusals;

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use test_postgres::{ADMINISTRATOR, Proxy, Server, new_name};

use super::*;
use crate::store::{Location, Lookup};
use crate::tests::fixture::*;
use crate::{Action, ApplyError, Conditions, Hierarchy, HistoryFilter, Kind, ObjectId};

fn server() -> &'static Server {
    Server::shared()
}

fn parsed(url: &str) -> DatabaseUrl {
    url.parse().unwrap()
}

fn open(url: &str) -> Result<Postgres, StoreError> {
    Postgres::open_with_patience(parsed(url), WhenMissing::Create, Duration::ZERO)
}

/// A hierarchy with objects: its name, and its URL.
fn filled() -> (String, String) {
    let name = new_name();
    let url = server().url(&format!("hierarchy={name}"));
    let store = Postgres::open(parsed(&url), WhenMissing::Create).unwrap();
    Hierarchy::on(store, clock()).after(contoso());
    (name, url)
}

/// The message, without what differs from run to run.
fn text(error: &StoreError) -> String {
    let mut text = format!("{error}. {}", error.remedy());
    for (pattern, replacement) in [
        (r"%2Ftmp%2Fconfigmgr-postgres-\w+", "SOCKET"),
        (r"/tmp/configmgr-postgres-\w+", "FOLDER"),
        (r"test-\d+", "TEST"),
        (r":\d{4,5}\b", ":PORT"),
        (r"hierarchy-\w+ \d+ on \S+ ", "PROGRAM "),
        // A server that ends a connection says why, unless the connection is gone before that is read.
        (r"terminating connection due to administrator command|connection closed|error communicating.*?\)", "REASON"),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, replacement).into_owned();
    }
    text
}

fn refusal(url: &str) -> String {
    let error = open(url).unwrap_err();
    text(&error)
}

#[test]
fn databases_that_cannot_be_used_say_why() {
    let sql = |statements: &str| server().sql(statements).unwrap();
    sql("CREATE ROLE nobody LOGIN");
    sql("CREATE DATABASE latin1 TEMPLATE template0 ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C'");
    sql("CREATE SCHEMA \"configmgr_not-ours\"; CREATE TABLE \"configmgr_not-ours\".customer (name text)");
    sql("CREATE SCHEMA \"configmgr_alike\"; CREATE TABLE \"configmgr_alike\".format (version text)");
    let (newer, newer_url) = filled();
    sql(&format!("UPDATE \"configmgr_{newer}\".format SET number = 99"));
    let cases = [
        ("no server", "postgres://alice@127.0.0.1:1/contoso".to_owned()),
        ("no server at any host", "postgres://alice@127.0.0.1:1,127.0.0.1:2/contoso".to_owned()),
        ("no socket", "postgres://alice@/contoso?host=/nowhere".to_owned()),
        ("no such database", server().url_of(ADMINISTRATOR, "absent", "hierarchy=a")),
        ("no such role", server().url_of("absent", "postgres", "hierarchy=a")),
        ("a role without rights", server().url_of("nobody", "postgres", "hierarchy=new")),
        ("no UTF8", server().url_of(ADMINISTRATOR, "latin1", "hierarchy=a")),
        ("another program's tables", server().url("hierarchy=not-ours")),
        ("another program's tables of the same names", server().url("hierarchy=alike")),
        ("a newer release's hierarchy", newer_url),
        ("a standby only", server().url("target_session_attrs=standby")),
        ("a password file that others can read", server().url("passfile=/etc/hostname")),
    ];
    let texts: String = cases.iter().map(|(name, url)| format!("{name}: {}\n", refusal(url))).collect();
    insta::assert_snapshot!(texts);
}

#[test]
fn looking_does_not_create() {
    let url = server().url("hierarchy=absent");
    assert!(Hierarchy::open_if_present(Location::database(&url).unwrap(), clock()).unwrap().is_none());
    let error = Hierarchy::open_existing(Location::database(&url).unwrap(), clock()).unwrap_err();
    insta::assert_snapshot!(text(&error), @"postgres://postgres@SOCKET/postgres?hierarchy=absent has no hierarchy of this name. Check the URL and its ?hierarchy=NAME. The first change creates a hierarchy.");
    let schemas = server().sql("SELECT nspname FROM pg_namespace WHERE nspname = 'configmgr_absent'").unwrap();
    assert_eq!(schemas, [""; 0]);
}

#[test]
fn what_is_damaged_is_named() {
    let (name, url) = filled();
    let damage = format!(
        r#"UPDATE "configmgr_{name}".object SET body = '{{"site_code": "PS1"}}' WHERE key = 'ps1' AND kind = 'site'"#
    );
    server().sql(&damage).unwrap();
    let hierarchy = Hierarchy::on(open(&url).unwrap(), clock());
    let error = hierarchy.read(|view| view.site("PS1")).unwrap_err();
    insta::assert_snapshot!(text(&error), @"postgres://postgres@SOCKET/postgres?hierarchy=TEST is damaged: site ps1: missing field `name` at line 1 column 20. Restore the database from a backup, or use another name with ?hierarchy=NAME.");
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "the rest can be read");
}

#[test]
fn every_lookup_uses_an_index() {
    let (name, _) = filled();
    let fill = format!(
        "SET search_path = \"configmgr_{name}\";
         INSERT INTO object
         SELECT 'site', 'k' || n, 's' || n, true, 'p' || n, 'f' || n, 'a' || n, 'o' || n, 'd' || n, true, 1, '{{}}'
         FROM generate_series(1, 5000) AS n;
         ANALYZE object"
    );
    server().sql(&fill).unwrap();
    for lookup in [
        Lookup::Site("x"),
        Lookup::FirstOfSite("x"),
        Lookup::Parent("x"),
        Lookup::Top,
        Lookup::Server("x"),
        Lookup::Account("x"),
        Lookup::Database("x"),
    ] {
        let (condition, _) = objects::condition(lookup);
        let condition = condition.replace("$2", if lookup == Lookup::Top { "NULL::text" } else { "'x'" });
        let explain = format!(
            "SET search_path = \"configmgr_{name}\"; EXPLAIN SELECT body FROM object WHERE kind = 'site' AND {condition}"
        );
        let plan = server().sql(&explain).unwrap().join("\n");
        assert!(plan.contains("Index Cond") && !plan.contains("Seq Scan"), "{lookup:?}: {plan}");
    }
}

#[test]
fn ten_first_runs_at_once_are_one_hierarchy() {
    let url = server().url(&format!("hierarchy={}", new_name()));
    thread::scope(|scope| {
        for number in 0..10 {
            let url = &url;
            scope.spawn(move || {
                let store = Postgres::open(parsed(url), WhenMissing::Create).unwrap();
                let hierarchy = Hierarchy::on(store, clock());
                hierarchy.make(create(account(&format!(r"CONTOSO\svc-{number}")))).unwrap();
            });
        }
    });
    let revisions: Vec<u64> = Hierarchy::on(open(&url).unwrap(), clock())
        .history(&HistoryFilter::default())
        .unwrap()
        .into_iter()
        .map(|entry| entry.revision)
        .collect();
    assert_eq!(revisions, (1..=10).collect::<Vec<_>>());
}

#[test]
fn a_writer_that_is_waited_for_is_named() {
    let (_, url) = filled();
    let slow = open(&url).unwrap();
    let held = slow.begin(Duration::ZERO).unwrap();
    let hierarchy = Hierarchy::on(open(&url).unwrap(), clock());
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "readers do not wait");
    let hurried = Conditions { lock_timeout: Some(Duration::ZERO), ..Conditions::default() };
    let Err(ApplyError::Store(error)) = hierarchy.apply_if(hurried, delete(Kind::Site, "S12"), &author()) else {
        panic!()
    };
    insta::assert_snapshot!(text(&error), @"postgres://postgres@SOCKET/postgres?hierarchy=TEST is locked by PROGRAM (database user postgres), which did not finish within 0 s. Let it finish, or end it, and try again.");
    assert!(error.allows_reading());
    let (tell, told) = mpsc::channel();
    let hierarchy = hierarchy.when_waiting(move |holder| tell.send(holder.to_owned()).unwrap());
    thread::scope(|scope| {
        let patient = Conditions { lock_timeout: Some(PATIENCE), ..Conditions::default() };
        let change = scope.spawn(|| hierarchy.apply_if(patient, delete(Kind::Site, "S12"), &author()).unwrap());
        assert!(told.recv().unwrap().ends_with("(database user postgres)"), "and told before it ends");
        drop(held);
        change.join().unwrap();
    });
}

#[test]
fn what_is_not_committed_is_not_there() {
    let (_, url) = filled();
    let store = open(&url).unwrap();
    let mut transaction = store.begin(Duration::ZERO).unwrap();
    transaction.remove(&ObjectId::new(Kind::Site, "S12")).unwrap();
    assert_eq!(transaction.count(Kind::Site, Lookup::All).unwrap(), 4, "it reads its own changes");
    drop(transaction);
    assert_eq!(store.snapshot().unwrap().count(Kind::Site, Lookup::All).unwrap(), 5);
}

/// A server of its own, because it is stopped.
#[test]
fn a_restarted_server_is_found_again() {
    let server = Server::start(&["fsync=off"]).unwrap();
    let url = server.url("hierarchy=default");
    let store = Postgres::open(parsed(&url), WhenMissing::Create).unwrap();
    let hierarchy = Hierarchy::on(store, clock()).after(contoso());
    server.pause().unwrap();
    server.resume().unwrap();
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "a reader");
    hierarchy.make(delete(Kind::Site, "S12")).unwrap();
    thread::scope(|scope| {
        server.pause().unwrap();
        let waiting = scope.spawn(|| hierarchy.make(delete(Kind::SupRole, &sup_id("S11/wsus-s11"))));
        server.resume().unwrap();
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn a_connection_that_ends_in_a_transaction_changes_nothing() {
    let (_, url) = filled();
    let store = open(&format!("{url}&application_name=victim")).unwrap();
    let end = || {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'";
        server().sql(end).unwrap();
    };
    let mut transaction = store.begin(Duration::ZERO).unwrap();
    transaction.remove(&ObjectId::new(Kind::Site, "S12")).unwrap();
    end();
    let error = transaction.count(Kind::Site, Lookup::All).unwrap_err();
    insta::assert_snapshot!(text(&error), @"postgres://postgres@SOCKET/postgres?hierarchy=TEST closed the connection: REASON. Nothing was changed. Try again.");
    drop(transaction);
    let mut transaction = store.begin(Duration::ZERO).unwrap();
    transaction.remove(&ObjectId::new(Kind::Site, "S12")).unwrap();
    end();
    let error = transaction.commit().unwrap_err();
    insta::assert_snapshot!(text(&error), @r#"postgres://postgres@SOCKET/postgres?hierarchy=TEST closed the connection while it stored a change, which may or may not be stored: REASON. Look with "supctl history", or plan again: the plan shows whether it is there."#);
    assert_eq!(store.snapshot().unwrap().count(Kind::Site, Lookup::All).unwrap(), 5);
    end();
    assert_eq!(
        store.snapshot().unwrap().count(Kind::Site, Lookup::All).unwrap(),
        5,
        "nobody notices between transactions"
    );
}

#[test]
fn a_process_has_two_connections_and_returns_them() {
    let (_, url) = filled();
    let store = Postgres::open(parsed(&format!("{url}&application_name=idle")), WhenMissing::Fail).unwrap();
    let hierarchy = Hierarchy::on(store, clock());
    thread::scope(|scope| {
        for number in 0..8 {
            let hierarchy = &hierarchy;
            scope.spawn(move || {
                hierarchy.make(create(account(&format!(r"CONTOSO\svc-{number}")))).unwrap();
                hierarchy.read(|view| view.site("CAS")).unwrap();
            });
        }
    });
    let connections = || {
        let count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'idle'";
        server().sql(count).unwrap().concat()
    };
    assert_eq!(connections(), "2");
    let started = Instant::now();
    while connections() != "0" {
        assert!(started.elapsed() < Duration::from_secs(60), "they are never returned");
        thread::sleep(Duration::from_millis(100));
    }
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "and opened again");
}

#[test]
fn a_server_without_free_connections_is_waited_for_and_then_named() {
    let server = Server::start(&["fsync=off", "max_connections=4", "superuser_reserved_connections=3"]).unwrap();
    server.sql("CREATE ROLE alice LOGIN; GRANT CREATE ON DATABASE postgres TO alice").unwrap();
    let url = server.url_of("alice", "postgres", "hierarchy=default");
    let first = open(&url).unwrap();
    let error = open(&url).unwrap_err();
    insta::assert_snapshot!(text(&error), @"postgres://alice@SOCKET/postgres has no free connection: the server refused one for 0 s (remaining connection slots are reserved for non-replication superuser connections). Try again later, run fewer processes at once, or raise max_connections of the server. A process uses at most two connections.");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| Postgres::open(parsed(&url), WhenMissing::Create).map(drop));
        drop(first);
        waiting.join().unwrap().unwrap();
    });
}

/// The statements of the guide on shared hierarchies.
#[test]
fn roles_need_no_more_than_the_guide_grants() {
    let (name, _) = filled();
    let guide = include_str!("../../../../generate/templates/guides/shared-hierarchies.md");
    let (_, grants) = guide.split_once("```sql\n").unwrap();
    let (grants, _) = grants.split_once("```").unwrap();
    let grants = grants.replace("configmgr_default", &format!("configmgr_{name}"));
    server().sql(&grants).unwrap();
    let url = |role: &str| server().url_of(role, "postgres", &format!("hierarchy={name}"));

    let writer = Hierarchy::on(open(&url("configmgr_writer")).unwrap(), clock());
    writer.make(delete(Kind::Site, "S12")).unwrap();
    writer.make(update(settings("PS1/wsus-a"))).unwrap();
    let recorded = format!("SELECT database_user FROM \"configmgr_{name}\".history ORDER BY number DESC LIMIT 1");
    assert_eq!(server().sql(&recorded).unwrap(), ["configmgr_writer"], "the database's own user is in the history");

    let reader = Hierarchy::on(open(&url("configmgr_reader")).unwrap(), clock());
    assert!(reader.sync_status().is_ok());
    assert!(reader.history(&HistoryFilter::default()).unwrap().iter().any(|entry| entry.action == Action::Delete));
    assert!(reader.check(&delete(Kind::Site, "S11")).is_ok());
    let Err(ApplyError::Store(error)) = reader.make(delete(Kind::Site, "S11")) else { panic!() };
    insta::assert_snapshot!(text(&error), @"postgres://configmgr_reader@SOCKET/postgres?hierarchy=TEST refuses this user: permission denied for table writer. Grant the role what it needs; the guide on shared hierarchies has the statements.");
}

/// A proxy that gives each transaction another connection: nothing may stay on one.
#[test]
fn transactions_may_be_on_different_connections() {
    let proxy = Proxy::start(server()).unwrap();
    let url = proxy.url(&format!("hierarchy={}", new_name()));
    thread::scope(|scope| {
        for run in 0..6 {
            let url = &url;
            scope.spawn(move || {
                let hierarchy = Hierarchy::on(Postgres::open(parsed(url), WhenMissing::Create).unwrap(), clock());
                for number in 0..5 {
                    let name = format!(r"CONTOSO\svc-{run}-{number}");
                    hierarchy.make(create(account(&name))).unwrap();
                    assert!(hierarchy.object(Kind::Account, &name).is_some());
                }
            });
        }
    });
    let revisions = Hierarchy::on(open(&url).unwrap(), clock()).history(&HistoryFilter::default()).unwrap();
    assert_eq!(revisions.last().map(|entry| entry.revision), Some(30));
}

/// The primary server fails in the middle of ten runs, and its synchronous standby takes its place.
#[test]
fn what_was_confirmed_survives_the_primary_server() {
    let primary = Server::start(&[]).unwrap();
    let standby = primary.standby().unwrap();
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'").unwrap();
    primary.sql("SELECT pg_reload_conf()").unwrap();
    let url = primary.url_with(&standby, "target_session_attrs=read-write");
    let open = || Hierarchy::on(Postgres::open(parsed(&url), WhenMissing::Create).unwrap(), clock());
    open();
    let (confirmed, failed) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for run in 0..10 {
            let (open, confirmed, failed) = (&open, &confirmed, &failed);
            scope.spawn(move || {
                let hierarchy = open();
                for number in 0..20 {
                    let name = format!(r"CONTOSO\svc-{run}-{number}");
                    match hierarchy.make(create(account(&name))) {
                        Ok(_) => confirmed.lock().unwrap().push(name),
                        Err(error) => failed.lock().unwrap().push(error),
                    }
                }
            });
        }
        while confirmed.lock().unwrap().len() < 30 {
            thread::yield_now();
        }
        primary.fail().unwrap();
        standby.promote().unwrap();
    });
    let (confirmed, failed) = (confirmed.into_inner().unwrap(), failed.into_inner().unwrap());
    assert!(confirmed.len() > 150, "{} were confirmed, {failed:?}", confirmed.len());
    for error in &failed {
        let ApplyError::Store(StoreError::Database(DatabaseError { problem, .. })) = error else { panic!("{error:?}") };
        assert!(matches!(problem, DatabaseProblem::Lost(_) | DatabaseProblem::Unconfirmed(_)), "{problem}");
    }
    let hierarchy = open();
    let history = hierarchy.history(&HistoryFilter::default()).unwrap();
    let revisions: Vec<u64> = history.iter().map(|entry| entry.revision).collect();
    assert_eq!(revisions, (1..=revisions.len() as u64).collect::<Vec<_>>(), "the history is one line");
    for name in confirmed {
        assert!(hierarchy.object(Kind::Account, &name).is_some(), "{name} was confirmed");
    }
    let reading = primary.url_with(&standby, "target_session_attrs=any");
    assert_eq!(
        Hierarchy::on(Postgres::open(parsed(&reading), WhenMissing::Fail).unwrap(), clock())
            .read(|view| view.count(Kind::Account, Lookup::All))
            .unwrap(),
        history.len() as u64
    );
}

/// A standby serves what only reads.
#[test]
fn a_standby_can_be_read() {
    let primary = Server::start(&[]).unwrap();
    let standby = primary.standby().unwrap();
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'; ").unwrap();
    primary.sql("SELECT pg_reload_conf()").unwrap();
    primary.sql("ALTER ROLE postgres SET synchronous_commit = remote_apply").unwrap();
    let url = primary.url_with(&standby, "target_session_attrs=read-write");
    Hierarchy::on(Postgres::open(parsed(&url), WhenMissing::Create).unwrap(), clock()).after(contoso());
    let reading = primary.url_with(&standby, "target_session_attrs=standby");
    let hierarchy = Hierarchy::on(Postgres::open(parsed(&reading), WhenMissing::Fail).unwrap(), clock());
    assert_eq!(hierarchy.read(|view| view.count(Kind::Site, Lookup::All)).unwrap(), 5);
    assert!(hierarchy.sync_status().is_ok(), "what is due is shown although it cannot be stored");
    let Err(ApplyError::Store(error)) = hierarchy.make(delete(Kind::Site, "S12")) else { panic!() };
    insta::assert_snapshot!(text(&error), @"postgres://postgres@SOCKET,SOCKET/postgres is read-only: cannot execute SELECT FOR UPDATE in a read-only transaction. To change the hierarchy, use a role that may write on the primary server: name all hosts in the URL, with target_session_attrs=read-write.");
}

mod encryption {
    use std::fs;
    use std::path::Path;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

    use super::*;

    const PASSWORD: &str = "correct-horse-battery";

    fn authority() -> CertifiedIssuer<'static, KeyPair> {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap()
    }

    /// A server that insists on encryption and on the password, with a certificate for `localhost`.
    fn encrypting(authority: &CertifiedIssuer<'_, KeyPair>) -> Server {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.signed_by(&key, authority).unwrap();
        let files = |data: &Path| {
            fs::write(data.join("server.crt"), certificate.pem())?;
            fs::write(data.join("server.key"), key.serialize_pem())?;
            let rules = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
            Ok(fs::write(data.join("pg_hba.conf"), rules)?)
        };
        let server = Server::start_on_network(&["fsync=off", "ssl=on"], files).unwrap();
        server.sql(&format!("ALTER ROLE {ADMINISTRATOR} PASSWORD '{PASSWORD}'")).unwrap();
        server
    }

    /// What happens at each `sslmode`, with and without the authority of the server.
    #[test]
    fn sslmode_has_the_meaning_of_libpq() {
        let (known, other) = (authority(), authority());
        let folder = tempfile::tempdir().unwrap();
        let [known_file, other_file] = [("known", &known), ("other", &other)].map(|(name, authority)| {
            let file = folder.path().join(name);
            fs::write(&file, authority.pem()).unwrap();
            format!("sslrootcert={}", file.display())
        });
        let server = encrypting(&known);
        let mut texts = String::new();
        for (host, parameters) in [
            ("localhost", "sslmode=disable"),
            ("localhost", "sslmode=allow"),
            ("localhost", "sslmode=prefer"),
            ("localhost", "sslmode=require"),
            ("localhost", &format!("sslmode=require&{other_file}")),
            ("localhost", &format!("sslmode=verify-ca&{known_file}")),
            ("localhost", &format!("sslmode=verify-ca&{other_file}")),
            ("127.0.0.1", &format!("sslmode=verify-ca&{known_file}")),
            ("localhost", &format!("sslmode=verify-full&{known_file}")),
            ("localhost", &format!("sslmode=verify-full&{other_file}")),
            ("127.0.0.1", &format!("sslmode=verify-full&{known_file}")),
            ("localhost", "sslmode=verify-full&sslrootcert=/nowhere"),
            ("localhost", "sslmode=verify-full&sslrootcert=/dev/null"),
        ] {
            let port = server.port();
            let url = format!("postgres://{ADMINISTRATOR}:{PASSWORD}@{host}:{port}/postgres?{parameters}");
            let outcome = open(&url).map_or_else(|error| text(&error), |_| "connected".to_owned());
            let folder = folder.path().display().to_string();
            texts.push_str(&format!("{host} {}: {outcome}\n", parameters.replace(&folder, "FOLDER")));
        }
        assert!(!texts.contains(PASSWORD));
        insta::assert_snapshot!(texts);
    }

    #[test]
    fn a_wrong_password_is_not_shown() {
        let server = encrypting(&authority());
        let url = |password: &str| {
            format!("postgres://{ADMINISTRATOR}{password}@localhost:{}/postgres?sslmode=require", server.port())
        };
        let texts = ["", ":wrong-horse-battery"].map(|password| refusal(&url(password)));
        assert!(!texts.concat().contains("horse"));
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn a_server_without_encryption_is_refused_where_it_matters() {
        let server = Server::start_on_network(&["fsync=off"], |_| Ok(())).unwrap();
        let outcome = |mode: &str| {
            let url = format!("postgres://{ADMINISTRATOR}@localhost:{}/postgres?{mode}", server.port());
            open(&url).map_or_else(|error| text(&error), |_| "connected".to_owned())
        };
        let modes = ["hierarchy=default", "sslmode=allow", "sslmode=disable", "sslmode=require"];
        insta::assert_snapshot!(modes.map(|mode| format!("{mode}: {}", outcome(mode))).join("\n"));
    }
}
