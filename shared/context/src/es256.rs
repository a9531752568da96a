//! ES256 by the cryptography that TLS brings along, for the JWT library.
//!
//! The library's own backends link every algorithm it knows, RSA among them, into every function; one is used here.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind, Result};
use jsonwebtoken::signature::{Error as SignatureFault, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, UnparsedPublicKey};

/// The one algorithm.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Es256Signer::new(*algorithm, key)?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Es256Verifier::new(*algorithm, key)?)),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the JWT library's cryptography; only the first call of a process does something.
pub(crate) fn install() {
    let _first = PROVIDER.install_default();
}

fn demand(algorithm: Algorithm, family: AlgorithmFamily) -> Result<()> {
    if algorithm != Algorithm::ES256 {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    if family == AlgorithmFamily::Ec { Ok(()) } else { Err(ErrorKind::InvalidKeyFormat.into()) }
}

/// Signs with a private key.
struct Es256Signer(EcdsaKeyPair);

impl Es256Signer {
    fn new(algorithm: Algorithm, key: &EncodingKey) -> Result<Self> {
        demand(algorithm, key.family())?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_bytes(), &SystemRandom::new());
        Ok(Self(pair.map_err(|_| Error::from(ErrorKind::InvalidEcdsaKey))?))
    }
}

impl Signer<Vec<u8>> for Es256Signer {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureFault> {
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| SignatureFault::new())?;
        Ok(signature.as_ref().to_vec())
    }
}

impl JwtSigner for Es256Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

/// Verifies with a public key.
struct Es256Verifier(UnparsedPublicKey<Vec<u8>>);

impl Es256Verifier {
    fn new(algorithm: Algorithm, key: &DecodingKey) -> Result<Self> {
        demand(algorithm, key.family())?;
        Ok(Self(UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.try_get_as_bytes()?.to_vec())))
    }
}

impl Verifier<Vec<u8>> for Es256Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), SignatureFault> {
        self.0.verify(message, signature).map_err(|_| SignatureFault::new())
    }
}

impl JwtVerifier for Es256Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}
