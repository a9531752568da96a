//! Mails about reviews.

use domain::notifications::message::EmailMessage;
use domain::reviews::message;
use domain::reviews::review::{Review, ReviewStatus};
use events::domain_event::read;
use events::{ReviewApproved, ReviewRejected};
use kernel::id::ReviewId;
use runtime::WorkFault;

use super::TemplateContext;
use super::identity::user;

mails! {
    ReviewApproved => approved,
    ReviewRejected => rejected,
}

/// Tells that everybody sees it, unless that is over.
async fn approved(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: ReviewApproved = read(template.event)?;
    if review(template, told.review, ReviewStatus::Approved).await?.is_none() {
        return Ok(None);
    }
    let Some(author) = user(template, told.author).await? else { return Ok(None) };
    Ok(Some(message::review_approved(&author.email, &template.links.entrance(), template.shop)))
}

/// Tells why it is not shown, unless it was changed meanwhile.
async fn rejected(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: ReviewRejected = read(template.event)?;
    let Some(review) = review(template, told.review, ReviewStatus::Rejected).await? else { return Ok(None) };
    let Some(author) = user(template, told.author).await? else { return Ok(None) };
    Ok(Some(message::review_rejected(&author.email, &review, &template.links.entrance(), template.shop)))
}

/// The review, if it still stands where the mail says; its author may have deleted it.
async fn review(
    template: TemplateContext<'_>,
    id: ReviewId,
    status: ReviewStatus,
) -> Result<Option<Review>, WorkFault> {
    let found = template.context.store.reviews().by_id(id).await?.map(table::Stored::into_value);
    Ok(found.filter(|review| review.status == status))
}
