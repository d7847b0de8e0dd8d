//! go-plugin's mutual TLS: each side trusts exactly the one certificate the other announced.
//!
//! The client's certificate is in the environment, ours is in the handshake line. Terraform's is
//! a self-signed authority on the curve P-521, which no stock verifier takes as a client's: one
//! with ring's algorithms never gets to see it, others refuse an authority as an end entity. So
//! the certificate is pinned byte for byte, and what is left to verify is that the peer holds
//! its key. ring does all of that but P-521, which the `p521` crate adds.

use std::{
    ffi::OsStr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use p521::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, PeerIncompatible, ServerConfig,
    SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls13_signature},
    pki_types::{
        AlgorithmIdentifier, CertificateDer, InvalidSignature, PrivatePkcs8KeyDer, SignatureVerificationAlgorithm,
        UnixTime, alg_id, pem::PemObject,
    },
    server::{
        NoServerSessionStorage, ParsedCertificate,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::TLS13,
};
use tokio_rustls::TlsAcceptor;

use super::error::Error;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The server's side of TLS, made for one client.
pub(super) struct Identity {
    /// What the server will show.
    pub(super) certificate: CertificateDer<'static>,
    pub(super) acceptor: TlsAcceptor,
}

impl Identity {
    /// Makes a key and a certificate that no other process has, and takes nobody but the holder
    /// of the certificate in `client_pem`.
    pub(super) fn pinned_to(client_pem: &OsStr) -> Result<Self, Error> {
        let client = parse(client_pem)?;
        let (certificate, key) = self_signed()?;
        let provider = Arc::new(ring::default_provider());
        let verifier = PinnedClient::new(client, &provider);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])?
            .with_client_cert_verifier(Arc::new(verifier))
            .with_single_cert(vec![certificate.clone()], key.into())?;
        // grpc-go refuses a connection for which no protocol was agreed.
        config.alpn_protocols = vec![b"h2".to_vec()];
        // One connection a process: nothing to resume, and every peer proves its key.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

fn parse(pem: &OsStr) -> Result<CertificateDer<'static>, Error> {
    let certificate = CertificateDer::from_pem_slice(pem.as_encoded_bytes())
        .map_err(|_| Error::ClientCertificate("there is no whole CERTIFICATE block"))?;
    ParsedCertificate::try_from(&certificate)
        .map_err(|_| Error::ClientCertificate("what the block holds is no certificate"))?;
    Ok(certificate)
}

/// A P-256 leaf for `localhost`, the name go-plugin's clients expect whatever they dial. The key
/// dies with the process, so the validity need only outlast the longest apply.
fn self_signed() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::new(["localhost".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = rcgen::date_time_ymd(1970, 1, 1) + since_epoch;
    // A clock may be set back while the process runs.
    params.not_before = now - DAY;
    params.not_after = now + 7 * DAY;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.into(), key.into()))
}

/// Takes one certificate, known in advance, from a peer that holds its key.
#[derive(Debug)]
struct PinnedClient {
    certificate: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl PinnedClient {
    fn new(certificate: CertificateDer<'static>, provider: &CryptoProvider) -> Self {
        Self { certificate, algorithms: provider.signature_verification_algorithms }
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
            SignatureScheme::ECDSA_NISTP521_SHA512 => &P521,
            _ => &self.algorithms,
        };
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = P521.supported_schemes();
        schemes.extend(self.algorithms.supported_schemes());
        schemes
    }
}

static P521: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[&EcdsaP521],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[&EcdsaP521])],
};

/// ECDSA on P-521 with SHA-512, which ring lacks.
#[derive(Debug)]
struct EcdsaP521;

impl SignatureVerificationAlgorithm for EcdsaP521 {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify(message, &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

#[cfg(test)]
mod tests {
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
}
