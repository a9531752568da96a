//! What people tell about themselves.

mod address_book;
mod preferences;

use testkit::world::an_address;

use crate::cast::Cast;

/// What paths of what people keep about themselves name.
pub(crate) async fn value_for(cast: &Cast<'_>, _path: &str, variable: &str) -> Option<String> {
    match variable {
        "address_id" => Some(cast.address().await),
        _ => None,
    }
}

impl Cast<'_> {
    /// An address of Ana's book, added now.
    async fn address(&self) -> String {
        let ana = self.ana_again().await;
        ana.post("/v1/me/addresses", an_address()).await.expect(201).text("/id").to_owned()
    }
}
