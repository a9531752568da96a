//! Mails about money.

use kernel::money::Money;

use crate::notifications::email_template::EmailTemplate;
use crate::notifications::message::EmailMessage;
use crate::orders::order::Order;

/// Tells that a payment was declined and may be tried again.
pub fn payment_failed(order: &Order, link: &str, store_name: &str) -> EmailMessage {
    let by = order.pay_by.strftime("%H:%M UTC on %-d %B %Y");
    EmailTemplate::about(&format!("The payment for your order {} did not go through", order.number))
        .say(format!("Your payment of {} for order {} was declined.", order.totals.total.display(), order.number))
        .say(format!("We keep the goods for you until {by}: please try again, or use another card."))
        .link("See your order", link)
        .mail(&order.email, store_name)
}

/// Tells that money is back.
pub fn refund_completed(order: &Order, amount: Money, link: &str, store_name: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your refund for order {}", order.number))
        .say(format!("We have sent back {} for your order {}.", amount.display(), order.number))
        .say("It goes to the card or account that you paid with, and may take some days to arrive.")
        .link("See your order", link)
        .mail(&order.email, store_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{order, usd};
    use crate::notifications::message::tests::tells_its_link_and_the_shop;

    const LINK: &str = "https://shop.example/orders/1?token=a&b=c";

    #[test]
    fn every_mail_holds_its_link_and_the_name_of_the_shop() {
        let order = order();
        tells_its_link_and_the_shop(
            LINK,
            &[payment_failed(&order, LINK, "Souk & Sons"), refund_completed(&order, usd(500), LINK, "Souk & Sons")],
        );
    }

    #[test]
    fn a_declined_payment_says_until_when_the_goods_are_kept() {
        assert!(payment_failed(&order(), LINK, "Souk").text.contains("until 12:15 UTC on 1 January 2026"));
    }
}
