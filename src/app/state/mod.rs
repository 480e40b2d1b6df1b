//! The state of the page, and the one reducer that changes it.
//!
//! # Sections
//!
//! The node sends its whole state in one snapshot, several times a second while it mines. The page
//! keeps it in sections that change independently ([`Profile`], [`Chain`]). If a section of a new
//! snapshot equals the present one, the present one stays, so that components that show it do not
//! render again. Only components that frame the page or select its content read the whole state
//! ([`use_page`]). Every other component gets the sections that it shows as properties, and the
//! values that seldom change from the [`Session`].

mod chain;
mod contacts;
mod device;
mod profile;
mod provider;
mod rates;
#[cfg(test)]
pub(crate) mod sample;
mod session;
mod toasts;

use std::rc::Rc;

use api::{Fault, InvitationDocument, Notice, PaymentRequest, Protection, Snapshot};
use yew::prelude::*;

use crate::dom;
use crate::identity::Same;
use crate::language::Languages;
use crate::route::Route;

pub(crate) use chain::{Chain, ChainVersion, Head, Rules, share};
pub(crate) use contacts::{Contacts, use_contacts};
pub(crate) use device::{Persistence, WakeLock};
pub(crate) use profile::Profile;
pub(crate) use provider::{PageProvider, SessionHandle, use_page, use_session};
pub(crate) use rates::{MAX_SAMPLES, Rates};
pub(crate) use session::{Activity, MAX_ATTACKER_PERCENT, Session};
pub(crate) use toasts::{News, Toast, Toasts};

/// The state that all components render.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The profile in the latest snapshot; `None` until the first one.
    pub(crate) profile: Option<Profile>,
    /// The open chain in the latest snapshot; `None` if no chain is open.
    pub(crate) chain: Option<Chain>,
    /// The hash rate of the last minutes on the open chain.
    pub(crate) rates: Same<Rates>,
    /// The values that seldom change.
    pub(crate) session: Session,
    /// Why the node has ended; `None` while it runs.
    pub(crate) ended: Option<AttrValue>,
    /// The page that is shown.
    pub(crate) route: Route,
    /// Short messages about what just happened.
    pub(crate) toasts: Toasts,
    /// An invitation that the person has not answered yet.
    pub(crate) invited: Option<Invited>,
    /// An invitation from the address bar that was refused, and why.
    pub(crate) refused: Option<Refused>,
    /// A payment request that the person has opened or scanned, for the form that sends payments.
    pub(crate) requested: Option<Requested>,
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

impl Invited {
    /// The payment that the link asks for; `None` if it is an invitation only.
    pub(crate) fn requested(&self) -> Option<Requested> {
        Some(Requested {
            genesis: self.document.genesis.clone(),
            request: self.document.request.clone()?,
        })
    }
}

/// A payment that a request asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requested {
    /// The genesis hash of the request's chain.
    pub(crate) genesis: String,
    /// The request.
    pub(crate) request: PaymentRequest,
}

/// An invitation link that the node refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    /// The link.
    pub(crate) link: String,
    /// The error in the link.
    pub(crate) fault: Fault,
}

/// Everything that can change the state.
#[derive(Debug)]
pub(crate) enum Action {
    /// The node's state changed.
    Snapshot {
        /// The new state.
        snapshot: Box<Snapshot>,
        /// When the page received it, in milliseconds since 1970.
        at: f64,
    },
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
    /// The person has answered an invitation.
    Answered,
    /// A request asks for a payment.
    Requested(Requested),
    /// The form has taken over the request.
    RequestTaken,
    /// A link from the address bar was refused.
    Refused(Refused),
    /// A newer version of the page is ready.
    Newer,
    /// This node found a block while the page was out of view.
    FoundUnseen,
    /// The page has come into view.
    Seen,
    /// Another language is shown, or should be.
    Languages(Languages),
}

/// The state, with the means to change it.
pub(crate) type Page = UseReducerHandle<State>;

impl State {
    /// The state before the first snapshot. Mining, once started, uses half of the device's cores.
    pub(crate) fn new(route: Route) -> Self {
        Self::with_cores(route, (dom::cores() / 2).max(1))
    }

    /// The same, but mining uses this number of cores.
    fn with_cores(route: Route, cores: u32) -> Self {
        Self {
            profile: None,
            chain: None,
            rates: Same::default(),
            session: Session::new(cores),
            ended: None,
            route,
            toasts: Toasts::default(),
            invited: None,
            refused: None,
            requested: None,
            newer: false,
        }
    }

