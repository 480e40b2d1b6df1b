//! Conversions of relay states and attempts to connect into views for user interfaces.

use primitives::Time;
use signal::attempts::{Attempt, Candidates};
use signal::mesh::RelayState;

use crate::{AttemptView, CandidatesView, RelayView};

impl RelayView {
    /// The view of the state of a relay or a direct endpoint. `refused` is a sentence that says why
    /// it can't be used; `None` if no reason is known.
    pub fn new(state: Option<RelayState>, refused: Option<&str>) -> Self {
        match (state, refused) {
            (Some(RelayState::Joined), _) => Self::Connected,
            (_, Some(reason)) => Self::Refused {
                reason: reason.to_owned(),
            },
            (Some(RelayState::Lost { retry_at }), None) => Self::Lost {
                retry: Some(Time(retry_at)),
            },
            (Some(RelayState::Retrying), None) => Self::Lost { retry: None },
            (Some(RelayState::Connecting) | None, None) => Self::Connecting,
        }
    }
}

impl From<&Attempt> for AttemptView {
    fn from(attempt: &Attempt) -> Self {
        Self {
            name: attempt.peer.short(),
            called: attempt.called,
            started: Time(attempt.started),
            took: u32::try_from(attempt.took).unwrap_or(u32::MAX),
            answered: attempt.answered,
            declined: attempt.declined,
            own: candidates_view(attempt.own),
            theirs: candidates_view(attempt.theirs),
            ice: attempt.ice.clone(),
            server_error: attempt.server_error,
        }
    }
}

const fn candidates_view(candidates: Candidates) -> CandidatesView {
    CandidatesView {
        host: candidates.host,
        hidden: candidates.hidden,
        reflexive: candidates.reflexive,
        relayed: candidates.relayed,
    }
}
