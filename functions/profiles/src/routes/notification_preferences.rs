//! What the caller wants to be told.

use domain::profiles::notification_preferences::{Channels, NotificationPreferences};
use serde::{Deserialize, Serialize};
use store::profiles::notification_preferences::NotificationPreferencesRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, IfMatch, Reply, ValidJson, Versioned};
use workflows::profiles::preference::save_preference;

/// What somebody wants to be told, kind by kind and way by way.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationsRequest {
    /// Confirmations, cancellations and refunds; mails about them cannot be turned off.
    orders: Channels,
    /// New passwords, new addresses, log-ins from elsewhere; mails about them cannot be turned off.
    account: Channels,
    /// Where a parcel is.
    shipping: Channels,
    /// Carts that wait, and what is in stock again.
    reminders: Channels,
    /// Offers and news.
    marketing: Channels,
}

/// What somebody is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationsView {
    /// Confirmations, cancellations and refunds.
    orders: Channels,
    /// New passwords, new addresses, log-ins from elsewhere.
    account: Channels,
    /// Where a parcel is.
    shipping: Channels,
    /// Carts that wait, and what is in stock again.
    reminders: Channels,
    /// Offers and news.
    marketing: Channels,
    /// Rises with every change; 0 as long as nothing was said.
    version: u64,
}

fn view(told: &NotificationPreferences, version: u64) -> Versioned<NotificationsView> {
    let NotificationPreferences { orders, account, shipping, reminders, marketing, .. } = *told;
    Versioned { version, body: NotificationsView { orders, account, shipping, reminders, marketing, version } }
}

/// Get the notification preferences.
#[utoipa::path(get, path = "/v1/me/notification-preferences", tag = "profile",
    operation_id = "get_notification_preferences",
    responses((status = 200, body = NotificationsView, headers(("ETag" = String)))))]
pub async fn get_notification_preferences(
    cx: Cx,
    Customer(principal): Customer,
) -> Reply<Versioned<NotificationsView>> {
    let stored = cx.store.notifications().of(principal.user).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    let usual = || NotificationPreferences::usual(principal.user);
    Ok(view(&stored.map_or_else(usual, Stored::into_value), version))
}

/// Set the notification preferences.
#[utoipa::path(put, path = "/v1/me/notification-preferences", tag = "profile", operation_id = "update_notification_preferences",
    request_body = NotificationsRequest, params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = NotificationsView, headers(("ETag" = String)))))]
pub async fn update_notification_preferences(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    ValidJson(body): ValidJson<NotificationsRequest>,
) -> Reply<Versioned<NotificationsView>> {
    let NotificationsRequest { orders, account, shipping, reminders, marketing } = body;
    let wanted = NotificationPreferences { user: principal.user, orders, account, shipping, reminders, marketing };
    wanted.check()?;
    let stored = save_preference::<NotificationPreferencesRecord>(&cx, wanted, if_match.version()?).await?;
    Ok(view(&stored, stored.version()))
}
