//! Mails about reviews.

use kernel::email::Email;

use super::review::Review;
use crate::notifications::email_template::EmailTemplate;
use crate::notifications::message::EmailMessage;

/// Tells an author that everybody sees their review; `link` leads to the shop.
pub fn review_approved(to: &Email, link: &str, store_name: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your review at {store_name} is published"))
        .say(format!("Thank you for your review at {store_name}. Everybody can read it now."))
        .link("Go to the shop", link)
        .mail(to, store_name)
}

/// Tells an author why their review is not shown, and what it said; `link` leads to the shop.
pub fn review_rejected(to: &Email, review: &Review, link: &str, store_name: &str) -> EmailMessage {
    let why = review.rejection.as_ref().map_or("It does not keep to our rules.", |reason| reason.as_str());
    EmailTemplate::about(&format!("Your review at {store_name} is not published"))
        .say(format!("We have read your review at {store_name} and do not publish it. The reason:"))
        .say(why)
        .say("You wrote:")
        .say(review.content.text.as_str())
        .say("You can change it; then we look at it again.")
        .link("Go to the shop", link)
        .mail(to, store_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::message::tests::tells_its_link_and_the_shop;
    use crate::reviews::review::tests::review;

    #[test]
    fn a_mail_tells_what_became_of_a_review_and_why() {
        let (to, link): (Email, _) = ("ana@example.com".parse().unwrap(), "https://shop.example/orders/1?token=a&b=c");
        let mut refused = review();
        refused.reject("an advertisement".parse().unwrap()).unwrap();
        let rejected = review_rejected(&to, &refused, link, "Souk & Sons");
        assert!(rejected.text.contains("an advertisement") && rejected.text.contains("Bright."), "{}", rejected.text);
        tells_its_link_and_the_shop(link, &[review_approved(&to, link, "Souk & Sons"), rejected]);
    }
}
