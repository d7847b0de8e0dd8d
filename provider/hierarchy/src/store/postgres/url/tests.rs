//! What a URL means, and that no text of it shows a password.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// The hosts of a URL, its database, hierarchy, and what else was asked for.
fn meaning(url: &str) -> String {
    let url: DatabaseUrl = match url.parse() {
        Ok(url) => url,
        Err(error) => return format!("{error}. {}", UrlError::remedy(&error)),
    };
    let hosts: Vec<String> = url.hosts.iter().map(|host| format!("{host} {:?}", url.ssl_mode_of(host))).collect();
    let mut text = format!("{url} | {}", hosts.join(", "));
    if url.target.is_selective() {
        text.push_str(&format!(" | {:?}", url.target));
    }
    if url.roots != Roots::Usual {
        text.push_str(&format!(" | {:?}", url.roots));
    }
    if url.connect_timeout != CONNECT_TIMEOUT {
        text.push_str(&format!(" | {} s", url.connect_timeout.as_secs()));
    }
    text
}

fn table(urls: &[&str]) -> String {
    let lines = urls.iter().map(|url| format!("{url}\n  {}\n", meaning(url)));
    lines.collect()
}

#[test]
fn a_url_has_the_meaning_of_libpq() {
    insta::assert_snapshot!(table(&[
        "postgres://alice@db1/contoso",
        "postgresql://alice:secret@db1:5433/contoso?hierarchy=test-2",
        "postgres://alice@localhost/contoso",
        "postgres://alice@127.0.0.1/contoso",
        "postgres://alice@[::1]:5433/contoso",
        "postgres://alice@[2001:db8::1]/contoso",
        "postgres://alice@/contoso?host=/var/run/postgresql",
        "postgres://alice@%2Fvar%2Frun%2Fpostgresql/contoso",
        "postgres://alice@db1,db2:5433/contoso?target_session_attrs=read-write",
        "postgres://alice@/contoso?host=db1,db2&port=5433,5434",
        "postgres://alice@db1,db2/contoso?port=5433",
        "postgres://alice@localhost,db2/contoso",
        "postgres://db1/contoso?user=alice&dbname=",
        "postgres://alice@db1?dbname=contoso",
        "postgres://al%40ice:a%2Fb@db1/con%20toso",
        "postgres://alice@db1/contoso?sslmode=disable",
        "postgres://alice@localhost/contoso?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgres://alice@db1/contoso?sslrootcert=system&connect_timeout=3",
        "postgres://alice@db1,db2/contoso?target_session_attrs=prefer-standby",
    ]));
}

#[test]
fn each_part_that_is_wrong_is_named() {
    insta::assert_snapshot!(table(&[
        "",
        "mysql://db1/contoso",
        "host=db1 dbname=contoso",
        "postgres://",
        "postgres://alice@/contoso",
        "postgres://alice@db1",
        "postgres://alice@db1/",
        "postgres://alice@db1/one/two",
        "postgres://alice@db1:port/contoso",
        "postgres://alice@db1:0/contoso",
        "postgres://alice@db1:65536/contoso",
        "postgres://alice@db 1/contoso",
        "postgres://alice@[::1/contoso",
        "postgres://alice@[db1]/contoso",
        "postgres://alice@db1,/contoso",
        "postgres://alice@db1,db2/contoso?port=1,2,3",
        "postgres://alice@db1:5433/contoso?port=1",
        "postgres://alice@db1/contoso?host=db2",
        "postgres://alice@db1/contoso?user=bob",
        "postgres://alice@db1/contoso?dbname=other",
        "postgres://alice:50%@db1/contoso",
        "postgres://alice:%ff@db1/contoso",
        "postgres://alice:%00@db1/contoso",
        "postgres://alice:a@b@db1/contoso",
        "postgres://alice:a/b@db1/contoso",
        "postgres://alice:a?b@db1/contoso",
        "postgres://alice@db1/contoso?hierarchy=Test",
        "postgres://alice@db1/contoso?hierarchy=",
        "postgres://alice@db1/contoso?hierarchy",
        "postgres://alice@db1/contoso?sslmode=on",
        "postgres://alice@db1/contoso?sslmode=require&sslmode=require",
        "postgres://alice@db1/contoso?target_session_attrs=master",
        "postgres://alice@db1/contoso?connect_timeout=0",
        "postgres://alice@db1/contoso?sslcert=client.pem",
        "postgres://alice@db1/contoso?options=-c%20x",
        "postgres://alice@db1/contoso?service=x",
        "postgres://alice@db1/contoso?hierarchie=x",
    ]));
}

