//! What a server refuses, and the limits that a transaction sets itself.

use std::io::{self, Read as _, Write as _};
use std::net::TcpListener;

use super::*;
use crate::store::View;
use crate::store::postgres::session::Session;
use crate::store::postgres::statement::Query;

/// A message of PostgreSQL's protocol.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind], &length.to_be_bytes()[..], body].concat()
}

/// The URL of a server that gives the same answer to each beginning of a connection.
fn answering(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://alice@{}/contoso?sslmode=disable", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut length = [0; 4];
            stream.read_exact(&mut length).unwrap();
            io::copy(&mut (&stream).take(u64::from(u32::from_be_bytes(length)) - 4), &mut io::sink()).unwrap();
            stream.write_all(&answer).unwrap();
            // Until the client leaves.
            let _ = io::copy(&mut stream, &mut io::sink());
        }
    });
    url
}

#[test]
fn servers_that_cannot_be_used_say_why() {
    let is_ready = message(b'Z', b"I");
    let old = [message(b'R', &[0; 4]), message(b'S', b"server_version\x0012.22\x00"), is_ready].concat();
    let stopping = message(b'E', b"SFATAL\x00C57P03\x00Mthe database system is shutting down\x00\x00");
    let silent = Vec::new();
    let texts: String = [("too old", old), ("stopping", stopping), ("silent", silent)]
        .into_iter()
        .map(|(name, answer)| format!("{name}: {}\n", refusal(&format!("{}&connect_timeout=1", answering(answer)))))
        .collect();
    insta::assert_snapshot!(texts);
}

/// What a server refuses while a change is made. Nothing of the change is there afterwards.
#[test]
fn changes_that_a_server_refuses_say_why_and_leave_nothing() {
    let mut texts = String::new();
    for (name, code, said) in [
        ("full disk", "53100", "could not extend file: No space left on device"),
        ("out of memory", "53200", "out of memory"),
        ("slow", "57014", "canceling statement due to statement timeout"),
        ("conflict", "40001", "could not serialize access due to concurrent update"),
    ] {
        let (schema, url) = filled();
        let trigger = format!(
            "SET search_path = \"configmgr_{schema}\";
             CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{said}'; END $$;
             CREATE TRIGGER refuse BEFORE INSERT ON history EXECUTE FUNCTION refuse()"
        );
        server().sql(&trigger).unwrap();
        let hierarchy = Hierarchy::on(open(&url).unwrap(), clock());
        let Err(ApplyError::Store(error)) = hierarchy.make(delete(Kind::Site, "S12")) else { panic!("{name}") };
        texts.push_str(&format!("{name}: {}\n", text(&error)));
        assert!(hierarchy.read(|view| view.site("S12")).unwrap().is_some(), "{name}: nothing is half there");
        server().sql(&format!("DROP TRIGGER refuse ON \"configmgr_{schema}\".history")).unwrap();
        hierarchy.make(delete(Kind::Site, "S12")).unwrap();
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn a_role_whose_transactions_are_read_only_reads() {
    let (name, url) = filled();
    server()
        .sql("CREATE ROLE frozen LOGIN SUPERUSER; ALTER ROLE frozen SET default_transaction_read_only = on")
        .unwrap();
    let url_of_frozen = |name: &str| server().url_of("frozen", "postgres", &format!("hierarchy={name}"));
    insta::assert_snapshot!(refusal(&url_of_frozen("not-there")), @"postgres://frozen@SOCKET/postgres?hierarchy=not-there is read-only: cannot execute CREATE SCHEMA in a read-only transaction. To change the hierarchy, use a role that may write on the primary server: name all hosts in the URL, with target_session_attrs=read-write.");
    let hierarchy = Hierarchy::on(open(&url_of_frozen(&name)).unwrap(), clock());
    let Err(ApplyError::Store(error)) = hierarchy.make(delete(Kind::Site, "S12")) else { panic!() };
    insta::assert_snapshot!(text(&error), @"postgres://frozen@SOCKET/postgres?hierarchy=TEST is read-only: cannot execute SELECT FOR UPDATE in a read-only transaction. To change the hierarchy, use a role that may write on the primary server: name all hosts in the URL, with target_session_attrs=read-write.");
    assert!(hierarchy.read(|view| view.site("S12")).unwrap().is_some());
    Hierarchy::on(open(&url).unwrap(), clock()).make(delete(Kind::Site, "S12")).unwrap();
}

/// A transaction begins again where the server says that it may succeed later, and not for ever.
#[test]
fn a_transaction_begins_again_a_few_times() {
    for (failures, is_made) in [(2, true), (3, false)] {
        let (name, url) = filled();
        let view = format!(
            "SET search_path = \"configmgr_{name}\";
             CREATE SEQUENCE attempt;
             CREATE FUNCTION fail_at_first() RETURNS boolean LANGUAGE plpgsql AS
             $$ BEGIN
                 IF nextval('attempt') <= {failures} THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF;
                 RETURN true;
             END $$;
             ALTER TABLE writer RENAME TO only_writer;
             CREATE VIEW writer AS SELECT * FROM only_writer WHERE fail_at_first()"
        );
        server().sql(&view).unwrap();
        let hierarchy = Hierarchy::on(open(&url).unwrap(), clock());
        assert_eq!(hierarchy.make(delete(Kind::Site, "S12")).is_ok(), is_made, "after {failures} failures");
    }
}

#[test]
fn each_transaction_has_limits() {
    let (_, url) = filled();
    let store = open(&url).unwrap();
    let limits = |session: &Session<'_>| {
        ["statement_timeout", "idle_in_transaction_session_timeout"].map(|setting| {
            let rows = session.rows(Query::new(format!("SELECT current_setting('{setting}')"), [])).unwrap();
            session.value::<String>(&rows[0], 0).unwrap()
        })
    };
    assert_eq!(limits(&Session::reading(&store)), ["1min", "10min"]);
    assert_eq!(limits(&Session::writing(&store, Duration::ZERO).unwrap()), ["1min", "1min"]);
}

#[test]
fn a_transaction_asks_nothing_twice_until_it_changes_something() {
    let (_, url) = filled();
    let store = open(&url).unwrap();
    let asked = |session: &Session<'_>| {
        let rows = session.rows(Query::new("SELECT clock_timestamp()::text", [])).unwrap();
        session.value::<String>(&rows[0], 0).unwrap()
    };
    let mut session = Session::writing(&store, Duration::ZERO).unwrap();
    let first = asked(&session);
    assert_eq!(asked(&session), first);
    let site = ObjectId::new(Kind::Site, "S12");
    assert!(session.get(&site).unwrap().is_some());
    session.remove(&site).unwrap();
    assert!(session.get(&site).unwrap().is_none(), "it reads its own changes");
    assert_ne!(asked(&session), first);
}
