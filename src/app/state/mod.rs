//! The state of the page, and the one reducer that changes it.

mod chain;
mod device;
mod toasts;

use std::rc::Rc;

use api::{Fault, InvitationDocument, KnownChain, Notice, Snapshot, StorageView};
use yew::prelude::*;

use crate::dom;
use crate::identity::Same;
use crate::route::Route;

pub(crate) use chain::{Chain, share};
pub(crate) use device::{Persistence, WakeLock};
pub(crate) use toasts::{News, Toast, Toasts};

/// The attacker's share until the person chooses another, in per cent: that of the first table in
/// the Bitcoin paper.
const ATTACKER_PERCENT: u32 = 10;
/// The greatest share of an attacker that waiting protects against, in per cent.
pub(crate) const MAX_ATTACKER_PERCENT: u32 = 49;

/// The state that all components render.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The latest snapshot from the node; `None` until the first one.
    pub(crate) snapshot: Option<Same<Snapshot>>,
    /// Why the node has ended; `None` while it runs.
    pub(crate) ended: Option<AttrValue>,
    /// The page that is shown.
    pub(crate) route: Route,
    /// How often the person has come to another page or chain. From the second page on, the heading
    /// takes the focus.
    pub(crate) moves: u32,
    /// Number of cores to mine with, while mining.
    pub(crate) cores: u32,
    /// The assumed attacker's share of all mining power, in per cent, 1 to
    /// [`MAX_ATTACKER_PERCENT`].
    pub(crate) attacker: u32,
    /// Short messages about what just happened.
    pub(crate) toasts: Toasts,
    /// Whether the browser has promised to keep the files.
    pub(crate) persistence: Persistence,
    /// Whether the screen is kept on while mining.
    pub(crate) wake_lock: WakeLock,
    /// An invitation that the person has not answered yet.
    pub(crate) invited: Option<Invited>,
    /// An invitation from the address bar that was refused, and why.
    pub(crate) refused: Option<Refused>,
    /// Whether a newer version of the page is ready.
    pub(crate) newer: bool,
}

/// An invitation link and the chain that it describes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Invited {
    /// The link.
    pub(crate) link: String,
    /// The chain that the link describes.
    pub(crate) document: Box<InvitationDocument>,
}

/// An invitation link that the node refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    /// The link.
    pub(crate) link: String,
    /// What is wrong with it.
    pub(crate) fault: Fault,
}

/// Everything that can change the state.
#[derive(Debug)]
pub(crate) enum Action {
    /// The node's state changed.
    Snapshot(Box<Snapshot>),
    /// The node sent a notice.
    Notice(Notice),
    /// The node has ended.
    Ended(String),
    /// Another page is shown.
    Moved(Route),
    /// The person chose another number of cores.
    Cores(u32),
    /// The person chose another attacker's share, in per cent.
    Attacker(u32),
    /// The toast with this id is removed.
    Dismiss(u32),
    /// The browser answered the request for persistent storage.
    Persistence(Persistence),
    /// The browser's time to answer is over.
    PersistenceLate,
    /// The state of the wake lock changed.
    WakeLock(WakeLock),
    /// A link describes a chain; the person is asked whether to join it.
    Invited(Invited),
    /// The person has answered.
    Answered,
    /// A link from the address bar was refused.
    Refused(Refused),
    /// A newer version of the page is ready.
    Newer,
}

/// The state, with the means to change it.
pub(crate) type Page = UseReducerHandle<State>;

impl State {
    /// The state before the first snapshot. Half of the device's cores mine.
    pub(crate) fn new(route: Route) -> Self {
        Self::with_cores(route, (dom::cores() / 2).max(1))
    }

    /// The same with this number of cores that mine.
    fn with_cores(route: Route, cores: u32) -> Self {
        Self {
            snapshot: None,
            ended: None,
            route,
            moves: 0,
            cores,
            attacker: ATTACKER_PERCENT,
            toasts: Toasts::default(),
            persistence: Persistence::default(),
            wake_lock: WakeLock::default(),
            invited: None,
            refused: None,
            newer: false,
        }
    }

    /// The open chain; `None` if no chain is open.
    pub(crate) fn chain(&self) -> Option<Chain> {
        Chain::of(self.snapshot.as_ref()?)
    }

    /// The public key that identifies this person to others; `None` until the node has sent it.
    pub(crate) fn key(&self) -> Option<AttrValue> {
        let snapshot = self.snapshot.as_ref()?;
        (!snapshot.key.is_empty()).then(|| snapshot.key.clone().into())
    }

    /// Why the profile's file can't be read; `None` if it can be read.
    pub(crate) fn unreadable(&self) -> Option<AttrValue> {
        match &self.snapshot.as_ref()?.storage {
            StorageView::Unreadable { reason } => Some(reason.clone().into()),
            _ => None,
        }
    }

