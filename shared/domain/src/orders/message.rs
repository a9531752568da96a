//! Mails about orders.

use crate::notifications::email_template::EmailTemplate;
use crate::notifications::message::EmailMessage;
use crate::orders::order::{CancelReason, Order, OrderPaymentStatus};
use crate::orders::order_item::{OrderItem, OrderItems};
use crate::profiles::address::Address;

/// Confirms an order that is paid or costs nothing; `link` shows it.
pub fn order_confirmation(order: &Order, lines: &OrderItems, link: &str, store_name: &str) -> EmailMessage {
    let paid = if order.payment.is_some() { "It is paid" } else { "There is nothing to pay" };
    let next = if order.shipping_method.is_some() { ", and we are getting it ready." } else { "." };
    let mail = EmailTemplate::about(&format!("Your order {} at {store_name}", order.number))
        .say(format!("Thank you for your order {}. {paid}{next}", order.number))
        .table(lines.lines.iter().map(line).collect())
        .table(totals(order));
    let mail = match (&order.shipping_method, &order.shipping_address) {
        (Some(method), Some(address)) => mail.say(format!("{} to:\n{}", method.name, label(address))),
        _ => mail,
    };
    mail.link("See your order", link).mail(&order.email, store_name)
}

/// Tells that an order was called off, and what becomes of the money.
pub fn order_cancelled(order: &Order, link: &str, store_name: &str) -> EmailMessage {
    let why = match order.cancel_reason {
        Some(CancelReason::CustomerRequest) => "as you asked",
        Some(CancelReason::OutOfStock) => "because it was sold out before your payment arrived",
        Some(CancelReason::PaymentRefused) => "because the payment provider does not take payments for it",
        Some(CancelReason::Replaced) => "because you checked out again",
        Some(CancelReason::StaffRequest) | None => "by us",
    };
    let money = match order.payment_status {
        OrderPaymentStatus::Paid | OrderPaymentStatus::Refunding => {
            format!("We are sending back the {} that you paid.", order.totals.total.display())
        }
        OrderPaymentStatus::Refunded => {
            format!("We have sent back the {} that you paid.", order.totals.total.display())
        }
        OrderPaymentStatus::None
        | OrderPaymentStatus::Pending
        | OrderPaymentStatus::Authorized
        | OrderPaymentStatus::Voided
        | OrderPaymentStatus::Failed => "You have not been charged.".to_owned(),
    };
    EmailTemplate::about(&format!("Your order {} is cancelled", order.number))
        .say(format!("Your order {} was cancelled {why}.", order.number))
        .say(money)
        .link("See your order", link)
        .mail(&order.email, store_name)
}

/// Tells that nobody paid for an order in time.
pub fn order_expired(order: &Order, link: &str, store_name: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your order {} has expired", order.number))
        .say(format!("Your order {} was not paid in time, so we have put its goods back on the shelf.", order.number))
        .say("You have not been charged.")
        .link("See your order", link)
        .mail(&order.email, store_name)
}

fn line(line: &OrderItem) -> (String, String) {
    let only = line.variant_title == crate::catalog::variant::DEFAULT_TITLE;
    let name = if only { line.title.clone() } else { format!("{} ({})", line.title, line.variant_title) };
    (format!("{} × {name}", line.quantity.get()), line.subtotal.display())
}

fn totals(order: &Order) -> Vec<(String, String)> {
    let totals = &order.totals;
    let rounding = Some(("Rounding", totals.rounding)).filter(|(_, rounding)| rounding.minor() != 0);
    [("Subtotal", totals.subtotal), ("Shipping", totals.shipping), ("Tax", totals.tax)]
        .into_iter()
        .chain(rounding)
        .chain([("Total", totals.total)])
        .map(|(label, amount)| (label.to_owned(), amount.display()))
        .collect()
}

/// An address as it stands on a parcel.
fn label(address: &Address) -> String {
    let place = [address.city.as_ref().map(AsRef::as_ref), address.region.as_ref().map(AsRef::as_ref)];
    let place = place.into_iter().chain([address.postal_code.as_ref().map(AsRef::as_ref)]);
    let place = place.flatten().collect::<Vec<&str>>().join(" ");
    let lines = [
        Some(address.name.as_str()),
        Some(address.line1.as_str()),
        address.line2.as_ref().map(AsRef::as_ref),
        Some(place.as_str()).filter(|place| !place.is_empty()),
        Some(address.country.name()),
    ];
    lines.into_iter().flatten().collect::<Vec<&str>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{order, order_items};
    use crate::notifications::message::tests::tells_its_link_and_the_shop;

    const LINK: &str = "https://shop.example/orders/1?token=a&b=c";

    #[test]
    fn a_confirmation_tells_everything_that_was_bought() {
        let mut order = order();
        order.shipping_address.as_mut().unwrap().line2 = Some("Door <2>".parse().unwrap());
        let mail = order_confirmation(&order, &order_items(), LINK, "Souk");
        assert_eq!(mail.to, order.email);
        assert!(mail.subject.contains(&order.number));
        for part in [
            "2 × Ocean <Blue> Shirt (Small / Red): 100.00 USD",
            "Shipping: 4.99 USD",
            "Tax: 9.32 USD",
            "Total: 114.31 USD",
            "Door <2>",
            LINK,
        ] {
            assert!(mail.text.contains(part), "{part} in {}", mail.text);
        }
        for part in ["Ocean &lt;Blue&gt; Shirt", "114.31 USD", "Door &lt;2&gt;<br>", "token=a&amp;b=c"] {
            assert!(mail.html.contains(part), "{part} in {}", mail.html);
        }
    }

    #[test]
    fn a_confirmation_of_what_is_neither_paid_nor_sent_speaks_of_neither() {
        let mut order = order();
        (order.payment, order.provider, order.shipping_method, order.shipping_address) = (None, None, None, None);
        order.payment_status = OrderPaymentStatus::None;
        let mail = order_confirmation(&order, &order_items(), LINK, "Souk");
        assert!(mail.text.contains("There is nothing to pay.") && !mail.text.contains("Ferry Street"), "{}", mail.text);
        assert!(!mail.text.contains("It is paid") && !mail.text.contains(" to:"), "{}", mail.text);
    }

    #[test]
    fn a_cancelled_order_says_what_becomes_of_the_money() {
        let mut order = order();
        order.cancel_reason = Some(CancelReason::CustomerRequest);
        assert!(order_cancelled(&order, LINK, "Souk").text.contains("You have not been charged."));
        order.payment_status = OrderPaymentStatus::Refunding;
        let mail = order_cancelled(&order, LINK, "Souk");
        assert!(mail.text.contains("as you asked") && mail.text.contains("sending back the 114.31 USD"));
    }

    #[test]
    fn every_mail_holds_its_link_and_the_name_of_the_shop() {
        let order = order();
        tells_its_link_and_the_shop(
            LINK,
            &[
                order_confirmation(&order, &order_items(), LINK, "Souk & Sons"),
                order_cancelled(&order, LINK, "Souk & Sons"),
                order_expired(&order, LINK, "Souk & Sons"),
            ],
        );
    }
}
