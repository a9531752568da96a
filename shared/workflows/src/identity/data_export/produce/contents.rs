//! Data export (GDPR Art. 15, 20), the contents. What stands in an archive: everything that the shop knows about one
//! person, and nothing about another.

use context::Context;
use domain::audit::record::AuditEntry;
use kernel::id::UserId;
use serde::Serialize;
use serde_json::{Value, json};
use table::TableFault;

/// The most entries of the audit that are shown of each kind: those of a member of staff are many.
const MOST_AUDITED: u16 = 10_000;

/// Members of an order that are stored under older names than they have on the wire.
const RENAMED: &[(&str, &str)] = &[("address", "shipping_address"), ("fulfilment_status", "fulfillment_status")];

/// One file of an archive.
pub(super) struct File {
    /// Its name, without an ending.
    pub(super) name: &'static str,
    /// What is in it, for the person to read.
    pub(super) about: &'static str,
    /// What is in it.
    pub(super) value: Value,
}

/// The files about `user`.
pub(super) async fn of(cx: &Context, user: UserId) -> Result<Vec<File>, TableFault> {
    let told = cx.store.personal_data().of(user).await?;
    let mut files: Vec<File> = told
        .into_iter()
        .map(|told| File { name: told.file, about: told.about, value: Value::from(told.items) })
        .collect();
    // On the heap: orders with all that belongs to them are large, and every layer around would carry them along.
    files.extend(Box::pin(purchases(cx, user)).await?);
    files.push(reviews(cx, user).await?);
    files.push(audit(cx, user).await?);
    Ok(files)
}

/// What they wrote about goods.
async fn reviews(cx: &Context, user: UserId) -> Result<File, TableFault> {
    let written = cx.store.reviews().all_of_author(user).await?;
    let shown = written.iter().map(|review| shown(review, &["reports", "reported_at", "events"])).collect();
    Ok(File { name: "reviews", about: "What you wrote about products, and what became of it.", value: shown })
}

/// The orders with their lines, and the money that moved for them.
async fn purchases(cx: &Context, user: UserId) -> Result<[File; 3], TableFault> {
    let (mut orders, mut payments, mut refunds) = (Vec::new(), Vec::new(), Vec::new());
    for listed in cx.store.orders().all_of_customer(user).await? {
        let (store, id) = (&cx.store, listed.id);
        let (orders_of, payments_of, refunds_of) = (store.orders(), store.payments(), store.refunds());
        let (order, paid, returned) =
            tokio::try_join!(orders_of.by_id(id), payments_of.of_order(id), refunds_of.of_order(id))?;
        // The index may be behind: whose the order is, the order itself says.
        let Some(order) = order.filter(|order| order.head.customer == Some(user)) else { continue };
        let items: Vec<Value> = order.lines.lines.iter().map(|line| shown(line, &["allocations"])).collect();
        let head = renamed(shown(&*order.head, &["reservation", "events"]), RENAMED);
        orders.push(json!({ "order": head, "items": items }));
        payments.extend(paid.iter().map(|payment| shown(&**payment, &["attempts", "check_at", "events"])));
        refunds.extend(returned.iter().map(|refund| shown(&**refund, &[])));
    }
    let file = |name, about, values: Vec<Value>| File { name, about, value: Value::from(values) };
    Ok([
        file("orders", "What you ordered, where it was to go, and what it came to.", orders),
        file("payments", "How your orders were paid. The shop never knew the number of your card.", payments),
        file("refunds", "What you were given back.", refunds),
    ])
}

/// What the audit says of them.
async fn audit(cx: &Context, user: UserId) -> Result<File, TableFault> {
    let [by, about] = cx.store.audit().concerning(user, MOST_AUDITED).await?;
    let entries =
        |records: Vec<AuditEntry>| -> Vec<Value> { records.iter().map(|record| shown(record, &[])).collect() };
    Ok(File {
        name: "audit",
        about: "What the shop's audit says of you: what you did as far as it is audited, and what was done to your account.",
        value: json!({ "done_by_you": entries(by), "done_to_your_account": entries(about) }),
    })
}

/// A stored value as JSON, without the members that are the shop's own business.
fn shown(value: &impl Serialize, without: &[&str]) -> Value {
    // What came out of the table as JSON can go there again.
    let mut value = serde_json::to_value(value).unwrap_or_default();
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, _| !without.contains(&name.as_str()));
    }
    value
}

/// A value whose members have the names that they have on the wire.
fn renamed(mut value: Value, names: &[(&str, &str)]) -> Value {
    if let Some(members) = value.as_object_mut() {
        for (stored, name) in names {
            if let Some(member) = members.remove(*stored) {
                members.insert((*name).to_owned(), member);
            }
        }
    }
    value
}
