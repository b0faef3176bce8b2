//! Signs asynchronously with rcgen, which signs synchronously.
//!
//! WebCrypto only signs asynchronously, and rcgen offers no way to encode the to-be-signed part alone. So rcgen runs
//! twice: the first run's "signer" only notes the octets, then the real key signs them, and the second run's "signer"
//! hands out that signature, after it has made sure that the octets are the same.

use std::cell::RefCell;

use rcgen::{CertificateParams, Issuer, PublicKeyData, SignatureAlgorithm};

use super::{Certificate, CertificateError, Template, parameters};
use crate::pki::key::{KeyAlgorithm, SigningKey};

/// Encodes and signs a certificate.
pub async fn sign<K: SigningKey>(
    template: &Template<'_>,
    parameters: &CertificateParams,
    issuer: &parameters::Issuer,
    key: &K,
) -> Result<Certificate, CertificateError> {
    let subject_key = Subject {
        algorithm: template.public_key.algorithm,
        bits: parameters::key_bits(template)?,
    };
    let encode = |signer: &dyn Signer| -> Result<Vec<u8>, CertificateError> {
        let signer = SignerAdapter {
            algorithm: signature_algorithm(key.algorithm()),
            signer,
        };
        let mut issuer_parameters = CertificateParams::default();
        issuer_parameters.distinguished_name = issuer.distinguished_name.clone();
        issuer_parameters.key_identifier_method = issuer.key_identifier.clone();
        let issuer = Issuer::new(issuer_parameters, signer);
        let certificate = parameters
            .signed_by(&subject_key, &issuer)
            .map_err(parameters::encoding)?;
        Ok(certificate.der().to_vec())
    };

    let recorder = Recorder::default();
    encode(&recorder)?;
    let message = recorder.message.into_inner();
    let signature = key.sign(&message).await?;
    let certificate = Certificate::from_der(encode(&Replayer { message, signature })?)?;
    // rcgen writes the key's algorithm itself; if the given key said otherwise, the certificate is about another key.
    if certificate.details().public_key_info != template.public_key.info {
        return Err(CertificateError::PublicKey(template.public_key.algorithm.title()));
    }
    Ok(certificate)
}

fn signature_algorithm(algorithm: KeyAlgorithm) -> &'static SignatureAlgorithm {
    match algorithm {
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => &rcgen::PKCS_RSA_SHA256,
        KeyAlgorithm::EcdsaP256 => &rcgen::PKCS_ECDSA_P256_SHA256,
        KeyAlgorithm::EcdsaP384 => &rcgen::PKCS_ECDSA_P384_SHA384,
    }
}

struct Subject<'a> {
    algorithm: KeyAlgorithm,
    bits: &'a [u8],
}

impl PublicKeyData for Subject<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.bits
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        signature_algorithm(self.algorithm)
    }
}

/// What to do when rcgen asks for a signature.
trait Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error>;
}

/// Notes the octets to be signed.
#[derive(Default)]
struct Recorder {
    message: RefCell<Vec<u8>>,
}

impl Signer for Recorder {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.message.replace(message.to_vec());
        Ok(Vec::new())
    }
}

/// Hands out the signature of exactly these octets.
struct Replayer {
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signer for Replayer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        if message == self.message {
            Ok(self.signature.clone())
        } else {
            Err(rcgen::Error::RemoteKeyError)
        }
    }
}

/// A signer for rcgen, which also wants a public key, but uses only its algorithm.
struct SignerAdapter<'a> {
    algorithm: &'static SignatureAlgorithm,
    signer: &'a dyn Signer,
}

impl PublicKeyData for SignerAdapter<'_> {
    fn der_bytes(&self) -> &[u8] {
        &[]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl rcgen::SigningKey for SignerAdapter<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.signer.sign(message)
    }
}
