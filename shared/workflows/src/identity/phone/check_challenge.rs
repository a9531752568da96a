//! SMS verification, the code checked. Somebody tells the code that was texted to them.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::sms_verification::{SmsChallenge, SmsCode, SmsPurpose};
use domain::identity::user_phone::UserPhone;
use domain::profiles::profile::Profile;
use events::{Envelope, PhoneChallengeExhausted, PhoneProved, PhoneVerified, envelope};
use kernel::faults;
use kernel::id::{ChallengeId, UserId};
use store::audit::record::AuditEntryRecord;
use store::identity::user_phone::{SmsChallengeRecord, UserPhoneRecord};
use table::{AttributeValue, Stored, TableFault, Tx, TxFault, Update};

use crate::identity::account::verify_email::next_event;

faults! {
    /// Why a code is not accepted.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SmsCheckFault {
        /// The caller has no such challenge.
        #[error("there is nothing here for you")]
        NotFound => Missing "not_found";
        /// The code's time is over, it was used, or there is a newer one.
        #[error("the code was used before, has expired, or there is a newer one; ask for another")]
        Expired => Gone "otp_expired";
        /// The code was tried too often, so that not even the right one helps.
        #[error("this code was tried too often; ask for another")]
        Exhausted {
            /// Seconds until another is sent.
            retry_after: u32,
        } => TooMany "otp_attempts_exhausted" after retry_after;
        /// It is another code.
        #[error("this is not the code that was sent")]
        Wrong {
            /// How often it may still be tried.
            checks_left: u32,
        } => Invalid "otp_invalid" at "/code" with { "checks_left": checks_left };
    }
}

/// What a refused try was refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoTry {
    Used,
    NoneLeft,
}

/// Looks whether `code` is that of a challenge of `user`, and does what the challenge was made for, once.
///
/// A try is taken, by a conditional write, before the code is looked at: however many come together, no more are compared
/// than there are.
pub async fn check_sms_challenge(
    cx: &Context,
    user: UserId,
    id: ChallengeId,
    code: &SmsCode,
) -> Result<UserPhone, UseCaseFault<SmsCheckFault>> {
    let refused = |fault| Err(UseCaseFault::Refused(fault));
    let Some((head, challenge)) = cx.store.phones().with_challenge(user, id).await? else {
        return refused(SmsCheckFault::NotFound);
    };
    if !head.honours(&challenge, cx.now) {
        return refused(SmsCheckFault::Expired);
    }
    match take_try(cx, &challenge).await? {
        Ok(()) => {}
        Err(NoTry::Used) => return refused(SmsCheckFault::Expired),
        Err(NoTry::NoneLeft) => {
            note_exhausted(cx, user, id).await?;
            return refused(SmsCheckFault::Exhausted { retry_after: head.sends.wait(cx.now).max(1) });
        }
    }
    if challenge.code(cx.settings.link_key()?).is(code) {
        return accept(cx, user, id).await;
    }
    let left = cx.store.phones().challenge(user, id).await?.map_or(0, |challenge| challenge.checks_left);
    if left == 0 {
        note_exhausted(cx, user, id).await?;
    }
    refused(SmsCheckFault::Wrong { checks_left: left })
}

/// Takes one try of a challenge, if there is one left.
async fn take_try(cx: &Context, challenge: &SmsChallenge) -> Result<Result<(), NoTry>, TableFault> {
    let at = SmsChallengeRecord::at(challenge.user, challenge.id);
    let update = Update::at(at).add(&["checks_left"], -1).when_at_least(&["checks_left"], 1).when_missing(&["used_at"]);
    let tx = Tx::new().update(update).or_with(|old| {
        let used = old.is_some_and(|item| item.contains_key("used_at"));
        if used { NoTry::Used } else { NoTry::NoneLeft }
    });
    match tx.commit(cx.store.table()).await {
        Ok(()) => Ok(Ok(())),
        Err(TxFault::Refused(reason)) => Ok(Err(reason)),
        Err(TxFault::Table(fault)) => Err(fault),
        Err(TxFault::Stale | TxFault::Duplicate) => Err(TableFault::Contended),
    }
}

