//! The account: what AWS keeps from new ones, and lifts when asked.

use aws_sdk_servicequotas::types::ServiceQuota;

use super::aws::{Aws, Refused};
use super::finding::Finding;
use super::settings::Settings;

/// The quota of executions at once of all functions of an account in a region
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const EXECUTIONS: &str = "L-B99A9384";
/// What every account once began with; new ones have ten.
const USUAL: f64 = 1000.0;
/// What Lambda wants to keep beside what a function reserves.
const UNRESERVED: f64 = 100.0;
/// What SNS spends on texts in a month unless it is asked for more, in US dollars.
const USUAL_SPENDING: &str = "1";

/// Whether mails are sent: to everybody, and in the shop's name.
pub(super) async fn mail(aws: &Aws, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    match aws.ses.get_account().send().await.map_err(Refused::of) {
        Ok(account) => {
            if !account.production_access_enabled() {
                let what = "SES is in its sandbox: mails go to verified addresses alone, 200 a day";
                let remedy = "ask for production access: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html";
                findings.push(Finding::missing(what, remedy));
            }
            if !account.sending_enabled() {
                let what = format!(
                    "SES sends nothing for this account ({})",
                    account.enforcement_status().unwrap_or("paused")
                );
                findings.push(Finding::missing(
                    what,
                    "see the reputation page of SES's console, and the mails of AWS to you",
                ));
            }
        }
        Err(refused) => findings.push(Finding::unknown("the sandbox of SES", &refused.reason, "ses:GetAccount")),
    }
    let Some(identity) = settings.get("MailIdentity") else { return findings };
    let verify = "verify it: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html";
    match aws.ses.get_email_identity().email_identity(identity).send().await.map_err(Refused::of) {
        Ok(found) => {
            if !found.verified_for_sending_status() {
                findings.push(Finding::missing(format!("{identity} is not verified in SES: no mail is sent"), verify));
            }
            let signed = found
                .dkim_attributes()
                .and_then(|dkim| dkim.status())
                .is_some_and(|status| status.as_str() == "SUCCESS");
            if !signed && !identity.contains('@') {
                let what = format!("mails of {identity} are not signed (DKIM): many mailboxes refuse them");
                let remedy = "publish the CNAME records that SES shows: https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html";
                findings.push(Finding::advised(what, remedy));
            }
        }
        Err(refused) if refused.is_missing() => {
            findings.push(Finding::missing(format!("SES does not know {identity}: no mail is sent"), verify));
        }
        Err(refused) => {
            findings.push(Finding::unknown(
                &format!("the identity {identity}"),
                &refused.reason,
                "ses:GetEmailIdentity",
            ));
        }
    }
    findings
}

/// Whether codes are texted, as far as the shop wants that.
pub(super) async fn texts(aws: &Aws, settings: &Settings) -> Vec<Finding> {
    if settings.get("SmsHourlyBudget") == Some("0") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let none = "or deploy with SmsHourlyBudget=0, if the shop is to text nobody";
    match aws.sns.get_sms_sandbox_account_status().send().await.map_err(Refused::of) {
        Ok(status) if status.is_in_sandbox() => {
            let what = "SNS is in its SMS sandbox: codes are texted to verified numbers alone";
            let remedy = format!(
                "leave it: https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox-moving-to-production.html; {none}"
            );
            findings.push(Finding::advised(what, remedy));
        }
        Ok(_) => {}
        Err(refused) => {
            findings.push(Finding::unknown(
                "the SMS sandbox of SNS",
                &refused.reason,
                "sns:GetSMSSandboxAccountStatus",
            ));
        }
    }
    match aws.sns.get_sms_attributes().attributes("MonthlySpendLimit").send().await.map_err(Refused::of) {
        Ok(told) => {
            let limit = told.attributes().and_then(|attributes| attributes.get("MonthlySpendLimit"));
            if limit.is_none_or(|limit| limit == USUAL_SPENDING) {
                let what = "SNS spends $1 a month on texts, some ten to a hundred of them, and no more";
                let remedy = format!(
                    "raise it: https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html; {none}"
                );
                findings.push(Finding::advised(what, remedy));
            }
        }
        Err(refused) => findings.push(Finding::unknown("what texts may cost", &refused.reason, "sns:GetSMSAttributes")),
    }
    findings
}

/// Whether functions may run often enough at once.
pub(super) async fn executions(aws: &Aws, settings: &Settings) -> Vec<Finding> {
    let asked = aws.quotas.get_service_quota().service_code("lambda").quota_code(EXECUTIONS).send().await;
    let quota = match asked.map_err(Refused::of) {
        Ok(told) => told.quota().and_then(ServiceQuota::value),
        Err(refused) => {
            return vec![Finding::unknown("Lambda's quota", &refused.reason, "servicequotas:GetServiceQuota")];
        }
    };
    let Some(quota) = quota else { return Vec::new() };
    let ask = format!(
        "aws service-quotas request-service-quota-increase --service-code lambda --quota-code {EXECUTIONS} --desired-value 1000"
    );
    let reserved: f64 = settings.get("IdentityConcurrency").and_then(|text| text.parse().ok()).unwrap_or_default();
    if reserved > 0.0 && quota - reserved < UNRESERVED {
        let what = format!(
            "IdentityConcurrency reserves {reserved} of {quota} executions, and Lambda wants {UNRESERVED} left"
        );
        return vec![Finding::missing(what, format!("deploy with IdentityConcurrency=0, or {ask}"))];
    }
    if quota < USUAL {
        let what = format!(
            "all functions together run {quota} times at once, where {USUAL} are usual: whatever exceeds that is refused"
        );
        return vec![Finding::advised(what, ask)];
    }
    Vec::new()
}