    /// The chains that this profile knows.
    pub(crate) fn chains(&self) -> &[KnownChain] {
        self.snapshot.as_ref().map_or(&[], |all| &all.chains)
    }

    fn taking(mut self, action: Action) -> Self {
        match action {
            Action::Snapshot(snapshot) => self.take(snapshot),
            Action::Notice(notice) => self.toasts.add(notice),
            Action::Ended(reason) => self.ended = Some(reason.into()),
            Action::Moved(route) => self.go(route),
            Action::Cores(cores) => self.cores = cores,
            Action::Attacker(percent) => self.attacker = percent.clamp(1, MAX_ATTACKER_PERCENT),
            Action::Dismiss(id) => self.toasts.dismiss(id),
            Action::Persistence(persistence) => self.persistence = persistence,
            Action::PersistenceLate => {
                if self.persistence == Persistence::Asked {
                    self.persistence = Persistence::Unanswered;
                }
            }
            Action::WakeLock(lock) => self.wake_lock = lock,
            Action::Invited(invited) => {
                self.invited = Some(invited);
                self.refused = None;
            }
            Action::Answered => self.invited = None,
            Action::Refused(refused) => {
                self.invited = None;
                self.refused = Some(refused);
                self.go(Route::Chains);
            }
            Action::Newer => self.newer = true,
        }
        self
    }

    fn take(&mut self, snapshot: Box<Snapshot>) {
        let genesis = |all: &Snapshot| all.chain.as_ref().map(|chain| chain.genesis);
        // A change of the open chain counts as a change of the page, even if the route stays.
        if (self.snapshot.as_deref()).is_some_and(|before| genesis(before) != genesis(&snapshot)) {
            self.moves += 1;
            self.toasts.leave_chain();
        }
        self.snapshot = Some(Same::new(*snapshot));
    }

    fn go(&mut self, route: Route) {
        // Leaving the page is not an agreement to join.
        self.invited = None;
        if route != Route::Chains {
            self.refused = None;
        }
        if route != self.route {
            self.route = route;
            self.moves += 1;
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).taking(action))
    }
}

/// Returns the state, for a component below the root.
#[hook]
pub(crate) fn use_page() -> Page {
    use_context().expect("the root gives every component the state")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State::with_cores(Route::Mine, 1)
    }

    #[test]
    fn an_answer_about_the_files_may_come_late() {
        let asked = || state().taking(Action::Persistence(Persistence::Asked));
        let late = asked().taking(Action::PersistenceLate);
        assert_eq!(late.persistence, Persistence::Unanswered);
        let granted = late.taking(Action::Persistence(Persistence::Granted));
        assert_eq!(granted.persistence, Persistence::Granted);
        let kept = granted.taking(Action::PersistenceLate);
        assert_eq!(kept.persistence, Persistence::Granted);
    }

    #[test]
    fn an_invitation_waits_for_an_answer() {
        let invited = Invited {
            link: "chain=x".into(),
            document: Box::new(InvitationDocument {
                genesis: "ab".into(),
                name: "Test".into(),
                symbol: "TST".into(),
                interval: 10,
                authors: 0,
                relay: String::new(),
                known: api::Known::New,
            }),
        };
        let asked = || state().taking(Action::Invited(invited.clone()));
        assert_eq!(asked().invited, Some(invited.clone()));
        assert_eq!((asked().moves, asked().route), (0, Route::Mine));
        assert_eq!(asked().taking(Action::Answered).invited, None);
        let elsewhere = Action::Moved(Route::Wallet);
        assert_eq!(asked().taking(elsewhere).invited, None);
    }

    #[test]
    fn the_attackers_share_stays_where_waiting_helps() {
        for (chosen, kept) in [(0, 1), (1, 1), (30, 30), (49, 49), (50, 49), (u32::MAX, 49)] {
            let state = state().taking(Action::Attacker(chosen));
            assert_eq!(state.attacker, kept);
        }
    }

    #[test]
    fn only_a_change_of_page_is_a_move() {
        let state = state().taking(Action::Moved(Route::Mine));
        assert_eq!(state.moves, 0);
        let state = state.taking(Action::Moved(Route::Wallet));
        assert_eq!(state.moves, 1);
    }

    #[test]
    fn a_refused_link_leads_to_the_first_page_and_is_forgotten_on_leaving_it() {
        let refused = Refused {
            link: "chain=x".into(),
            fault: Fault::new("no"),
        };
        let state = state().taking(Action::Refused(refused));
        assert_eq!(state.route, Route::Chains);
        assert!(state.refused.is_some());
        assert!(state.taking(Action::Moved(Route::Mine)).refused.is_none());
    }
}
