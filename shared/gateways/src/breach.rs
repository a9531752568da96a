//! Passwords that thieves know: the range look-up of Have I Been Pwned
//! (<https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange>), or of whoever mirrors it.
//!
//! The service is told the first five digits of the password's SHA-1 and answers with the rest of every hash that begins so;
//! which of them it was, or whether any, it does not learn. Padded answers hide even how many there are.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use kernel::secret::hex;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::outgoing::{Patience, client};

/// How many digits of the hash leave the process.
const PREFIX: usize = 5;
/// The longest answer that is read; a padded one has about a thousand lines of some forty bytes.
const LONGEST: usize = 256 * 1024;
/// Somebody waits, and the look-up may fail.
const PATIENCE: Patience = Patience { connect: Duration::from_millis(500), attempt: Duration::from_millis(1_500) };

/// Whether a password is on a list of stolen ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// It is on no list.
    Unknown,
    /// It is.
    Breached,
}

/// Why a list could not be looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreachFault {
    /// No answer came, or not in time.
    #[error("the list of stolen passwords did not answer")]
    Silent,
    /// It was another answer than a list.
    #[error("the list of stolen passwords answered with {0}")]
    Refused(u16),
    /// The answer is longer than a list may be.
    #[error("the list of stolen passwords does not end")]
    Endless,
}

/// The lists of stolen passwords; clones share one pool of connections, which is made at the first look-up.
#[derive(Clone, Debug)]
pub struct BreachLists {
    base_url: String,
    http: Arc<OnceLock<reqwest::Client>>,
}

impl BreachLists {
    /// The lists at `base_url`, such as `https://api.pwnedpasswords.com`.
    pub fn new(base_url: &str) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), http: Arc::default() }
    }

    /// Looks for a password.
    pub async fn find(&self, password: &str) -> Result<Exposure, BreachFault> {
        let hash = hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()).as_ref()).to_ascii_uppercase();
        let (prefix, rest) = hash.split_at(PREFIX);
        let list = self.list(prefix).await?;
        Ok(if lists(&list, rest) { Exposure::Breached } else { Exposure::Unknown })
    }

    async fn list(&self, prefix: &str) -> Result<Vec<u8>, BreachFault> {
        let request = self.http()?.get(format!("{}/range/{prefix}", self.base_url));
        let mut answer = request.send().await.map_err(|_| BreachFault::Silent)?;
        if answer.status() != http::StatusCode::OK {
            return Err(BreachFault::Refused(answer.status().as_u16()));
        }
        let mut list = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| BreachFault::Silent)? {
            if list.len() + chunk.len() > LONGEST {
                return Err(BreachFault::Endless);
            }
            list.extend_from_slice(&chunk);
        }
        Ok(list)
    }

    fn http(&self) -> Result<&reqwest::Client, BreachFault> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let headers = HeaderMap::from_iter([
            (header::HeaderName::from_static("add-padding"), HeaderValue::from_static("true")),
            (header::ACCEPT, HeaderValue::from_static("text/plain")),
        ]);
        let client = client(&self.base_url, headers, PATIENCE).map_err(|_| BreachFault::Silent)?;
        Ok(self.http.get_or_init(|| client))
    }
}

/// Whether a list of `<rest of a hash>:<how often it was stolen>` has `rest`; padding was stolen zero times.
fn lists(list: &[u8], rest: &str) -> bool {
    let lines = list.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    lines.filter_map(|line| line.trim().split_once(':')).any(|(listed, count)| {
        listed.eq_ignore_ascii_case(rest) && count.trim().parse::<u64>().is_ok_and(|count| count > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation's own example, shortened.
    const LIST: &str = "0018A45C4D1DEB81644B54AB7F969B88D65:1\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2\r\n0136E006E24E7D152139815FB0FC6A50B15:0\r\n";

    #[test]
    fn a_listed_hash_is_found_and_padding_is_not() {
        assert!(lists(LIST.as_bytes(), "00D4F6E8FA6EECAD2A3AA415EEC418D38EC"));
        assert!(lists(LIST.to_ascii_lowercase().as_bytes(), "0018A45C4D1DEB81644B54AB7F969B88D65"));
        assert!(!lists(LIST.as_bytes(), "0136E006E24E7D152139815FB0FC6A50B15"), "padding");
        assert!(!lists(LIST.as_bytes(), "011053FD0102E94D6AE2F8B83D76FAF94F6"));
    }

    #[test]
    fn text_that_is_no_list_has_nothing() {
        let rest = "00D4F6E8FA6EECAD2A3AA415EEC418D38EC";
        for text in ["", ":", "\u{0}", rest, &format!("{rest}:"), &format!("{rest}:many"), "<html>1</html>"] {
            assert!(!lists(text.as_bytes(), rest), "{text}");
        }
        assert!(!lists(&[0xff, b':', b'1'], rest));
    }
}
