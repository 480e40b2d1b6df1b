//! The first steps on a chain, each marked when it is done. A founder mines, invites and pays; a
//! guest gets paid, mines and pays.

use api::{HistoryKind, HistoryRow};
use yew::prelude::*;

use crate::dom;
use crate::format::class;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::chains as texts;
use crate::ui::icon::{Shape, icon};

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    GetPaid,
    Mine,
    Invite,
    Pay,
}

impl Step {
    /// The steps of a person who has started the chain.
    const OF_FOUNDER: [Self; 3] = [Self::Mine, Self::Invite, Self::Pay];
    /// The steps of a person who has joined it.
    const OF_GUEST: [Self; 3] = [Self::GetPaid, Self::Mine, Self::Pay];

    /// The name in storage.
    const fn word(self) -> &'static str {
        match self {
            Self::GetPaid => "paid",
            Self::Mine => "mine",
            Self::Invite => "invite",
            Self::Pay => "pay",
        }
    }

    /// The text of the step, and the page where it is done.
    fn link(self) -> (&'static str, Route) {
        match self {
            Self::GetPaid => (texts::step_get_paid(), Route::Wallet),
            Self::Mine => (texts::step_mine(), Route::Mine),
            Self::Invite => (texts::step_invite(), Route::Network),
            Self::Pay => (texts::step_pay(), Route::Wallet),
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::GetPaid => texts::step_get_paid_why(),
            Self::Mine => texts::step_mine_why(),
            Self::Invite => texts::step_invite_why(),
            Self::Pay => texts::step_pay_why(),
        }
    }

    /// Whether the chain shows that the step is done.
    fn is_done(self, history: &[HistoryRow], has_peers: bool) -> bool {
        let has = |kind: HistoryKind| {
            let mut rows = history.iter();
            rows.any(|row| row.kind == kind && row.failure.is_none())
        };
        match self {
            Self::GetPaid => has(HistoryKind::Received),
            Self::Mine => has(HistoryKind::Reward),
            Self::Invite => has_peers,
            Self::Pay => has(HistoryKind::Sent),
        }
    }
}

/// The name in local storage of something about the first steps on a chain.
fn key(what: &str, genesis: &str) -> String {
    format!("steps/{what}/{genesis}")
}

/// Remembers that the person has joined the chain with this genesis hash.
pub(crate) fn remember_guest(genesis: &str) {
    dom::remember(&key("guest", genesis), "yes");
}

/// Properties of `Steps`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The steps, until the person hides them. A step that was done once stays done: a payment may be
/// far back in the history, and a friend may leave.
#[component]
pub(crate) fn Steps(props: &Props) -> Html {
    let chain = &props.chain;
    let genesis = chain.rules.genesis.to_string();
    let update = use_force_update();
    let recalls = |what: &str| dom::recall(&key(what, &genesis)).is_some();
    // Chains with authors would need other first steps.
    if recalls("hidden") || chain.authority.is_some() {
        return Html::default();
    }
    let is_guest = recalls("guest");
    let steps = if is_guest {
        Step::OF_GUEST
    } else {
        Step::OF_FOUNDER
    };
    let done = steps.map(|step| {
        let is_done = step.is_done(&chain.wallet.history, !chain.peers.is_empty());
        if is_done && !recalls(step.word()) {
            dom::remember(&key(step.word(), &genesis), "yes");
        }
        is_done || recalls(step.word())
    });
    let all_done = done.iter().all(|done| *done);
    let hide = {
        let genesis = genesis.clone();
        Callback::from(move |_: MouseEvent| {
            dom::remember(&key("hidden", &genesis), "yes");
            update.force_update();
            // The pressed button disappears with the steps.
            dom::focus_id(crate::ui::heading::ID);
        })
    };
    let title = match (all_done, is_guest) {
        (true, _) => texts::steps_done().to_owned(),
        (false, true) => texts::steps_guest(&chain.rules.name),
        (false, false) => texts::steps_founder(&chain.rules.name),
    };
    html! {
        <aside class="card steps" aria-label={texts::steps()}>
            <p class="steps-title"><strong>{ title }</strong></p>
            <ol>
                { for steps.into_iter().zip(done).map(|(step, done)| one(step, done)) }
            </ol>
            <button type="button" class="icon-button" aria-label={texts::steps_hide()} title={texts::steps_hide()} onclick={hide}>
                { icon(Shape::Close) }
            </button>
        </aside>
    }
}

fn one(step: Step, is_done: bool) -> Html {
    let (text, route) = step.link();
    html! {
        <li class={class("step", is_done.then_some("is-done"))}>
            <span class="step-mark" aria-hidden="true">
                if is_done {
                    { icon(Shape::Done) }
                }
            </span>
            <span>
                <a href={route.href()}>{ text }</a>
                if is_done {
                    <span class="visually-hidden">{ ": " }{ texts::step_done() }</span>
                } else {
                    <span class="step-why">{ step.why() }</span>
                }
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use api::Failure;
    use primitives::{Amount, Timestamp, Txid};

    use super::*;

    fn row(kind: HistoryKind, failure: Option<Failure>) -> HistoryRow {
        HistoryRow {
            txid: Txid::ZERO,
            kind,
            amount: Amount::COIN,
            fee: None,
            counterpart: None,
            height: Some(1),
            confirmations: 1,
            time: Timestamp::default(),
            note: None,
            private_note: None,
            failure,
            replaceable: false,
            bumpable: false,
        }
    }

    #[test]
    fn a_step_is_done_when_the_chain_shows_it() {
        assert!(!Step::Mine.is_done(&[], true));
        assert!(Step::Mine.is_done(&[row(HistoryKind::Reward, None)], false));
        assert!(!Step::Pay.is_done(&[row(HistoryKind::Received, None)], true));
        assert!(Step::Pay.is_done(&[row(HistoryKind::Sent, None)], true));
        let failed = row(HistoryKind::Sent, Some(Failure::GivenUp));
        assert!(!Step::Pay.is_done(&[failed], true));
        assert!(Step::GetPaid.is_done(&[row(HistoryKind::Received, None)], true));
        assert!(Step::Invite.is_done(&[], true) && !Step::Invite.is_done(&[], false));
    }
}
