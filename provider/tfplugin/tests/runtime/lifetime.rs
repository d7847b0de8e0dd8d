//! From the first call to the end of the process.

use std::{fs, path::Path};

use tfplugin::protocol::{
    plugin::{ConnInfo, grpc_broker_client::GrpcBrokerClient, grpc_stdio_client::GrpcStdioClient},
    tfplugin6::{provider_client::ProviderClient, read_resource},
};
use tokio_stream::StreamExt;
use tonic::Code;
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, health_client::HealthClient},
};

use crate::{
    client::{CLIENT, Tls, assert_serves, call, plain_channel, shut_down},
    launch::{Launch, soon},
};

/// As Terraform does it: the streams are opened first and never closed.
#[tokio::test]
async fn shutdown_ends_it_while_streams_are_open() {
    let warnings = ("TF_LOG", "warn");
    let plugin = Launch::by_client(&[("PLUGIN_CLIENT_CERT", CLIENT.certificate), warnings]).start().await;
    let tls = Tls { holder: Some(CLIENT), protocols: &["h2"] };
    let channel = tls.channel(&plugin).await.unwrap();
    let mut stdio = GrpcStdioClient::new(channel.clone());
    let _output = stdio.stream_stdio(()).await.unwrap();
    let mut broker = GrpcBrokerClient::new(channel.clone());
    let announced = tokio_stream::iter([ConnInfo::default()]).chain(tokio_stream::pending());
    let _connections = broker.start_stream(announced).await.unwrap();
    assert_serves(call(&channel, "echo", b"ping").await);
    shut_down(&channel).await;
    let ended = plugin.ended().await;
    ended.assert_clean();
    // The streams were closed, not cut off.
    assert_eq!(ended.stderr, "");
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_call_that_hangs() {
    let plugin = Launch::by_client(&[]).start().await;
    let channel = plain_channel(&plugin).await;
    let hanging = tokio::spawn({
        let channel = channel.clone();
        async move { call(&channel, "hang", b"").await }
    });
    assert_serves(call(&channel, "echo", b"ping").await);
    shut_down(&channel).await;
    plugin.ended().await.assert_clean();
    assert!(soon("the call's end", hanging).await.unwrap().is_err());
}

#[tokio::test]
async fn the_process_survives_what_is_not_meant_for_it() {
    let mut plugin = Launch::by_client(&[]).start().await;
    let channel = plain_channel(&plugin).await;
    plugin.signal("INT").await;
    assert_serves(call(&channel, "echo", b"ping").await);
    plugin.signal("INT").await;
    assert_serves(call(&channel, "echo", b"ping").await);
    assert!(plugin.is_running());
}

#[tokio::test]
async fn signals_that_end_it_leave_nothing_behind() {
    for signal in ["TERM", "HUP"] {
        let plugin = Launch::by_client(&[]).start().await;
        let channel = plain_channel(&plugin).await;
        assert_serves(call(&channel, "echo", b"ping").await);
        plugin.signal(signal).await;
        plugin.ended().await.assert_clean();
    }
}

/// A shell stands in for the client, and dies of a signal it cannot catch.
#[tokio::test]
async fn it_does_not_outlive_its_client() {
    let mut launch = Launch::by_client(&[]);
    launch.below_shell = true;
    let shell = launch.start().await;
    assert_serves(call(&plain_channel(&shell).await, "echo", b"ping").await);
    shell.signal("KILL").await;
    // Its stdout and stderr, which the plugin has too, end with the plugin.
    assert!(shell.ended().await.left_behind.is_empty());
}

/// The line may be the last thing that the client sees.
#[tokio::test]
async fn it_does_not_wait_for_a_client_that_ends_with_the_handshake_line() {
    let launches = (0..30).map(|_| async {
        let mut launch = Launch::by_client(&[]);
        launch.below_shell = true;
        let shell = launch.start().await;
        shell.signal("KILL").await;
        assert!(shell.ended().await.left_behind.is_empty());
    });
    let launches: Vec<_> = launches.map(tokio::spawn).collect();
    for launch in launches {
        launch.await.unwrap();
    }
}

#[tokio::test]
async fn what_a_killed_plugin_left_is_removed_by_the_next() {
    let shared = tempfile::tempdir().unwrap();
    let directory = [("PLUGIN_UNIX_SOCKET_DIR", shared.path().to_str().unwrap())];
    let killed = Launch::by_client(&directory).start().await;
    let folder = Path::new(killed.fields()[3]).parent().unwrap().to_owned();
    killed.signal("KILL").await;
    killed.ended().await;
    assert!(folder.exists(), "a killed process cannot remove it");
    let next = Launch::by_client(&directory).start().await;
    shut_down(&plain_channel(&next).await).await;
    next.ended().await.assert_clean();
    assert_eq!(fs::read_dir(shared.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn it_is_healthy_under_the_name_go_plugin_asks_for() {
    let plugin = Launch::by_client(&[]).start().await;
    let mut health = HealthClient::new(plain_channel(&plugin).await);
    for (service, healthy) in [("plugin", true), ("", true), ("other", false)] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = health.check(request).await.map(|a| a.into_inner().status);
        let status = ServingStatus::Serving as i32;
        assert_eq!(answer.is_ok_and(|a| a == status), healthy, "{service:?}");
    }
}

#[tokio::test]
async fn twenty_megabytes_go_both_ways() {
    let plugin = Launch::by_client(&[]).start().await;
    let channel = plain_channel(&plugin).await;
    let big: Vec<u8> = (0..20 << 20).map(|i: u32| i.to_le_bytes()[1]).collect();
    assert!(call(&channel, "echo", &big).await.unwrap() == big);
}

#[tokio::test]
async fn a_panic_in_a_handler_ends_the_call_alone() {
    let plugin = Launch::by_client(&[]).start().await;
    let channel = plain_channel(&plugin).await;
    let status = call(&channel, "panic", b"").await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert_serves(call(&channel, "echo", b"ping").await);
    shut_down(&channel).await;
    let ended = plugin.ended().await;
    ended.assert_clean();
    // Terraform would show it as the trace of a crash when the command fails, as it will.
    assert_eq!(ended.stderr, "");
}

#[tokio::test]
async fn what_a_provider_does_not_serve_is_unimplemented() {
    let plugin = Launch::by_client(&[]).start().await;
    let mut provider = ProviderClient::new(plain_channel(&plugin).await);
    let answer = provider.read_resource(read_resource::Request::default()).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
}
