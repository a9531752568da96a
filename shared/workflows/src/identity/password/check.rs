//! Password policy. Somebody chooses a password: may it protect their account?

use context::Context;
use context::metric::Metric;
use context::password::{Password, UnfitPassword};
use domain::identity::user::PasswordFault;
use gateways::breach::Exposure;
use kernel::email::Email;

/// Refuses a password that may not protect the account of `email`: by rule, or because thieves have it.
///
/// Where the lists of stolen passwords do not answer, the password is let pass: a shop whose neighbour is down still opens
/// accounts. The log and a metric tell of it.
pub(crate) async fn check_password(cx: &Context, password: &Password, email: &Email) -> Result<(), UnfitPassword> {
    password.check(email)?;
    let Some(lists) = &cx.gateways.breaches else { return Ok(()) };
    match lists.find(password.as_str()).await {
        Ok(Exposure::Unknown) => Ok(()),
        Ok(Exposure::Breached) => Err(UnfitPassword(PasswordFault::Breached)),
        Err(fault) => {
            tracing::warn!(error = %fault, "a password was not looked for among the stolen ones");
            Metric::BREACH_LOOK_UPS_FAILED.put_whole(1, cx.now);
            Ok(())
        }
    }
}
