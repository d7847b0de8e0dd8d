//! go-plugin's mutual TLS: each side trusts exactly one certificate, which the other side announced.
//!
//! The client's certificate is in the environment, ours is in the handshake line. Terraform's is a self-signed
//! certificate authority on the curve P-521, which no standard verifier accepts: with ring's algorithms the client does
//! not send it, and others reject an authority as an end entity. So the certificate is compared byte by byte, and then
//! only the signature remains to be verified, with [`super::p521`]. ring does all else.

use std::{
    ffi::OsStr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, PeerIncompatible, ServerConfig,
    SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature},
    pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime, pem::PemObject},
    server::{
        NoServerSessionStorage, ParsedCertificate,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::TLS13,
};
use tokio_rustls::TlsAcceptor;

use super::{error::Error, p521};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The TLS identity of the server, for one client.
pub(super) struct Identity {
    /// The certificate of the server.
    pub(super) certificate: CertificateDer<'static>,
    pub(super) acceptor: TlsAcceptor,
}

impl Identity {
    /// Creates a key and a certificate for this process, and accepts only the owner of the certificate in
    /// `client_pem`.
    pub(super) fn pinned_to(client_pem: &OsStr) -> Result<Self, Error> {
        let client = parse(client_pem)?;
        let (certificate, key) = self_signed()?;
        let verifier = PinnedClient::new(client);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_client_cert_verifier(Arc::new(verifier))
            .with_single_cert(vec![certificate.clone()], key.into())?;
        // grpc-go rejects a connection without a negotiated protocol.
        config.alpn_protocols = vec![b"h2".to_vec()];
        // One connection per process: there are no sessions to resume.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

fn parse(pem: &OsStr) -> Result<CertificateDer<'static>, Error> {
    let certificate = CertificateDer::from_pem_slice(pem.as_encoded_bytes())
        .map_err(|_| Error::ClientCertificate("it has no complete CERTIFICATE block"))?;
    ParsedCertificate::try_from(&certificate)
        .map_err(|_| Error::ClientCertificate("the block is not a certificate"))?;
    Ok(certificate)
}

/// A P-256 leaf certificate for `localhost`, the name that go-plugin's clients expect. The key exists only in
/// this process, so the certificate must be valid for the longest apply only.
fn self_signed() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::new(["localhost".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = rcgen::date_time_ymd(1970, 1, 1) + since_epoch;
    // The clock may be set back while the process runs.
    params.not_before = now - DAY;
    params.not_after = now + 7 * DAY;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.into(), key.into()))
}

/// Accepts one certificate, known in advance, from a client that has its key.
#[derive(Debug)]
struct PinnedClient {
    certificate: CertificateDer<'static>,
    of_ring: WebPkiSupportedAlgorithms,
}

impl PinnedClient {
    fn new(certificate: CertificateDer<'static>) -> Self {
        Self { certificate, of_ring: ring::default_provider().signature_verification_algorithms }
    }
}

impl ClientCertVerifier for PinnedClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, TlsError> {
        if *end_entity == self.certificate {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Err(PeerIncompatible::Tls12NotOfferedOrEnabled.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = match dss.scheme {
            SignatureScheme::ECDSA_NISTP521_SHA512 => &p521::ALGORITHMS,
            _ => &self.of_ring,
        };
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        [p521::ALGORITHMS.supported_schemes(), self.of_ring.supported_schemes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn broken_certificates_are_told_apart() {
        let der = |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        let told = [
            "garbage".to_owned(),
            der("!!!!"),
            der("AAAA"),
            der("").replace("CERTIFICATE", "PUBLIC KEY"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned(),
        ]
        .map(|pem| parse(OsStr::new(&pem)).unwrap_err().to_string());
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn every_identity_is_another() {
        let [(one, _), (other, _)] = [self_signed().unwrap(), self_signed().unwrap()];
        assert_ne!(one, other);
    }

    proptest::proptest! {
        #[test]
        fn any_certificate_is_read_or_refused(der: Vec<u8>, around: String) {
            let base64 = STANDARD.encode(der);
            let pem = format!("{around}\n-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----");
            let _ = parse(pem.as_ref());
            let _ = parse(around.as_ref());
        }
    }
}
