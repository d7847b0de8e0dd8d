//! Signatures of the curve P-521, which go-plugin's clients have and ring does not offer.

use p521::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// The one algorithm, in the form that rustls verifies with.
pub(super) static ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[&EcdsaP521Sha512],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[&EcdsaP521Sha512])],
};

#[derive(Debug)]
struct EcdsaP521Sha512;

impl SignatureVerificationAlgorithm for EcdsaP521Sha512 {
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
    use p521::ecdsa::{SigningKey, signature::Signer};

    use super::*;

    #[test]
    fn only_the_signature_of_this_key_and_message_is_accepted() {
        let key_from = |byte: u8| {
            let mut scalar = [0; 66];
            scalar[1..].fill(byte);
            SigningKey::from_slice(&scalar).unwrap()
        };
        let (key, another) = (key_from(1), key_from(2));
        let public = |key: &SigningKey| VerifyingKey::from(key).to_sec1_point(false).as_bytes().to_vec();
        let signed = |key: &SigningKey, message: &[u8]| {
            let signature: Signature = key.sign(message);
            signature.to_der().as_bytes().to_vec()
        };
        let right = signed(&key, b"hello");
        let cases = [
            ("right", public(&key), b"hello".to_vec(), right.clone(), true),
            ("another message", public(&key), b"hellO".to_vec(), right.clone(), false),
            ("another key", public(&another), b"hello".to_vec(), right.clone(), false),
            ("signed by another", public(&key), b"hello".to_vec(), signed(&another, b"hello"), false),
            ("a cut key", public(&key)[..60].to_vec(), b"hello".to_vec(), right.clone(), false),
            ("no key", Vec::new(), b"hello".to_vec(), right.clone(), false),
            ("a cut signature", public(&key), b"hello".to_vec(), right[..right.len() - 1].to_vec(), false),
            ("no signature", public(&key), b"hello".to_vec(), Vec::new(), false),
        ];
        for (case, key, message, signature, accepted) in cases {
            assert_eq!(EcdsaP521Sha512.verify_signature(&key, &message, &signature).is_ok(), accepted, "{case}");
        }
    }
}
