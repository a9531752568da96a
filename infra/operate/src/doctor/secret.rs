//! The secret: whether it is there, whole, and what the functions have.

use aws_sdk_secretsmanager::primitives::DateTime;
use gateways::payment::stripe::keys;
use runtime::Config;
use serde_json::{Map, Value};

use super::aws::{Aws, Refused};
use super::finding::Finding;
use super::settings::Settings;
use super::stack::Standing;
use crate::secrets::stripe::{WEBHOOK_SECRETS, faults_in};

/// What the template resolves of it, besides the payment provider's keys.
pub(super) const MEMBERS: [&str; 4] = ["LINK_KEY", "CURSOR_KEY", "SIGNING_KEY", "VERIFYING_KEYS"];
/// Where Stripe answers if no parameter says otherwise.
const STRIPE: &str = "https://api.stripe.com";

/// What is wrong with the secret of this name; and the account that it is in, if it is there.
pub(super) async fn findings(
    aws: &Aws,
    name: &str,
    settings: &Settings,
    standing: Option<&Standing>,
) -> (Vec<Finding>, Option<String>) {
    let told = match aws.secrets.get_secret_value().secret_id(name).send().await.map_err(Refused::of) {
        Ok(told) => told,
        Err(refused) if refused.is_missing() => {
            let what = format!("there is no secret {name}: CloudFormation makes no function without it");
            return (vec![Finding::missing(what, create(name))], None);
        }
        Err(refused) => {
            let what = format!("the secret {name}");
            return (vec![Finding::unknown(&what, &refused.reason, "secretsmanager:GetSecretValue")], None);
        }
    };
    let account = told.arn().and_then(|arn| arn.split(':').nth(4)).map(str::to_owned);
    let Some(secret) = told.secret_string().and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok())
    else {
        let what = format!("the secret {name} is no JSON object");
        return (vec![Finding::missing(what, create(name))], account);
    };
    let mut findings = judge(name, &secret, settings.get("StripeBaseUrl").unwrap_or(STRIPE));
    let changed = told.created_date().map(DateTime::secs);
    if let (Some(changed), Some(deployed)) = (changed, standing.and_then(|standing| standing.deployed_at))
        && changed > deployed
    {
        let what =
            format!("the secret {name} was changed after the last deployment, and no function has the new values");
        let remedy = "put them into a secret of another name and deploy with SecretName=<that name>: infra/runbook.md, Rotate a key";
        findings.push(Finding::advised(what, remedy));
    }
    (findings, account)
}

/// How to make it.
fn create(name: &str) -> String {
    format!(
        "souk secrets --stripe-secret-key <sk_…> --stripe-publishable-key <pk_…> | \
         aws secretsmanager create-secret --name {name} --secret-string file:///dev/stdin"
    )
}

/// What is wrong with the members of a secret, where payments are asked for at `provider`.
fn judge(name: &str, secret: &Map<String, Value>, provider: &str) -> Vec<Finding> {
    let member = |name: &str| secret.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let lacking: Vec<&str> = MEMBERS.into_iter().filter(|member_name| member(member_name).is_none()).collect();
    let mut findings = Vec::new();
    if !lacking.is_empty() {
        let what = format!("the secret {name} lacks {}", lacking.join(", "));
        findings.push(Finding::missing(
            what,
            "take those members from what `souk secrets` prints, into a secret of another name",
        ));
    }
    let variables = MEMBERS.iter().filter_map(|name| Some(((*name).to_owned(), member(name)?.to_owned())));
    if let Err(fault) = runtime::settings(&Config::from(variables.collect::<std::collections::BTreeMap<_, _>>())) {
        let what = format!("with the secret {name} no function starts: {fault}");
        findings
            .push(Finding::missing(what, "make a whole one with `souk secrets`; see infra/runbook.md, Rotate a key"));
    }
    if !keys::is_stripes_own(provider) {
        return findings;
    }
    for (member, fault) in faults_in(secret) {
        let what = format!("{member} of the secret {name}: {fault}");
        findings.push(if member == WEBHOOK_SECRETS {
            let what = format!("{what}; until then payments are noticed by schedule alone, minutes later");
            Finding::advised(what, "infra/runbook.md, Tell Stripe where the shop is")
        } else {
            let remedy = "souk secrets stripe --stripe-secret-key <sk_…> --stripe-publishable-key <pk_…>: infra/runbook.md, Rotate a key";
            Finding::missing(format!("{what}; nobody can pay"), remedy)
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use runtime::ids::SystemIds;

    use super::*;
    use crate::secrets::generate;
    use crate::secrets::stripe::AccountKeys;

    const REST: &str = "51Nb0d9aA7s6X5c4V3b2N1m0";

    fn object(secrets: emulator::template::Secrets) -> Map<String, Value> {
        secrets.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    fn whole() -> Map<String, Value> {
        let keys = AccountKeys {
            secret: Some(format!("sk_test_{REST}")),
            publishable: Some(format!("pk_test_{REST}")),
            webhook: Some(format!("whsec_{REST}")),
        };
        object(crate::secrets::generate_with(&SystemIds, keys.members(&SystemIds).unwrap()).unwrap())
    }

    fn told(secret: &Map<String, Value>, provider: &str) -> String {
        let findings = judge("souk", secret, provider);
        let lines = findings.iter().map(|finding| format!("{}: {}", finding.weight.as_str(), finding.what));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_whole_secret_is_well() {
        assert_eq!(told(&whole(), STRIPE), "");
        let simulated = object(generate(&SystemIds).unwrap());
        assert_eq!(told(&simulated, "http://127.0.0.1:3001"), "", "a simulator's keys are good at a simulator");
    }

    #[test]
    fn simulated_keys_are_missing_ones_where_stripe_is_asked() {
        let told = told(&object(generate(&SystemIds).unwrap()), STRIPE);
        assert_eq!(told.matches("missing: STRIPE_").count(), 2, "{told}");
        assert_eq!(told.matches("advised: STRIPE_WEBHOOK_SECRETS").count(), 1, "{told}");
        assert!(!told.contains("sk_test_simulated"), "{told}");
    }

    #[test]
    fn what_no_function_starts_with_is_told_by_name() {
        for member in MEMBERS {
            let mut secret = whole();
            secret.remove(member);
            assert!(told(&secret, STRIPE).contains(&format!("lacks {member}")), "{member}");
        }
        let mut secret = whole();
        secret.insert("LINK_KEY".to_owned(), Value::from("not hex"));
        assert!(told(&secret, STRIPE).contains("no function starts: the environment variable LINK_KEY"));
        let mut secret = whole();
        secret.insert("VERIFYING_KEYS".to_owned(), whole()["VERIFYING_KEYS"].clone());
        assert!(told(&secret, STRIPE).contains("no function starts: the environment variable SIGNING_KEY"));
    }
}
