//! What the process writes on stderr for the client's log.

use serde_json::{Map, Value};

use crate::{
    client::{CLIENT, STRANGER, Tls, assert_serves, call, shut_down},
    launch::Launch,
};

/// One of everything that is logged: a client refused, one served, a panic, the end.
async fn stderr_with(level: (&'static str, &str)) -> String {
    let variables = [("PLUGIN_CLIENT_CERT", CLIENT.certificate), level];
    let plugin = Launch::by_client(&variables).start().await;
    let tls = |holder| Tls { holder: Some(holder), protocols: &["h2"] };
    if let Ok(channel) = tls(STRANGER).channel(&plugin).await {
        assert!(call(&channel, "echo", b"ping").await.is_err());
    }
    let channel = tls(CLIENT).channel(&plugin).await.unwrap();
    assert_serves(call(&channel, "echo", b"ping").await);
    assert!(call(&channel, "panic", b"hunter2").await.is_err());
    shut_down(&channel).await;
    let ended = plugin.ended().await;
    ended.assert_clean();
    ended.stderr
}

#[tokio::test]
async fn every_line_has_the_form_clients_read() {
    let stderr = stderr_with(("TF_LOG", "trace")).await;
    let mut told = Vec::new();
    for line in stderr.lines() {
        let entry: Map<String, Value> = serde_json::from_str(line).expect(line);
        let text = |key: &str| entry[key].as_str().expect(line).to_owned();
        let time = text("@timestamp");
        let shape: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(shape, "0000-00-00T00:00:00.000000Z", "{line}");
        told.push(format!("{} {}: {}", text("@level"), text("@module"), text("@message")));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn secrets_are_not_logged() {
    let stderr = stderr_with(("TF_LOG", "trace")).await;
    let body = CLIENT.certificate.lines().nth(1).unwrap();
    for secret in ["BEGIN CERTIFICATE", body, "hunter2", "ping"] {
        assert!(!stderr.contains(secret), "{secret} in:\n{stderr}");
    }
}

#[tokio::test]
async fn the_level_is_honored() {
    for (level, lines) in [
        (("TF_LOG", "off"), 0),
        (("TF_LOG", "error"), 1),
        (("TF_LOG_PROVIDER", "warn"), 2),
        (("TF_LOG_PROVIDER_BY_HAND", "debug"), 5),
    ] {
        let stderr = stderr_with(level).await;
        assert_eq!(stderr.lines().count(), lines, "{level:?}:\n{stderr}");
    }
}
