//! What paths of accounts, sessions and staff name.

use serde_json::json;

use super::Cast;
use crate::actor::Customer;

/// The telephone number of Ana, whose things the paths name.
pub const OWN_PHONE: &str = "+4915112345678";

pub(super) async fn value_for(cast: &Cast<'_>, _path: &str, variable: &str) -> Option<String> {
    match variable {
        "session_id" => Some(cast.session().await),
        "challenge_id" => Some(cast.challenge(&cast.ana_again().await, OWN_PHONE).await),
        "user_id" => Some(cast.seller.to_string()),
        "invitation_id" => Some(cast.invitation("offered@example.com").await),
        _ => None,
    }
}

impl Cast<'_> {
    /// A session of Ana's, begun now.
    async fn session(&self) -> String {
        self.ana_again().await;
        let sessions = self.world.store().sessions().of_user(self.ana.id).await.expect("a look-up");
        sessions.last().expect("a session").id.to_string()
    }

    /// A code that is texted now to `phone`, of `person`.
    pub async fn challenge(&self, person: &Customer<'_>, phone: &str) -> String {
        let asked = json!({ "phone": phone, "purpose": "verify_phone" });
        person.post("/v1/me/phone/challenges", asked).await.expect(202).text("/id").to_owned()
    }

    /// An invitation that waits to be accepted, sent now to `email`.
    pub async fn invitation(&self, email: &str) -> String {
        let admin = self.world.signed_in(self.admin.id).await;
        let offer = json!({ "email": email, "role": "seller" });
        admin.post("/v1/admin/invitations", offer).await.expect(201).text("/id").to_owned()
    }
}
