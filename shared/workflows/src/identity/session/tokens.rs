//! What the holder of a session carries.

use std::fmt;

use context::Context;
use context::access_token::Principal;
use context::use_case_fault::UseCaseFault;
use domain::identity::session::RefreshToken;
use domain::identity::user::Role;

/// A pair of tokens: one that shows who asks, for minutes, and one that gets the next pair, once.
#[derive(Clone, PartialEq)]
pub struct SessionTokens {
    /// A JWT for the `Authorization` header.
    pub access: String,
    /// How long it is good, in seconds.
    pub access_seconds: i64,
    /// Gets the next pair.
    pub refresh: String,
}

/// Tokens stay out of logs.
impl fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionTokens").field("access_seconds", &self.access_seconds).finish_non_exhaustive()
    }
}

impl SessionTokens {
    /// A fresh access token for a user of `role`, beside `refresh`.
    pub(crate) fn sign<F>(cx: &Context, role: Role, refresh: &RefreshToken) -> Result<Self, UseCaseFault<F>> {
        let principal = Principal { user: refresh.user, role, session: refresh.session };
        let id = cx.ids.ulid(cx.now).to_string();
        let (access, access_seconds) = cx.settings.signer()?.sign(principal, &id, cx.now)?;
        Ok(Self { access, access_seconds, refresh: refresh.format(cx.settings.link_key()?) })
    }
}