/// Does what the challenge was made for; of several right codes that come together, one does.
async fn accept(cx: &Context, user: UserId, id: ChallengeId) -> Result<UserPhone, UseCaseFault<SmsCheckFault>> {
    let expired = || UseCaseFault::Refused(SmsCheckFault::Expired);
    cx.again(|| async {
        let (head, challenge) = cx.store.phones().with_challenge(user, id).await?.ok_or_else(expired)?;
        if !head.honours(&challenge, cx.now) {
            return Err(expired());
        }
        let next = head.answered(&challenge, cx.now);
        let spent = Update::at(SmsChallengeRecord::at(user, id))
            .set(&["used_at"], AttributeValue::S(cx.now.to_string()))
            .when_missing(&["used_at"]);
        let (event, action) = told(cx, &head, &challenge);
        let tx = Tx::new()
            .update(spent)
            .or(SmsCheckFault::Expired)
            .replace(&head, &next)
            .emit(&event)
            .create::<AuditEntryRecord>(&cx.audited(action, user));
        let tx = match challenge.purpose {
            SmsPurpose::VerifyPhone => with_profile(cx, tx, &challenge).await?,
            SmsPurpose::ChangePhone => tx,
        };
        tx.commit(cx.store.table()).await.or_again(next)
    })
    .await
}

/// The event about a challenge that was answered, and what the audit calls it.
fn told(cx: &Context, head: &Stored<UserPhoneRecord>, challenge: &SmsChallenge) -> (Envelope, AuditAction) {
    let (user, version) = (challenge.user, next_event(head.version()));
    match challenge.purpose {
        SmsPurpose::VerifyPhone => {
            let replaced = challenge.replaces.as_ref().is_some_and(|replaced| *replaced != challenge.phone);
            (
                envelope(&PhoneVerified { user, replaced }, user, version, cx.event_context()),
                AuditAction::PHONE_VERIFIED,
            )
        }
        SmsPurpose::ChangePhone => {
            (envelope(&PhoneProved { user }, user, version, cx.event_context()), AuditAction::PHONE_PROVED)
        }
    }
}

/// Makes the number the one of the profile, by which its owner is reached.
async fn with_profile(
    cx: &Context,
    tx: Tx<SmsCheckFault>,
    challenge: &SmsChallenge,
) -> Result<Tx<SmsCheckFault>, TableFault> {
    let stored = cx.store.profiles().by_user(challenge.user).await?;
    let known = stored.as_deref().cloned().unwrap_or_else(|| Profile::unknown(challenge.user, cx.now));
    if known.phone.as_ref() == Some(&challenge.phone) {
        return Ok(tx);
    }
    let profile = Profile { phone: Some(challenge.phone.clone()), updated_at: cx.now, ..known };
    Ok(tx.save(stored.as_ref(), &profile))
}

/// Writes down, once, that a challenge was tried too often. Whoever comes too late to be the one leaves it to the others.
async fn note_exhausted(cx: &Context, user: UserId, id: ChallengeId) -> Result<(), UseCaseFault<SmsCheckFault>> {
    let noted = cx.again(|| async {
        let Some((head, challenge)) = cx.store.phones().with_challenge(user, id).await? else { return Ok(Some(())) };
        if challenge.exhausted_at.is_some() || challenge.used_at.is_some() {
            return Ok(Some(()));
        }
        let noted = Update::at(SmsChallengeRecord::at(user, id))
            .set(&["exhausted_at"], AttributeValue::S(cx.now.to_string()))
            .when_missing(&["exhausted_at"])
            .when_missing(&["used_at"]);
        let happening = PhoneChallengeExhausted { challenge: id, user };
        let event = envelope(&happening, user, next_event(head.version()), cx.event_context());
        let tx = Tx::<SmsCheckFault>::new()
            .update(noted)
            .replace(&head, &*head)
            .emit(&event)
            .create::<AuditEntryRecord>(&cx.audited(AuditAction::PHONE_CHALLENGE_EXHAUSTED, user));
        tx.commit(cx.store.table()).await.or_again(())
    });
    match noted.await {
        Err(UseCaseFault::Table(TableFault::Contended)) => Ok(()),
        outcome => outcome,
    }
}
