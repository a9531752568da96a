//! All that the shop knows about a person, asked for by them and handed out as one archive.

use kernel::id::{ExportId, TokenId, UserId};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::one_time_token::DOWNLOAD_EXPORT_SECONDS;

/// How often an archive is begun before the request counts as failed.
pub const MOST_TRIES: u32 = 4;
/// After how many seconds a request that nobody answered counts as failed: a day.
pub const PATIENCE_SECONDS: i64 = 24 * 60 * 60;
/// How long a request is remembered, in seconds: a week.
pub const MEMORY_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Where a request for somebody's data stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// The archive is being made.
    Requested,
    /// The archive can be fetched, with the token that was mailed.
    Ready,
    /// The archive was deleted, and can be asked for anew.
    Expired,
    /// The archive could not be made; it can be asked for anew.
    Failed,
}

/// Somebody's request for all that is known about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataExport {
    /// The request.
    pub id: ExportId,
    /// Who asks, about themself.
    pub user: UserId,
    /// When they asked.
    pub requested_at: Timestamp,
    /// How often the archive was begun.
    #[serde(default)]
    pub tries: u32,
    /// The archive, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// When it was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
}

/// An archive that can be fetched for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The token that was mailed.
    pub token: TokenId,
    /// How large it is.
    pub bytes: u64,
    /// When it was ready.
    pub ready_at: Timestamp,
    /// Until when it can be fetched.
    pub expires_at: Timestamp,
}

impl DataExport {
    /// The request of `user` at `now`.
    pub fn request(id: ExportId, user: UserId, now: Timestamp) -> Self {
        Self { id, user, requested_at: now, tries: 0, archive: None, failed_at: None }
    }

    /// Where it stands at `now`: no timer is waited for.
    pub fn state(&self, now: Timestamp) -> ExportState {
        match &self.archive {
            Some(archive) if now < archive.expires_at => ExportState::Ready,
            Some(_) => ExportState::Expired,
            None if self.failed_at.is_some() || now >= after(self.requested_at, PATIENCE_SECONDS) => {
                ExportState::Failed
            }
            None => ExportState::Requested,
        }
    }

    /// The request with one more try, or given up where there were enough.
    #[must_use]
    pub fn tried(&self, now: Timestamp) -> Self {
        if self.tries < MOST_TRIES {
            Self { tries: self.tries + 1, ..self.clone() }
        } else {
            Self { failed_at: Some(now), ..self.clone() }
        }
    }

    /// The request with its archive, which whoever has `token` may fetch.
    #[must_use]
    pub fn answered(&self, token: TokenId, bytes: u64, now: Timestamp) -> Self {
        let expires_at = after(now, DOWNLOAD_EXPORT_SECONDS);
        Self { archive: Some(Archive { token, bytes, ready_at: now, expires_at }), ..self.clone() }
    }

    /// Under what name the archive is stored: it tells nothing of the person.
    pub fn object_key(&self) -> String {
        format!("exports/{}.zip", self.id)
    }

    /// When the request may be forgotten.
    pub fn forgotten_at(&self) -> Timestamp {
        after(self.requested_at, MEMORY_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    fn request() -> DataExport {
        DataExport::request(ExportId::from_ulid(ulid(1)), UserId::from_ulid(ulid(2)), at(0))
    }

    #[test]
    fn an_archive_can_be_fetched_for_a_day() {
        let ready = request().answered(TokenId::from_ulid(ulid(3)), 10, at(60));
        assert_eq!(request().state(at(60)), ExportState::Requested);
        assert_eq!(
            [60, 86_459, 86_460].map(|second| ready.state(at(second))),
            [ExportState::Ready, ExportState::Ready, ExportState::Expired]
        );
        assert!(!ready.object_key().contains("usr"));
    }

    #[test]
    fn a_request_fails_after_some_tries_or_a_day() {
        let mut request = request();
        for _ in 0..MOST_TRIES {
            request = request.tried(at(1));
            assert_eq!(request.state(at(1)), ExportState::Requested);
        }
        assert_eq!(request.tried(at(2)).state(at(2)), ExportState::Failed);
        assert_eq!(request.state(at(86_400)), ExportState::Failed);
    }
}
