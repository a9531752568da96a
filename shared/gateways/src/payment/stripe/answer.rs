//! What Stripe's answers mean to us, <https://docs.stripe.com/error-low-level>.

use http::{HeaderMap, StatusCode, header};
use reqwest::Response;
use serde::de::DeserializeOwned;

use super::super::{GatewayFault, ProviderPayment, ProviderRefundState};
use super::{attached, lost, units, wire};

/// The object of a 2xx answer, or what went wrong.
pub(super) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, GatewayFault> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(|error| lost(&error))?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| unreadable("body"));
    }
    let error = serde_json::from_slice::<wire::ErrorBody>(&body).unwrap_or_default().error;
    tracing::warn!(
        provider.name = "stripe",
        provider.status = status.as_u16(),
        provider.kind = error.kind.as_deref(),
        provider.code = error.code.as_deref(),
        provider.param = error.param.as_deref(),
        provider.request_id = headers.get("request-id").and_then(|id| id.to_str().ok()),
        "the payment provider refused"
    );
    Err(fault(status, &headers, &error))
}

/// The meaning of a refusal.
fn fault(status: StatusCode, headers: &HeaderMap, error: &wire::ErrorObject) -> GatewayFault {
    let code = || error.reason().or_else(|| error.kind.clone()).unwrap_or_else(|| status.as_u16().to_string());
    match status {
        StatusCode::PAYMENT_REQUIRED => GatewayFault::Declined { code: code() },
        StatusCode::TOO_MANY_REQUESTS => GatewayFault::Unavailable { retry_after: retry_after(headers) },
        // A request with the same key is still running: what became of it is not known yet.
        StatusCode::CONFLICT => GatewayFault::Timeout,
        // Stripe calls 5xx indeterminate: the work may have been done.
        _ if status.is_server_error() || status == StatusCode::FAILED_DEPENDENCY => GatewayFault::Timeout,
        _ => GatewayFault::Invalid { code: code() },
    }
}

fn retry_after(headers: &HeaderMap) -> Option<u32> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// A `PaymentIntent` in our terms.
pub(super) fn payment(intent: wire::PaymentIntent) -> Result<ProviderPayment, GatewayFault> {
    let money =
        |amount| units::from_stripe(amount, &intent.currency).map_err(|units::Unrepresentable| unreadable("amount"));
    Ok(ProviderPayment {
        reference: intent.id.parse().map_err(|_| unreadable("id"))?,
        status: intent.provider_status(),
        amount: money(intent.amount)?,
        amount_captured: money(intent.amount_received)?,
        amount_refunded: money(intent.amount_refunded())?,
        order: attached(&intent.metadata, "order_id"),
        payment: attached(&intent.metadata, "payment_id"),
        order_version: intent.metadata.get("order_version").cloned(),
        client_secret: intent.client_secret,
    })
}

/// A Refund in our terms.
pub(super) fn refund(refund: &wire::Refund) -> Result<ProviderRefundState, GatewayFault> {
    Ok(ProviderRefundState {
        reference: refund.id.parse().map_err(|_| unreadable("id"))?,
        status: refund.provider_status(),
        amount: units::from_stripe(refund.amount, &refund.currency)
            .map_err(|units::Unrepresentable| unreadable("amount"))?,
    })
}

/// The work was done, and its answer says nothing we understand.
fn unreadable(part: &str) -> GatewayFault {
    tracing::error!(provider.name = "stripe", provider.part = part, "the payment provider's answer cannot be read");
    GatewayFault::Timeout
}

#[cfg(test)]
mod tests {
    use super::super::super::{ProviderRefundStatus, ProviderStatus};
    use super::*;

    fn intent(status: &str) -> wire::PaymentIntent {
        let text = format!(
            r#"{{"id":"pi_1","amount":1999,"amount_received":0,"currency":"usd","status":"{status}",
               "latest_charge":{{"amount_refunded":500}},"last_payment_error":{{"code":"card_declined","decline_code":"lost_card"}},
               "metadata":{{"order_id":"ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3","order_version":"2"}},"client_secret":"pi_1_secret_2"}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn an_unknown_status_is_never_captured() {
        let known = payment(intent("requires_capture")).unwrap();
        assert_eq!(known.status, ProviderStatus::RequiresCapture);
        let new = payment(intent("requires_reauthorization")).unwrap();
        assert_eq!(new.status, ProviderStatus::Unknown("requires_reauthorization".to_owned()));
    }

    #[test]
    fn a_payment_carries_what_we_attached() {
        let read = payment(intent("requires_payment_method")).unwrap();
        assert_eq!(read.order.map(|order| order.to_string()).as_deref(), Some("ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"));
        assert_eq!((read.payment, read.order_version.as_deref()), (None, Some("2")));
        assert_eq!(read.amount_refunded.minor(), 500);
        let declined = ProviderStatus::RequiresPaymentMethod { last_error: Some("lost_card".to_owned()) };
        assert_eq!(read.status, declined);
        assert!(!format!("{read:?}").contains("secret_2"));
    }

    #[test]
    fn a_refund_in_an_unknown_status_is_pending() {
        let read = |status: &str| {
            let text = format!(r#"{{"id":"re_1","amount":5,"currency":"usd","status":{status}}}"#);
            refund(&serde_json::from_str(&text).unwrap()).unwrap().status
        };
        assert_eq!(read("\"succeeded\""), ProviderRefundStatus::Succeeded);
        assert_eq!(read("\"failed\""), ProviderRefundStatus::Failed { reason: None });
        assert_eq!(read("\"requires_action\""), ProviderRefundStatus::Pending);
        assert_eq!(read("null"), ProviderRefundStatus::Pending);
    }

    #[test]
    fn refusals_say_whether_something_may_have_happened() {
        let meaning = |status: u16, code: Option<&str>| {
            let error = wire::ErrorObject { code: code.map(str::to_owned), ..Default::default() };
            fault(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), &error)
        };
        assert_eq!(meaning(402, Some("expired_card")), GatewayFault::Declined { code: "expired_card".to_owned() });
        assert_eq!(
            meaning(400, Some("amount_too_small")),
            GatewayFault::Invalid { code: "amount_too_small".to_owned() }
        );
        assert_eq!(meaning(404, None), GatewayFault::Invalid { code: "404".to_owned() });
        assert_eq!(meaning(429, None), GatewayFault::Unavailable { retry_after: None });
        for unknown in [409, 424, 500, 502, 503, 504] {
            assert_eq!(meaning(unknown, None), GatewayFault::Timeout, "{unknown}");
        }
    }
}
