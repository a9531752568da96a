//! A password that just fitted is hashed anew, if the shop asks for another cost by now.

use context::Context;
use context::password::{HashFault, Password, hash_password};
use context::use_case_fault::UseCaseFault;
use store::identity::user::CredentialRecord;
use table::{Stored, TableFault, Tx, TxFault};

/// The credential of whoever logged in with `password`: that of before, or the one at today's cost that replaced it.
///
/// Only now is the password known, so only now can it be hashed. Nobody is kept out for it: if it fails, or if somebody
/// else changed the credential meanwhile, what was read before stands, and the next log-in tries again.
pub(crate) async fn rehash_password(
    cx: &Context,
    password: &Password,
    credential: Stored<CredentialRecord>,
) -> Stored<CredentialRecord> {
    if cx.settings.password_cost.made(&credential.hash) {
        return credential;
    }
    match replace(cx, password, &credential).await {
        Ok(Some(remade)) => remade,
        Ok(None) => credential,
        Err(fault) => {
            tracing::warn!(user.id = %credential.user, error = %fault, "the password of {} was not hashed anew", credential.user);
            credential
        }
    }
}

/// The credential as it is stored now; none if somebody else came first.
async fn replace(
    cx: &Context,
    password: &Password,
    credential: &Stored<CredentialRecord>,
) -> Result<Option<Stored<CredentialRecord>>, UseCaseFault<HashFault>> {
    let remade = credential.remade(hash_password(cx, password).await?);
    match Tx::<HashFault>::new().replace(credential, &remade).commit(cx.store.table()).await {
        Ok(()) => {}
        Err(TxFault::Stale | TxFault::Table(TableFault::Contended)) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    }
    let stored = cx.store.users().with_credential(remade.user).await?;
    Ok(stored.map(|(_, stored)| stored).filter(|stored| stored.is_password_of(credential)))
}
