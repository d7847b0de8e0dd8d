//! Who gets in, and who does not.

use crate::{
    client::{CLIENT, Holder, STRANGER, Tls, assert_serves, call, channel, dial_plugin, shut_down},
    launch::{Launch, Plugin},
};

const H2: &[&str] = &["h2"];

/// The networks, and where the socket is to be. Where there can be none, as on a system without Unix sockets, it is TCP.
const NETWORKS: [(&str, &str); 2] = [("unix", ""), ("tcp", "/dev/null")];

async fn launch((network, directory): (&str, &str)) -> Plugin {
    let variables = [("PLUGIN_CLIENT_CERT", CLIENT.certificate), ("PLUGIN_UNIX_SOCKET_DIR", directory)];
    let plugin = Launch::by_client(&variables).start().await;
    assert_eq!(plugin.fields()[2], network);
    plugin
}

#[tokio::test]
async fn only_the_announced_certificate_gets_in() {
    for network in NETWORKS {
        only_the_announced_certificate_gets_into(launch(network).await).await;
    }
}

async fn only_the_announced_certificate_gets_into(plugin: Plugin) {
    // They say nothing at all, all the while, and so many that waiting for each would take too long.
    let silent = || async { dial_plugin(&plugin).await.unwrap() };
    let _silent = [silent().await, silent().await, silent().await, silent().await];
    let with = |certificate: Holder, key: Holder| Some(Holder { certificate: certificate.certificate, key: key.key });
    for (who, holder) in [
        ("a stranger with the same names", Some(STRANGER)),
        ("the right certificate without its key", with(CLIENT, STRANGER)),
        ("the right key under another certificate", with(STRANGER, CLIENT)),
        ("nobody in particular", None),
    ] {
        let tls = Tls { holder, protocols: H2 };
        // The server refuses after the client is done; the first call tells.
        if let Ok(channel) = tls.channel(&plugin).await {
            assert!(call(&channel, "echo", b"ping").await.is_err(), "{who}");
        }
    }
    let plaintext = channel(dial_plugin(&plugin).await.unwrap()).await;
    if let Ok(channel) = plaintext {
        assert!(call(&channel, "echo", b"ping").await.is_err());
    }

    let tls = Tls { holder: Some(CLIENT), protocols: H2 };
    let channel = tls.channel(&plugin).await.unwrap();
    assert_serves(call(&channel, "echo", b"ping").await);
    shut_down(&channel).await;
    plugin.ended().await.assert_clean();
}

#[tokio::test]
async fn the_line_carries_the_certificate_as_clients_read_it() {
    let [one, other] = [launch(NETWORKS[0]).await, launch(NETWORKS[1]).await];
    for plugin in [&one, &other] {
        let certificate = plugin.fields()[5];
        assert!(certificate.len() > 50 && !certificate.contains(['=', '-', '_']));
    }
    assert_ne!(one.fields()[5], other.fields()[5]);
}

#[tokio::test]
async fn http2_is_agreed_on() {
    for network in NETWORKS {
        let plugin = launch(network).await;
        for (protocols, agreed) in [(&["h2"][..], Some(&b"h2"[..])), (&["http/1.1", "h2"], Some(b"h2")), (&[], None)] {
            let tls = Tls { holder: Some(CLIENT), protocols };
            let stream = tls.connect(&plugin).await.unwrap();
            assert_eq!(stream.get_ref().1.alpn_protocol(), agreed, "{protocols:?}");
        }
        let tls = Tls { holder: Some(CLIENT), protocols: &["http/1.1"] };
        assert!(tls.connect(&plugin).await.is_err());
    }
}
