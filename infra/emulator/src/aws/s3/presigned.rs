//! URLs that were signed beforehand: Signature Version 4 in the query
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>).

use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, Uri};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::secret::{hex, same_secret, sha256_hex};
use kernel::time::{Timestamp, after};
use sha2::Sha256;

/// The longest that a URL may be good, in seconds: a week.
const LONGEST: i64 = 7 * 24 * 60 * 60;
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 15 * 60;
/// The one way to sign.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The access key that signed a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signer(pub(super) String);

/// Why a presigned URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It lacks a part, or one cannot be read.
    Malformed,
    /// The signature is another.
    Forged,
    /// It is not good yet.
    Early,
    /// It was good.
    Late,
}

/// A request by a presigned URL.
#[derive(Debug)]
pub(super) struct Presigned<'a> {
    method: &'a Method,
    path: &'a str,
    headers: &'a HeaderMap,
    /// The query as it was sent, one entry a parameter: name and value, percent-encoded.
    query: Vec<(&'a str, &'a str)>,
}

impl<'a> Presigned<'a> {
    /// The request, if it is one; none if its query has no signature.
    pub(super) fn read(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap) -> Result<Option<Self>, Unusable> {
        let text = uri.query().unwrap_or_default();
        let query: Vec<(&str, &str)> =
            text.split('&').map(|entry| entry.split_once('=').unwrap_or((entry, ""))).collect();
        if !query.iter().any(|(name, _)| *name == "X-Amz-Signature") {
            return Ok(None);
        }
        let mut names: Vec<&str> = query.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let distinct = names.windows(2).all(|pair| pair.first() != pair.last());
        if distinct { Ok(Some(Self { method, path: uri.path(), headers, query })) } else { Err(Unusable::Malformed) }
    }

    /// Who signed it, and the URI without the signature; at `now`, and if everybody's secret key is `secret`.
    pub(super) fn check(&self, secret: &str, now: Timestamp) -> Result<(Signer, Uri), Unusable> {
        let (stamp, seconds) = (self.parameter("X-Amz-Date")?, self.parameter("X-Amz-Expires")?);
        let from = instant(stamp).ok_or(Unusable::Malformed)?;
        let seconds = seconds.parse().ok().filter(|seconds| (1..=LONGEST).contains(seconds));
        let seconds = seconds.ok_or(Unusable::Malformed)?;
        if self.parameter("X-Amz-Algorithm")? != ALGORITHM {
            return Err(Unusable::Malformed);
        }
        let credential = self.parameter("X-Amz-Credential")?.replace("%2F", "/");
        let (key, scope) = credential.split_once('/').ok_or(Unusable::Malformed)?;
        let signature = sign(secret, scope, stamp, &self.canonical()?).ok_or(Unusable::Malformed)?;
        if !same_secret(signature.as_bytes(), self.parameter("X-Amz-Signature")?.as_bytes()) {
            return Err(Unusable::Forged);
        }
        match now {
            early if after(early, LEEWAY) < from => Err(Unusable::Early),
            late if late >= after(from, seconds) => Err(Unusable::Late),
            _ => Ok((Signer(key.to_owned()), self.unsigned()?)),
        }
    }

    fn parameter(&self, name: &str) -> Result<&'a str, Unusable> {
        let found = self.query.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value).ok_or(Unusable::Malformed)
    }

    /// What was signed, in its one spelling.
    fn canonical(&self) -> Result<String, Unusable> {
        let mut query: Vec<(&str, &str)> =
            self.query.iter().copied().filter(|(name, _)| *name != "X-Amz-Signature").collect();
        query.sort_unstable();
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let names = self.parameter("X-Amz-SignedHeaders")?.replace("%3B", ";");
        let mut headers = String::new();
        for name in names.split(';') {
            let value = self.headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Unusable::Malformed)?;
            headers.extend([name, ":", value.trim(), "\n"]);
        }
        if !names.split(';').any(|name| name == "host") {
            return Err(Unusable::Malformed);
        }
        let (method, path, query) = (self.method, self.path, query.join("&"));
        Ok(format!("{method}\n{path}\n{query}\n{headers}\n{names}\nUNSIGNED-PAYLOAD"))
    }

    /// The URI without what signs it.
    fn unsigned(&self) -> Result<Uri, Unusable> {
        let rest = self.query.iter().filter(|(name, _)| !name.starts_with("X-Amz-"));
        let rest: Vec<String> = rest.map(|(name, value)| format!("{name}={value}")).collect();
        let target = format!("{}?{}", self.path, rest.join("&"));
        target.parse::<PathAndQuery>().map(Uri::from).map_err(|_| Unusable::Malformed)
    }
}