    /// The miner's state that the browser's tab shows.
    pub(crate) fn activity(&self) -> Activity {
        Activity {
            is_mining: self.chain.as_ref().is_some_and(Chain::is_mining),
            unseen: self.session.unseen,
        }
    }

    fn taking(mut self, action: Action) -> Self {
        match action {
            Action::Snapshot { snapshot, at } => self.take(*snapshot, at),
            Action::Notice(notice) => self.toasts.add(notice),
            Action::Ended(reason) => self.ended = Some(reason.into()),
            Action::Moved(route) => self.go(route),
            Action::Cores(cores) => self.session.cores = cores,
            Action::Attacker(percent) => self.session.assume(percent),
            Action::Dismiss(id) => self.toasts.dismiss(id),
            Action::Persistence(persistence) => self.session.persistence = persistence,
            Action::PersistenceLate => self.session.persistence.time_out(),
            Action::WakeLock(lock) => self.session.wake_lock = lock,
            Action::Invited(invited) => {
                self.invited = Some(invited);
                self.refused = None;
            }
            Action::Answered => self.invited = None,
            Action::Requested(requested) => self.requested = Some(requested),
            Action::RequestTaken => self.requested = None,
            Action::Refused(refused) => {
                self.invited = None;
                self.refused = Some(refused);
                self.go(Route::Chains);
            }
            Action::Newer => self.newer = true,
            Action::FoundUnseen => self.session.unseen = self.session.unseen.saturating_add(1),
            Action::Seen => self.session.unseen = 0,
            Action::Languages(languages) => self.session.languages = languages,
        }
        self
    }

    fn take(&mut self, snapshot: Snapshot, at: f64) {
        let before = self.chain.take();
        self.chain = (snapshot.chain).map(|view| Chain::next(before.as_ref(), view));
        let genesis = |chain: &Chain| chain.rules.genesis;
        // A change of the open chain counts as a change of the page, even if the route stays.
        if self.profile.is_some()
            && before.as_ref().map(genesis) != self.chain.as_ref().map(genesis)
        {
            self.session.moves += 1;
            self.toasts.leave_chain();
            self.rates = Same::default();
        }
        if let Some(chain) = &self.chain {
            let mut rates = (*self.rates).clone();
            rates.add(&chain.mining, at);
            self.rates = Same::next(Some(&self.rates), rates);
        }
        let before = self.profile.as_ref();
        let unopened = before.and_then(|it| it.unopened.as_ref());
        self.profile = Some(Profile {
            chains: Same::next(before.map(|it| &it.chains), snapshot.chains),
            storage: Same::next(before.map(|it| &it.storage), snapshot.storage),
            is_protected: snapshot.protection == Protection::Passphrase,
            replaced: snapshot.replaced,
            key: snapshot.key.into(),
            unopened: snapshot.unopened.map(|it| Same::next(unopened, it)),
        });
    }

    fn go(&mut self, route: Route) {
        // Leaving the page is not an agreement to join.
        self.invited = None;
        if route != Route::Chains {
            self.refused = None;
        }
        if route != self.route {
            self.route = route;
            self.session.moves += 1;
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).taking(action))
    }
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
        assert_eq!(late.session.persistence, Persistence::Unanswered);
        let granted = late.taking(Action::Persistence(Persistence::Granted));
        assert_eq!(granted.session.persistence, Persistence::Granted);
        let kept = granted.taking(Action::PersistenceLate);
        assert_eq!(kept.session.persistence, Persistence::Granted);
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
                endpoints: Vec::new(),
                known: api::Known::New,
                request: None,
            }),
        };
        let asked = || state().taking(Action::Invited(invited.clone()));
        assert_eq!(asked().invited, Some(invited.clone()));
        assert_eq!((asked().session.moves, asked().route), (0, Route::Mine));
        assert_eq!(asked().taking(Action::Answered).invited, None);
        let elsewhere = Action::Moved(Route::Wallet);
        assert_eq!(asked().taking(elsewhere).invited, None);
    }

    #[test]
    fn the_attackers_share_stays_where_waiting_helps() {
        for (chosen, kept) in [(0, 1), (1, 1), (30, 30), (49, 49), (50, 49), (u32::MAX, 49)] {
            let state = state().taking(Action::Attacker(chosen));
            assert_eq!(state.session.attacker, kept);
        }
    }

    #[test]
    fn only_a_change_of_page_is_a_move() {
        let state = state().taking(Action::Moved(Route::Mine));
        assert_eq!(state.session.moves, 0);
        let state = state.taking(Action::Moved(Route::Wallet));
        assert_eq!(state.session.moves, 1);
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
