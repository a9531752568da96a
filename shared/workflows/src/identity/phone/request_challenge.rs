//! SMS verification, the code requested. Somebody wants a code texted to a telephone.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::sms_send_log::SmsSendLog;
use domain::identity::sms_verification::{SmsChallenge, SmsPurpose};
use domain::identity::user_phone::{PhoneRefusal, UserPhone};
use events::{PhoneChallengeRequested, envelope};
use kernel::faults;
use kernel::id::{ChallengeId, UserId};
use kernel::phone_number::PhoneNumber;
use kernel::secret::hex;
use store::audit::record::AuditEntryRecord;
use store::identity::sms_log::{SmsLog, SmsLogRecord};
use store::identity::user_phone::{SmsChallengeRecord, UserPhoneRecord};
use table::rate_limit::Counted;
use table::{Stored, TableFault, Tx, Update};
use tokio::sync::OnceCell;

use crate::identity::account::verify_email::next_event;

faults! {
    /// Why no code is sent.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SmsRequestFault {
        /// The shop sends no texts there.
        #[error("the shop sends no texts to numbers with this calling code")]
        Blocked => Forbidden "phone_blocked";
        /// Another number is the verified one, or none is.
        #[error("this is not the verified number of the account")]
        NotVerified => Conflict "phone_not_verified";
        /// The verified number must be proved first.
        #[error("prove the verified number first, with the purpose change_phone")]
        ProofRequired => Forbidden "phone_proof_required";
        /// A number was removed not long ago.
        #[error("a number was removed within the last day; another can be verified when it is over")]
        CoolingDown {
            /// Seconds until then.
            retry_after: u32,
        } => Forbidden "phone_cooling_down" after retry_after;
        /// Enough texts went to the number, or were sent for the account.
        #[error("enough codes were sent; wait a little, or use the one that was sent last")]
        Enough {
            /// Seconds until another is sent.
            retry_after: u32,
        } => TooMany "rate_limited" after retry_after;
        /// Enough texts went to the country.
        #[error("no more codes are sent to numbers with this calling code for now")]
        BudgetSpent {
            /// Seconds until some are again.
            retry_after: u32,
        } => TooMany "sms_budget_spent" after retry_after;
    }
}

impl From<PhoneRefusal> for SmsRequestFault {
    fn from(refusal: PhoneRefusal) -> Self {
        match refusal {
            PhoneRefusal::NotVerified => Self::NotVerified,
            PhoneRefusal::ProofRequired => Self::ProofRequired,
            PhoneRefusal::CoolingDown { retry_after } => Self::CoolingDown { retry_after },
        }
    }
}

/// What a request was found to start from.
struct Standing {
    head: Option<Stored<UserPhoneRecord>>,
    texts: Option<Stored<SmsLogRecord>>,
    /// The challenge whose code is sent once more, if there is one.
    again: Option<Stored<SmsChallengeRecord>>,
}

/// Has a code sent to `phone`: that of the challenge that lives, while it is young, or that of a new one.
///
/// The text is counted for the account and for the number in the transaction that asks for it, so texts that are asked for
/// together are never more than may be. What the country may have is counted before: a count too many errs on the strict side.
pub async fn request_sms_challenge(
    cx: &Context,
    user: UserId,
    phone: &PhoneNumber,
    purpose: SmsPurpose,
) -> Result<SmsChallenge, UseCaseFault<SmsRequestFault>> {
    if !cx.settings.sms.allows(phone) {
        return Err(UseCaseFault::Refused(SmsRequestFault::Blocked));
    }
    let digest = hex(&cx.settings.link_key()?.mac(&[b"texted", phone.as_str().as_bytes()]));
    let budgeted = OnceCell::new();
    cx.again(|| async {
        let standing = stand(cx, user, phone, purpose, &digest).await?;
        let known = standing.head.as_deref().cloned().unwrap_or_else(|| UserPhone::unknown(user));
        known.may_ask(phone, purpose, cx.now).map_err(|refusal| UseCaseFault::Refused(refusal.into()))?;
        let admit = |sends: &SmsSendLog| {
            sends.admit(cx.now).map_err(|retry_after| UseCaseFault::Refused(SmsRequestFault::Enough { retry_after }))
        };
        let sends = admit(&known.sends)?;
        let texts = SmsLog {
            digest: digest.clone(),
            sends: admit(&standing.texts.as_ref().map(|log| log.sends.clone()).unwrap_or_default())?,
        };
        budgeted.get_or_try_init(|| spend_budget(cx, phone)).await?;
        let challenge = if let Some(again) = &standing.again {
            SmsChallenge { sends: again.sends.saturating_add(1), ..(**again).clone() }
        } else {
            let id = ChallengeId::mint(&*cx.ids, cx.now);
            SmsChallenge::issue(id, user, phone.clone(), purpose, known.number().cloned(), cx.now)
        };
        let mut next = UserPhone { sends, ..known };
        next.live(&challenge);
        let tx = write(cx, &standing, &next, &challenge).save(standing.texts.as_ref(), &texts);
        tx.commit(cx.store.table()).await.or_again(challenge)
    })
    .await
}

async fn stand(
    cx: &Context,
    user: UserId,
    phone: &PhoneNumber,
    purpose: SmsPurpose,
    digest: &str,
) -> Result<Standing, TableFault> {
    let (head, texts) = cx.store.phones().with_texts(user, digest).await?;
    let again = match head.as_ref().and_then(|head| head.living(purpose)) {
        Some(living) => cx.store.phones().challenge(user, living).await?,
        None => None,
    };
    let number = head.as_ref().and_then(|head| head.number().cloned());
    let again = again.filter(|living| living.is_sent_again(phone, number.as_ref(), cx.now));
    Ok(Standing { head, texts, again })
}

/// Counts one text for the country, or refuses it.
async fn spend_budget(cx: &Context, phone: &PhoneNumber) -> Result<(), UseCaseFault<SmsRequestFault>> {
    let (limit, subject) = cx.settings.sms.budget(phone);
    match cx.store.table().count(&limit, &subject, cx.now).await? {
        Counted::Within => Ok(()),
        Counted::Over { retry_after } => {
            // The calling code tells which country; no number is in the log.
            tracing::warn!(
                phone.calling_code = phone.calling_code(),
                "no more texts go to numbers with this calling code in this hour"
            );
            Err(UseCaseFault::Refused(SmsRequestFault::BudgetSpent { retry_after }))
        }
    }
}

/// The challenge, what is known of the account from now on, the event that has the text written, and the audit's entry.
fn write(cx: &Context, standing: &Standing, next: &UserPhone, challenge: &SmsChallenge) -> Tx<SmsRequestFault> {
    let (id, user, send) = (challenge.id, challenge.user, challenge.sends);
    let version = next_event(standing.head.as_ref().map_or(0, Stored::version));
    let event = envelope(&PhoneChallengeRequested { challenge: id, user, send }, user, version, cx.event_context());
    let record = cx.audited(AuditAction::PHONE_CHALLENGE_REQUESTED, user);
    let tx = Tx::new().save(standing.head.as_ref(), next).emit(&event).create::<AuditEntryRecord>(&record);
    match standing.again {
        // Tries that go on meanwhile are counted in the same item: they and this do not undo one another.
        Some(_) => {
            tx.update(Update::at(SmsChallengeRecord::at(user, id)).add(&["sends"], 1).when_missing(&["used_at"]))
        }
        None => tx.create::<SmsChallengeRecord>(challenge),
    }
}
