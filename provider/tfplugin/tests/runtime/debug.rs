//! `--debug`: the process a client attaches to.

use std::fs;

use serde_json::Value;

use crate::{
    client::{assert_serves, call, channel, dial},
    launch::{Launch, Plugin},
};

/// The value between the quotes of the line that begins like this.
fn reattach(text: &str, begin: &str) -> Value {
    let line = text.lines().find(|line| line.trim_start().starts_with(begin));
    let quoted = line.unwrap().trim_start().strip_prefix(begin).unwrap();
    serde_json::from_str(quoted.trim_matches('\'')).unwrap()
}

async fn assert_attaches(reattach: &Value, plugin: &Plugin) {
    let provider = &reattach["registry.terraform.io/acme/by-hand"];
    assert_eq!(provider["Protocol"], "grpc");
    assert_eq!(provider["ProtocolVersion"], 6);
    assert_eq!(provider["Pid"], plugin.pid());
    assert_eq!(provider["Test"], true);
    let address = &provider["Addr"];
    let text = |key: &str| address[key].as_str().unwrap();
    let wire = dial(text("Network"), text("String")).await.unwrap();
    let channel = channel(wire).await.unwrap();
    assert_serves(call(&channel, "echo", b"ping").await);
}

#[tokio::test]
async fn it_says_how_to_attach_until_interrupted() {
    let mut plugin = Launch::by_hand(&["--debug"]).start().await;
    let text = plugin.stdout_until("Ctrl-C").await;
    for begin in ["bash, zsh:   export TF_REATTACH_PROVIDERS=", "PowerShell:  $env:TF_REATTACH_PROVIDERS="] {
        assert_attaches(&reattach(&text, begin), &plugin).await;
    }
    plugin.signal("INT").await;
    plugin.ended().await.assert_clean();
}

#[tokio::test]
async fn it_writes_the_variable_to_a_file_for_its_lifetime() {
    let mut plugin = Launch::by_hand(&["--debug", "--env-file", "x.env"]).start().await;
    let file = plugin.folder.path().join("x.env");
    plugin.stdout_until("Ctrl-C").await;
    let text = fs::read_to_string(&file).unwrap();
    assert_attaches(&reattach(&text, "TF_REATTACH_PROVIDERS="), &plugin).await;
    plugin.signal("TERM").await;
    let ended = plugin.ended().await;
    assert!(ended.status.success());
    // The test's folder is the temporary folder too: neither file nor socket is left.
    ended.assert_clean();
}