/// `20260101T120000Z` as an instant.
fn instant(stamp: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| stamp.get(from..to);
    let (day, time) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(9, 11)?, part(11, 13)?, part(13, 15)?));
    let text = format!("{}-{}-{}T{}:{}:{}Z", day.0, day.1, day.2, time.0, time.1, time.2);
    let shape = stamp.len() == 16 && part(8, 9)? == "T" && part(15, 16)? == "Z";
    text.parse().ok().filter(|_| shape)
}

/// The signature of `canonical` under the key for `scope`, `<day>/<region>/<service>/aws4_request`.
fn sign(secret: &str, scope: &str, stamp: &str, canonical: &str) -> Option<String> {
    let message = format!("{ALGORITHM}\n{stamp}\n{scope}\n{}", sha256_hex(canonical));
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in scope.split('/').chain([message.as_str()]) {
        key = Hmac::<Sha256>::new_from_slice(&key).ok()?.chain_update(part).finalize().into_bytes().to_vec();
    }
    Some(hex(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the page above, with its keys.
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const URL: &str = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    fn check(url: &str, host: &str, now: &str) -> Result<Option<String>, Unusable> {
        let (uri, mut headers) = (url.parse().unwrap(), HeaderMap::new());
        headers.insert("host", host.parse().unwrap());
        let Some(presigned) = Presigned::read(&Method::GET, &uri, &headers)? else { return Ok(None) };
        presigned.check(SECRET, now.parse().unwrap()).map(|(signer, uri)| Some(format!("{} {uri}", signer.0)))
    }

    #[test]
    fn the_published_example_is_good_for_its_day() {
        let at = |now| check(URL, "examplebucket.s3.amazonaws.com", now);
        assert_eq!(at("2013-05-24T00:00:00Z"), Ok(Some("AKIAIOSFODNN7EXAMPLE /test.txt?".to_owned())));
        assert!(at("2013-05-24T23:59:59Z").is_ok());
        assert_eq!(at("2013-05-25T00:00:00Z"), Err(Unusable::Late));
        assert_eq!(at("2013-05-23T23:44:59Z"), Err(Unusable::Early));
    }

    #[test]
    fn whatever_is_changed_is_refused() {
        let at = |url: &str, host| check(url, host, "2013-05-24T00:00:00Z");
        let host = "examplebucket.s3.amazonaws.com";
        for (from, to) in [
            ("/test.txt", "/other.txt"),
            ("Expires=86400", "Expires=86401"),
            ("us-east-1", "us-east-2"),
            ("T000000Z", "T000001Z"),
            ("d404", "d405"),
        ] {
            assert_eq!(at(&URL.replace(from, to), host), Err(Unusable::Forged), "{to}");
        }
        assert_eq!(at(URL, "other.s3.amazonaws.com"), Err(Unusable::Forged));
        assert_eq!(at(&format!("{URL}&x-id=GetObject"), host), Err(Unusable::Forged));
        assert_eq!(at(&format!("{URL}&X-Amz-Expires=1"), host), Err(Unusable::Malformed));
        assert_eq!(at(&URL.replace("86400", "604801"), host), Err(Unusable::Malformed));
        assert_eq!(at("/test.txt?x=1", host), Ok(None));
    }
}