#[test]
fn only_a_certificate_of_the_host_protects_by_default() {
    for (mode, roots, attempts) in [
        (SslMode::Disable, Roots::Usual, &[Encryption::None][..]),
        (SslMode::Allow, Roots::Usual, &[Encryption::None, Encryption::Unverified]),
        (SslMode::Prefer, Roots::Usual, &[Encryption::Unverified, Encryption::None]),
        (SslMode::Require, Roots::System, &[Encryption::Authority]),
        (SslMode::Require, Roots::File("ca.pem".into()), &[Encryption::Authority]),
        (SslMode::VerifyCa, Roots::Usual, &[Encryption::Authority]),
        (SslMode::VerifyFull, Roots::Usual, &[Encryption::AuthorityAndName]),
    ] {
        assert_eq!(mode.attempts(&roots), attempts, "{mode:?} {roots:?}");
    }
}

#[test]
fn a_server_is_taken_for_what_it_is() {
    let roles = [(false, false), (false, true), (true, true)];
    let accepted = |target: TargetSession| {
        roles.map(|(is_standby, is_read_only)| target.accepts(Role { is_standby, is_read_only }))
    };
    // A primary, one whose transactions are read-only, a standby.
    for (name, expected) in [
        ("any", [true, true, true]),
        ("read-write", [true, false, false]),
        ("read-only", [false, true, true]),
        ("primary", [true, true, false]),
        ("standby", [false, false, true]),
        ("prefer-standby", [true, true, true]),
    ] {
        assert_eq!(accepted(TargetSession::parse(name).unwrap()), expected, "{name}");
    }
    assert_eq!(TargetSession::PreferStandby.passes(), [TargetSession::Standby, TargetSession::Any]);
}

mod password_file {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn looked_up(text: &str, mode: u32, url: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let url: DatabaseUrl = format!("{url}&passfile={}", file.display()).parse().unwrap();
        match url.password_for(&url.hosts[0]) {
            Ok(password) => password.map_or_else(|| "none".to_owned(), |password| password.expose().to_owned()),
            Err(error) => error.to_string().replace(&folder.path().display().to_string(), "FOLDER"),
        }
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let alice = "postgres://alice@db1/contoso?hierarchy=a";
        let socket = "postgres://alice@/contoso?host=/tmp";
        for (text, url, password) in [
            ("db1:5432:contoso:alice:one\ndb1:5432:contoso:alice:two", alice, "one"),
            ("# db1:5432:contoso:alice:no\n\ndb2:*:*:*:no\n*:*:*:alice:yes", alice, "yes"),
            ("db1:5433:contoso:alice:no", alice, "none"),
            ("db1:5432:other:alice:no", alice, "none"),
            ("db1:5432:contoso:bob:no", alice, "none"),
            ("db1:5432:contoso:alice:a:b", alice, "a:b"),
            (r"db1:5432:contoso:alice:a\:b\\c", alice, r"a:b\c"),
            (r"d\b1:5432:contoso:alice:escaped", alice, "escaped"),
            ("db1:5432:contoso", alice, "none"),
            ("", alice, "none"),
            ("localhost:5432:contoso:alice:socket", socket, "socket"),
        ] {
            assert_eq!(looked_up(text, 0o600, url), password, "{text}");
        }
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        for mode in [0o640, 0o604, 0o622] {
            let text = looked_up("*:*:*:*:secret", mode, "postgres://alice@db1/contoso?hierarchy=a");
            assert_eq!(text, "the password file FOLDER/pgpass can be read by other users; run \"chmod 600\" on it");
        }
    }

    #[test]
    fn the_url_comes_first() {
        let url = "postgres://alice:mine@db1/contoso?hierarchy=a";
        assert_eq!(looked_up("*:*:*:*:other", 0o644, url), "mine");
    }
}

/// Each text that a user could see of a URL.
fn shown(url: &str) -> String {
    match url.parse::<DatabaseUrl>() {
        Ok(url) => format!("{url} {url:?} {:?}", url.password),
        Err(error) => format!("{error} {error:?} {}", error.remedy()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever characters follow one another in it, and whether they are escaped or not.
    #[test]
    fn no_text_shows_a_password(middle in "[a-z0-9@:/?&=%#,\\[\\] .]{0,12}", escape in any::<bool>(), place in 0..3) {
        let password = format!("QWXZ{middle}ZXWQ");
        let written = if escape {
            percent_encoding::utf8_percent_encode(&password, percent_encoding::NON_ALPHANUMERIC).to_string()
        } else {
            password.clone()
        };
        let url = match place {
            0 => format!("postgres://alice:{written}@db1/contoso?hierarchy=a"),
            1 => format!("postgres://alice@db1/contoso?password={written}&hierarchy=a"),
            _ => format!("postgres://alice@db1/contoso?hierarchy=a&password={written}"),
        };
        let text = shown(&url);
        prop_assert!(!text.contains("QWXZ") && !text.contains("ZXWQ"), "{url}: {text}");
        if escape {
            prop_assert!(url.parse::<DatabaseUrl>().is_ok(), "{url}: {text}");
        }
    }
}

#[test]
fn a_timeout_is_in_seconds() {
    assert_eq!(seconds("3"), Some(Duration::from_secs(3)));
    assert_eq!(["0", "-1", "3601", "x"].map(seconds), [None; 4]);
}
