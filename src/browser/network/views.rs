//! Peers and attempts in the form in which the page shows them.

use api::{AttemptView, CandidatesView};
use primitives::Time;
use signal::PeerKey;
use signal::attempts::{Attempt, Candidates};

/// The first characters of a peer's key.
pub(super) fn short_name(peer: PeerKey) -> String {
    peer.to_string().chars().take(8).collect()
}

/// An attempt as the page shows it.
pub(super) fn attempt_view(attempt: &Attempt) -> AttemptView {
    AttemptView {
        name: short_name(attempt.peer),
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

const fn candidates_view(candidates: Candidates) -> CandidatesView {
    CandidatesView {
        host: candidates.host,
        hidden: candidates.hidden,
        reflexive: candidates.reflexive,
        relayed: candidates.relayed,
    }
}
