//! What the stack was deployed with: parameters that still have the example's values, or contradict each other.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::stack::Standing;

/// The parameters of a stack, by name; none where it does not stand yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings(BTreeMap<String, String>);

impl Settings {
    pub(super) fn of(standing: Option<&Standing>) -> Self {
        Self(standing.map(|standing| standing.parameters.clone()).unwrap_or_default())
    }

    /// A parameter, unless it is empty or not there.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// Domains that are nobody's (<https://www.rfc-editor.org/rfc/rfc2606>).
const EXAMPLES: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Whether a host, an address or an origin is an example's.
fn is_example(value: &str) -> bool {
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = host.rsplit('@').next().unwrap_or(host).split(['/', ':']).next().unwrap_or(host);
    EXAMPLES.iter().any(|example| host.strip_suffix(example).is_some_and(|sub| sub.is_empty() || sub.ends_with('.')))
}

pub(super) fn findings(settings: &Settings, standing: &Standing) -> Vec<Finding> {
    let mut findings = Vec::new();
    let api = standing.outputs.get("ApiUrl").map_or("<ApiUrl>", String::as_str);
    let example = |name: &str| settings.get(name).filter(|value| value.split(',').any(is_example));
    if let Some(url) = example("StoreUrl") {
        let what = format!("StoreUrl is {url}: the links in mails lead nowhere");
        let remedy = format!("deploy with StoreUrl=<your storefront's origin>, or StoreUrl={api} while there is none");
        findings.push(Finding::missing(what, remedy));
    }
    if let Some(from) = example("MailFrom") {
        let what = format!("MailFrom is {from}, in whose name SES sends for nobody");
        findings.push(Finding::missing(
            what,
            "deploy with MailFrom=<address> and MailIdentity=<its domain, verified in SES>",
        ));
    }
    if let Some(origins) = example("CorsOrigins") {
        let what = format!("CorsOrigins is {origins}: browsers let no page of yours call the API");
        findings.push(Finding::advised(what, "deploy with CorsOrigins=<origins of your pages, with commas between>"));
    }
    if let (Some(from), Some(identity)) = (settings.get("MailFrom"), settings.get("MailIdentity"))
        && !covers(identity, from)
    {
        let what = format!("MailIdentity {identity} does not cover MailFrom {from}: every mail is refused");
        findings
            .push(Finding::missing(what, "deploy with the domain of MailFrom, or the address itself, as MailIdentity"));
    }
    if settings.get("DeletionProtection") == Some("false") {
        let what = "the table can be deleted: DeletionProtection is false";
        findings.push(Finding::advised(what, "deploy with DeletionProtection=true, now that the stack stands"));
    }
    findings
}

/// Whether an identity of SES is that of an address, or of a domain above it.
fn covers(identity: &str, address: &str) -> bool {
    let (identity, address) = (identity.to_ascii_lowercase(), address.to_ascii_lowercase());
    if identity.contains('@') {
        return identity == address;
    }
    let domain = address.rsplit('@').next().unwrap_or_default();
    domain.strip_suffix(&identity).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_known_in_origins_addresses_and_lists() {
        for example in
            ["https://shop.example.com", "shop@example.com", "example.com", "https://dev.shop.example.org:8443"]
        {
            assert!(is_example(example), "{example}");
        }
        for own in
            ["https://myexample.com", "https://example.com.evil.test", "ana@lamps.example.de", "http://localhost:*"]
        {
            assert!(!is_example(own), "{own}");
        }
    }

    #[test]
    fn a_domain_covers_its_addresses_and_those_below_it() {
        for (identity, address) in [
            ("lamps.test", "shop@lamps.test"),
            ("lamps.test", "a@mail.Lamps.test"),
            ("Shop@lamps.test", "shop@lamps.test"),
        ] {
            assert!(covers(identity, address), "{identity} {address}");
        }
        for (identity, address) in [("lamps.test", "shop@otherlamps.test"), ("ana@lamps.test", "shop@lamps.test")] {
            assert!(!covers(identity, address), "{identity} {address}");
        }
    }
}
