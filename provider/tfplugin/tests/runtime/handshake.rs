//! What the process says before anybody connects.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{
    client::{CLIENT, Tls, assert_serves, call, channel, dial_plugin, plain_channel, shut_down},
    launch::{COOKIE, Launch},
};

#[tokio::test]
async fn run_by_hand_it_explains_itself() {
    let wrong_cookie = Launch { variables: vec![(COOKIE.0, "let me in".to_owned())], ..Launch::default() };
    for launch in [Launch::by_hand(&[]), wrong_cookie] {
        let ended = launch.run().await;
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(ended.stdout, "");
        assert!(ended.stderr.starts_with("terraform-provider-by-hand v"));
        assert!(ended.stderr.contains("terraform init"), "{}", ended.stderr);
        assert!(ended.left_behind.is_empty());
    }
}

#[tokio::test]
async fn flags_need_no_client() {
    let version = Launch::by_hand(&["--version"]).run().await;
    let expected = format!("terraform-provider-by-hand v{}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((version.stdout, version.status.code()), (expected, Some(0)));

    let help = Launch::by_hand(&["--help"]).run().await;
    assert!(help.stdout.contains("--debug"));
    assert_eq!((help.stderr.as_str(), help.status.code()), ("", Some(0)));

    let unknown = Launch::by_hand(&["--debgu"]).run().await;
    assert_eq!((unknown.stdout.as_str(), unknown.status.code()), ("", Some(1)));
    assert!(unknown.stderr.contains("--debgu"), "{}", unknown.stderr);
}

#[tokio::test]
async fn negotiation() {
    for (offered, speaks) in [
        (Some("5,6"), true),
        (Some("6,5"), true),
        (Some("x,6"), true),
        (Some("x"), true),
        (None, true),
        (Some("5"), false),
    ] {
        let offer: Vec<_> = offered.map(|o| ("PLUGIN_PROTOCOL_VERSIONS", o)).into_iter().collect();
        let plugin = Launch::by_client(&offer).start().await;
        // Ours in any case: a client that cannot speak it says so better than we could.
        assert_eq!(plugin.fields()[..2], ["1", "6"], "{offered:?}");
        shut_down(&plain_channel(&plugin).await).await;
        let ended = plugin.ended().await;
        ended.assert_clean();
        if speaks {
            assert_eq!(ended.stderr, "", "{offered:?}");
        } else {
            insta::assert_snapshot!(ended.stderr);
        }
    }
}

#[tokio::test]
async fn the_seventh_field_is_there_when_asked_for() {
    for (asked, fields) in [
        (vec![], vec!["grpc", ""]),
        (vec![("PLUGIN_MULTIPLEX_GRPC", "")], vec!["grpc", ""]),
        (vec![("PLUGIN_MULTIPLEX_GRPC", "true")], vec!["grpc", "", "false"]),
        (vec![("PLUGIN_MULTIPLEX_GRPC", "false")], vec!["grpc", "", "false"]),
    ] {
        let plugin = Launch::by_client(&asked).start().await;
        assert_eq!(plugin.fields()[4..], fields, "{asked:?}");
    }
}

#[tokio::test]
async fn without_a_client_certificate_it_serves_plaintext() {
    let plugin = Launch::by_client(&[]).start().await;
    let socket = Path::new(plugin.fields()[3]);
    assert!(plugin.line.ends_with("|grpc|\n"), "{}", plugin.line);
    assert!(socket.starts_with(&plugin.tmpdir));
    let channel = plain_channel(&plugin).await;
    assert_serves(call(&channel, "echo", b"ping").await);
    shut_down(&channel).await;
    let ended = plugin.ended().await;
    ended.assert_clean();
    assert_eq!(ended.stdout.lines().count(), 1);
    assert_eq!(ended.stderr, "");
}

#[tokio::test]
async fn a_broken_client_certificate_ends_it() {
    let cut = &CLIENT.certificate[..CLIENT.certificate.len() / 2];
    for broken in ["garbage", cut, CLIENT.key] {
        let ended = Launch::by_client(&[("PLUGIN_CLIENT_CERT", broken)]).run().await;
        assert_eq!((ended.stdout.as_str(), ended.status.code()), ("", Some(1)));
        assert!(ended.stderr.contains("PLUGIN_CLIENT_CERT"), "{}", ended.stderr);
        assert!(ended.left_behind.is_empty());
    }
}

#[tokio::test]
async fn only_this_user_reaches_the_socket() {
    let plugin = Launch::by_client(&[]).start().await;
    let folder = Path::new(plugin.fields()[3]).parent().unwrap();
    assert_eq!(mode(folder), 0o700);
    assert_eq!(folder.parent(), Some(plugin.tmpdir.as_path()));
}

#[tokio::test]
async fn a_group_may_be_let_in() {
    let own = tempfile::tempdir().unwrap();
    let group = fs::metadata(own.path()).unwrap().gid();
    let variables =
        [("PLUGIN_UNIX_SOCKET_GROUP", group.to_string()), ("PLUGIN_UNIX_SOCKET_DIR", own.path().display().to_string())];
    let plugin = Launch::by_client(&variables.each_ref().map(|(k, v)| (*k, v.as_str()))).start().await;
    let socket = Path::new(plugin.fields()[3]);
    let folder = socket.parent().unwrap();
    assert_eq!(folder.parent(), Some(own.path()));
    assert_eq!((mode(folder), mode(socket)), (0o750, 0o660));
    assert_eq!(fs::metadata(socket).unwrap().gid(), group);
    shut_down(&plain_channel(&plugin).await).await;
    plugin.ended().await.assert_clean();
    assert_eq!(fs::read_dir(own.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_group_nobody_knows_ends_it() {
    let unknown = ("PLUGIN_UNIX_SOCKET_GROUP", "no such group");
    let ended = Launch::by_client(&[unknown]).run().await;
    assert_eq!((ended.stdout.as_str(), ended.status.code()), ("", Some(1)));
    insta::assert_snapshot!(ended.stderr);
    assert!(ended.left_behind.is_empty());
}

/// Paths of a temporary folder that no socket fits into.
fn unfit() -> [PathBuf; 2] {
    [PathBuf::from("deep".repeat(20)).join("deep".repeat(20)), PathBuf::from("a|b")]
}

#[tokio::test]
async fn where_no_socket_fits_it_listens_on_loopback_with_tls() {
    for tmpdir in unfit() {
        let variables =
            [("PLUGIN_MIN_PORT", "10000"), ("PLUGIN_MAX_PORT", "25000"), ("PLUGIN_CLIENT_CERT", CLIENT.certificate)];
        let mut launch = Launch::by_client(&variables);
        launch.tmpdir = Some(tmpdir);
        let plugin = launch.start().await;
        let (host, port) = plugin.fields()[3].rsplit_once(':').unwrap();
        assert_eq!((plugin.fields()[2], host), ("tcp", "127.0.0.1"));
        assert!((10000..=25000).contains(&port.parse().unwrap()));
        let plaintext = channel(dial_plugin(&plugin).await.unwrap()).await;
        if let Ok(channel) = plaintext {
            assert!(call(&channel, "echo", b"ping").await.is_err());
        }
        let tls = Tls { holder: Some(CLIENT), protocols: &["h2"] };
        let channel = tls.channel(&plugin).await.unwrap();
        assert_serves(call(&channel, "echo", b"ping").await);
        shut_down(&channel).await;
        plugin.ended().await.assert_clean();
    }
}

#[tokio::test]
async fn plain_text_is_never_served_where_others_could_connect() {
    let debug = || Launch::by_hand(&["--debug"]);
    for (tmpdir, start) in unfit().into_iter().flat_map(|tmpdir| {
        let by_client = || Launch::by_client(&[]);
        [(tmpdir.clone(), by_client as fn() -> Launch), (tmpdir, debug as fn() -> Launch)]
    }) {
        let mut launch = start();
        launch.tmpdir = Some(tmpdir);
        let ended = launch.run().await;
        assert_eq!((ended.stdout.as_str(), ended.status.code()), ("", Some(1)));
        assert!(ended.stderr.contains("cannot make a socket for this user alone"), "{}", ended.stderr);
        assert!(ended.left_behind.is_empty());
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
