//! The client's end of the connection, as go-plugin's: pinned TLS or none.

use std::{fmt, io, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hyper_util::rt::TokioIo;
use p521::{
    SecretKey,
    ecdsa::{Signature, SigningKey as Key, signature::Signer as _},
    pkcs8::DecodePrivateKey,
};
use rustls::{
    ClientConfig, RootCertStore, SignatureAlgorithm, SignatureScheme,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    sign::{CertifiedKey, Signer, SigningKey, SingleCertAndKey},
    version::TLS13,
};
use tfplugin::protocol::{
    plugin::grpc_controller_client::GrpcControllerClient,
    tfplugin6::{DynamicValue, call_function, provider_client::ProviderClient},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Status,
    transport::{Channel, Endpoint},
};
use tower::service_fn;

use crate::launch::{Plugin, soon};

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(crate) type Wire = Box<dyn Stream>;

/// Connects to a network and an address as the handshake line and the reattach variable name them.
pub(crate) async fn dial(network: &str, address: &str) -> io::Result<Wire> {
    Ok(match network {
        "unix" => Box::new(UnixStream::connect(address).await?),
        "tcp" => Box::new(TcpStream::connect(address).await?),
        other => panic!("network {other}"),
    })
}

pub(crate) async fn dial_plugin(plugin: &Plugin) -> io::Result<Wire> {
    dial(plugin.fields()[2], plugin.fields()[3]).await
}

/// A channel over one connection, which is not made anew when it breaks.
pub(crate) async fn channel(wire: impl Stream + 'static) -> Result<Channel, tonic::transport::Error> {
    let mut wire = Some(TokioIo::new(wire));
    let connector = service_fn(move |_| {
        let wire = wire.take();
        async move { wire.ok_or_else(|| io::Error::other("the connection is gone")) }
    });
    Endpoint::from_static("http://localhost").connect_with_connector(connector).await
}

pub(crate) async fn plain_channel(plugin: &Plugin) -> Channel {
    channel(dial_plugin(plugin).await.unwrap()).await.unwrap()
}

/// A certificate with a key, not necessarily its own.
#[derive(Clone, Copy)]
pub(crate) struct Holder {
    pub(crate) certificate: &'static str,
    pub(crate) key: &'static str,
}

/// Made by openssl in the form of Terraform's: P-521, self-signed, an authority.
pub(crate) const CLIENT: Holder =
    Holder { certificate: include_str!("../fixtures/client.pem"), key: include_str!("../fixtures/client.key.pem") };
/// The same names, another key.
pub(crate) const STRANGER: Holder =
    Holder { certificate: include_str!("../fixtures/stranger.pem"), key: include_str!("../fixtures/stranger.key.pem") };

/// What a client of the plugin in question shows and speaks.
pub(crate) struct Tls<'a> {
    pub(crate) holder: Option<Holder>,
    pub(crate) protocols: &'a [&'a str],
}

impl Tls<'_> {
    /// Shakes hands, trusting the certificate of the plugin's line for the name `localhost`.
    pub(crate) async fn connect(&self, plugin: &Plugin) -> io::Result<TlsStream<Wire>> {
        let announced = STANDARD_NO_PAD.decode(plugin.fields()[5]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(announced)).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match self.holder {
            Some(holder) => config.with_client_cert_resolver(Arc::new(holder.resolver())),
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = self.protocols.iter().map(|p| p.as_bytes().to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let wire = dial_plugin(plugin).await?;
        soon("the TLS handshake", TlsConnector::from(Arc::new(config)).connect(name, wire)).await
    }

    pub(crate) async fn channel(&self, plugin: &Plugin) -> Result<Channel, Box<dyn std::error::Error>> {
        Ok(channel(self.connect(plugin).await?).await?)
    }
}

impl Holder {
    fn resolver(self) -> SingleCertAndKey {
        let certificate = CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap();
        let key = SecretKey::from_pkcs8_pem(self.key).unwrap();
        let key = P521Key(Arc::new(Key::from(key)));
        CertifiedKey::new(vec![certificate], Arc::new(key)).into()
    }
}

/// Signs as Terraform's client does; ring cannot.
#[derive(Clone)]
struct P521Key(Arc<Key>);

impl fmt::Debug for P521Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P521Key")
    }
}

impl SigningKey for P521Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&self.scheme()).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let signature: Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}

/// Calls a function of the plugin with one argument and returns its result.
pub(crate) async fn call(channel: &Channel, name: &str, argument: &[u8]) -> Result<Vec<u8>, Status> {
    let mut provider = ProviderClient::new(channel.clone()).max_decoding_message_size(1 << 28);
    let request = call_function::Request {
        name: name.to_owned(),
        arguments: vec![DynamicValue { msgpack: argument.to_vec(), json: Vec::new() }],
    };
    let response = soon("an answer", provider.call_function(request)).await?;
    Ok(response.into_inner().result.unwrap().msgpack)
}

#[track_caller]
pub(crate) fn assert_serves(answer: Result<Vec<u8>, Status>) {
    assert_eq!(answer.unwrap(), b"ping");
}

pub(crate) async fn shut_down(channel: &Channel) {
    let mut controller = GrpcControllerClient::new(channel.clone());
    soon("the reply to Shutdown", controller.shutdown(())).await.unwrap();
}
