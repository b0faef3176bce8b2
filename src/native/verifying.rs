//! Checks signatures with aws-lc-rs.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, VerificationAlgorithm,
};

use crate::pki::signature::{Curve, Hash, Method, Verifier, VerifyError};

/// Checks signatures natively.
pub struct NativeVerifier;

impl Verifier for NativeVerifier {
    async fn verify(
        &self,
        method: Method,
        public_key_info: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, VerifyError> {
        let algorithm = algorithm(method);
        let key = ParsedPublicKey::new(algorithm, public_key_info).map_err(|error| VerifyError(error.to_string()))?;
        Ok(key.verify_sig(message, signature).is_ok())
    }
}

fn algorithm(method: Method) -> &'static dyn VerificationAlgorithm {
    match method {
        Method::RsaPkcs1(Hash::Sha256) => &RSA_PKCS1_2048_8192_SHA256,
        Method::RsaPkcs1(Hash::Sha384) => &RSA_PKCS1_2048_8192_SHA384,
        Method::RsaPkcs1(Hash::Sha512) => &RSA_PKCS1_2048_8192_SHA512,
        Method::RsaPss(Hash::Sha256) => &RSA_PSS_2048_8192_SHA256,
        Method::RsaPss(Hash::Sha384) => &RSA_PSS_2048_8192_SHA384,
        Method::RsaPss(Hash::Sha512) => &RSA_PSS_2048_8192_SHA512,
        Method::Ecdsa(Curve::P256, Hash::Sha256) => &ECDSA_P256_SHA256_ASN1,
        Method::Ecdsa(Curve::P256, Hash::Sha384) => &ECDSA_P256_SHA384_ASN1,
        Method::Ecdsa(Curve::P256, Hash::Sha512) => &ECDSA_P256_SHA512_ASN1,
        Method::Ecdsa(Curve::P384, Hash::Sha256) => &ECDSA_P384_SHA256_ASN1,
        Method::Ecdsa(Curve::P384, Hash::Sha384) => &ECDSA_P384_SHA384_ASN1,
        Method::Ecdsa(Curve::P384, Hash::Sha512) => &ECDSA_P384_SHA512_ASN1,
    }
}
