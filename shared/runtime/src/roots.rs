//! Whom AWS clients trust: Amazon's own roots, compiled in.
//!
//! Every public AWS endpoint presents a certificate that chains to one of the five roots of Amazon Trust Services, which
//! recommends custom trust stores to hold all five (<https://www.amazontrust.com/repository/>). Reading a system's hundred
//! and more roots costs more than all else that a function does at its start. Whoever is behind an inspecting proxy, or
//! uses another AWS, names a PEM file in `AWS_CA_BUNDLE`, as with every AWS tool
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html>).

use aws_smithy_http_client::tls::TrustStore;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::config::{Config, ConfigFault};

/// The variable that names other roots.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// The roots of Amazon Trust Services, in PEM.
const AMAZON: [&str; 5] = [
    include_str!("../roots/amazon-root-ca-1.pem"),
    include_str!("../roots/amazon-root-ca-2.pem"),
    include_str!("../roots/amazon-root-ca-3.pem"),
    include_str!("../roots/amazon-root-ca-4.pem"),
    include_str!("../roots/starfield-services-root-ca-g2.pem"),
];

/// The roots that the environment asks for: those of a bundle if it names one, Amazon's otherwise.
pub(crate) fn trusted(config: &Config) -> Result<TrustStore, ConfigFault> {
    let fault = |reason: String| ConfigFault { name: BUNDLE.to_owned(), reason };
    let Some(path) = config.get(BUNDLE) else {
        return Ok(AMAZON.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate));
    };
    let bundle = std::fs::read(path).map_err(|error| fault(format!("cannot be read: {error}")))?;
    // The TLS library would panic at what is read here first.
    if anchors(&bundle).map_err(fault)?.is_empty() {
        return Err(fault("holds no certificate".to_owned()));
    }
    Ok(TrustStore::empty().with_pem_certificate(bundle))
}

/// The certificates in `pem`, as what the TLS library makes of them.
fn anchors(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut anchors = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| format!("is not PEM: {error}"))?;
        anchors.add(certificate).map_err(|error| format!("holds a certificate that cannot be a root: {error}"))?;
    }
    Ok(anchors)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kernel::secret::sha256_hex;
    use kernel::time::{Clock as _, Timestamp};

    use super::*;
    use crate::clock::SystemClock;

    /// "SHA-256 Hash of Subject Public Key Information", as published at <https://www.amazontrust.com/repository/>.
    const PUBLISHED: [&str; 5] = [
        "fbe3018031f9586bcbf41727e417b7d1c45c2f47f93be372a17b96b50757d5a2",
        "7f4296fc5b6a4e3b35d3c369623e364ab1af381d8fa7121533c9d6c633ea2461",
        "36abc32656acfc645c61b71613c4bf21c787f5cabbee48348d58597803d7abc9",
        "f7ecded5c66047d28ed6466b543c40e0743abe81d109254dcf845d4c2c7853c5",
        "2b071c59a0a0ae76b0eadb2bad23bad4580b69c3601b630c2eaf0613afa83f92",
    ];

    /// The key information of a root with the DER header that the TLS library takes off.
    fn key_information(value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        let header = match value.len() {
            0..128 => vec![0x30, length[1]],
            128..256 => vec![0x30, 0x81, length[1]],
            _ => vec![0x30, 0x82, length[0], length[1]],
        };
        [&header, value].concat()
    }

    /// The end of a certificate's validity: two `UTCTime`s in a sequence (RFC 5280 §4.1.2.5), of which this is the second.
    fn not_after(der: &[u8]) -> Timestamp {
        const VALIDITY: [u8; 4] = [0x30, 0x1e, 0x17, 0x0d];
        let start = der.windows(4).position(|bytes| bytes == VALIDITY).unwrap() + VALIDITY.len();
        let text = std::str::from_utf8(&der[start + 15..start + 28]).unwrap();
        let pairs: Vec<&str> = (0..6).map(|pair| &text[pair * 2..pair * 2 + 2]).collect();
        let [year, month, day, hour, minute, second] = pairs[..] else { unreachable!() };
        format!("20{year}-{month}-{day}T{hour}:{minute}:{second}Z").parse().unwrap()
    }

    fn bundle(text: &str) -> Result<TrustStore, ConfigFault> {
        let path = std::env::temp_dir().join(format!("souk-bundle-{}-{}.pem", std::process::id(), text.len()));
        std::fs::write(&path, text).unwrap();
        let variables = BTreeMap::from([(BUNDLE.to_owned(), path.display().to_string())]);
        let trusted = trusted(&Config::from(variables));
        std::fs::remove_file(path).unwrap();
        trusted
    }

    #[test]
    fn the_five_roots_have_the_keys_that_amazon_publishes() {
        for (pem, published) in AMAZON.into_iter().zip(PUBLISHED) {
            let anchors = anchors(pem.as_bytes()).unwrap();
            assert_eq!(anchors.len(), 1, "{published}");
            assert_eq!(sha256_hex(key_information(&anchors.roots[0].subject_public_key_info)), published);
        }
    }

    #[test]
    fn no_root_has_expired() {
        for pem in AMAZON {
            let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
            let end = not_after(&certificate);
            assert!(end > SystemClock.now(), "a root ended at {end}");
            assert!(end > "2037-01-01T00:00:00Z".parse().unwrap(), "{end} was read from the wrong place");
        }
    }

    #[test]
    fn a_bundle_replaces_the_roots_and_must_be_one() {
        assert!(bundle(AMAZON[0]).is_ok());
        assert!(bundle(&AMAZON.concat()).is_ok());
        for wrong in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert_eq!(bundle(wrong).unwrap_err().name, BUNDLE, "{wrong}");
        }
        let missing = BTreeMap::from([(BUNDLE.to_owned(), "/does/not/exist.pem".to_owned())]);
        assert!(trusted(&Config::from(missing)).unwrap_err().reason.starts_with("cannot be read"));
    }
}
