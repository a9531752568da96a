//! E-mail verification. Somebody follows the link of the confirmation mail.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::one_time_token::{TokenFault, TokenPurpose, token_hash, token_id, token_text};
use domain::identity::user::User;
use events::{EventContext, UserVerified, envelope};
use kernel::secret::{LinkKey, same_secret};
use store::identity::one_time_token::OneTimeTokenRecord;
use store::identity::user::UserRecord;
use table::idempotency::{Answer, Command};
use table::{Entity as _, Stored, Tx};

/// Confirms the address of the account that `text`, a mailed token, belongs to; a token works once.
pub async fn verify_email(
    cx: &Context,
    text: &str,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), UseCaseFault<TokenFault>> {
    check_genuine(cx.settings.link_key()?, text).map_err(UseCaseFault::Refused)?;
    let spent = || UseCaseFault::Refused(TokenFault::Spent);
    // A genuine token that is not there was used, or its time is over.
    let token = cx.store.tokens().by_hash(&token_hash(text)).await?.ok_or_else(spent)?;
    token.check(text, TokenPurpose::VerifyEmail, cx.now).map_err(UseCaseFault::Refused)?;
    cx.again(|| async {
        let (user, credential) = cx.store.users().with_credential(token.user).await?.ok_or_else(spent)?;
        let tx = Tx::new().once(command, answer).delete_existing(OneTimeTokenRecord::key(&token)).or(TokenFault::Spent);
        let tx = if user.email_verified {
            tx
        } else {
            // The password of the registration that this token was mailed for.
            let pending = cx.store.users().pending(token.user, token.id).await?;
            let chosen = pending.as_ref().map_or(&*credential, |pending| &pending.credential);
            let tx = confirm(cx, tx, &user).replace(&credential, chosen);
            pending.iter().fold(tx, Tx::delete)
        };
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Adds the confirmation of `user` to `tx`; whoever holds the token acts for them.
fn confirm(cx: &Context, tx: Tx<TokenFault>, user: &Stored<UserRecord>) -> Tx<TokenFault> {
    let verified = User { email_verified: true, ..(**user).clone() };
    let actor = user.id.to_string();
    let context = EventContext { actor: &actor, ..cx.event_context() };
    let event = envelope(&UserVerified { user: user.id }, user.id, next_event(user.version()), context);
    tx.replace(user, &verified).emit(&event)
}

/// The number of the event that the next write of a user's head keeps.
///
/// Every write of the head keeps exactly one event, so the head's version counts the user's events too.
pub(crate) fn next_event(version: u64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX).saturating_add(1)
}

/// Tells text that we once mailed from any other, without looking anything up.
pub(crate) fn check_genuine(key: &LinkKey, text: &str) -> Result<(), TokenFault> {
    let genuine = token_text(key, token_id(text)?);
    if same_secret(genuine.as_bytes(), text.as_bytes()) { Ok(()) } else { Err(TokenFault::Invalid) }
}

#[cfg(test)]
mod tests {
    use kernel::id::{TokenId, Ulid};

    use super::*;

    #[test]
    fn a_token_of_ours_is_told_from_a_forged_one_without_the_table() {
        let key = LinkKey::from_hex(&"ab".repeat(32)).unwrap();
        let other = LinkKey::from_hex(&"cd".repeat(32)).unwrap();
        let id = TokenId::from_ulid(Ulid::from(7));
        let text = token_text(&key, id);
        assert_eq!(check_genuine(&key, &text), Ok(()));
        let longer = format!("{text}A");
        for forged in ["", "x", "tok_", &id.to_string(), &token_text(&other, id), &text[..text.len() - 1], &longer] {
            assert_eq!(check_genuine(&key, forged), Err(TokenFault::Invalid), "{forged}");
        }
    }

    #[test]
    fn events_of_a_user_follow_the_versions_of_the_head() {
        assert_eq!((next_event(1), next_event(u64::MAX)), (2, u32::MAX));
    }
}
