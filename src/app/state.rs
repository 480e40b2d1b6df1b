//! The state of the page, and the one reducer that changes it.

use core::ops::Deref;
use std::rc::Rc;
use yew::prelude::*;

use api::{
    ChainView, Fault, InvitationDocument, KnownChain, MiningView, Notice, Protection, Snapshot,
    StorageView,
};
use primitives::Amount;

use crate::dom;
use crate::persistence::Persistence;
use crate::route::Route;
use crate::wake_lock::WakeLock;

/// Maximum number of toasts shown at the same time. The oldest is removed for a new one, so that
/// many notices never cover the page.
const MOST_TOASTS: usize = 3;
/// The attacker's share until the person chooses another, in per cent: that of the first table in
/// the Bitcoin paper.
const ATTACKER: u32 = 10;
/// The greatest share of an attacker that waiting protects against, in per cent.
pub(crate) const MOST_ATTACKER: u32 = 49;

/// The state that all components render.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The latest snapshot from the node; `None` until the first one.
    pub(crate) snapshot: Option<Rc<Snapshot>>,
    /// Why the node has ended; `None` while it runs.
    pub(crate) ended: Option<AttrValue>,
    /// The page that is shown.
    pub(crate) route: Route,
    /// How often the person has come to another page or chain. From the second page on, the heading
    /// takes the focus.
    pub(crate) moves: u32,
    /// Number of cores to mine with, while mining.
    pub(crate) cores: u32,
    /// The assumed attacker's share of all mining power, in per cent, 1 to [`MOST_ATTACKER`].
    pub(crate) attacker: u32,
    /// Toasts, oldest first.
    pub(crate) toasts: Vec<Toast>,
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
    next_toast: u32,
}

/// A short message about something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    /// Identifies the toast in [`Action::Dismiss`].
    pub(crate) id: u32,
    /// What happened.
    pub(crate) news: News,
}

/// The content of a toast.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum News {
    /// Blocks that this node's miner has found since the toast appeared; one toast counts them all.
    Found {
        /// The number of blocks.
        blocks: u32,
        /// The height of the last one.
        height: u32,
        /// The sum of their rewards, fees included.
        coins: Amount,
    },
    /// Any other notice.
    Other(Notice),
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
    /// The state before the first snapshot.
    pub(crate) fn new(route: Route) -> Self {
        Self {
            snapshot: None,
            ended: None,
            route,
            moves: 0,
            cores: (dom::cores() / 2).max(1),
            attacker: ATTACKER,
            toasts: Vec::new(),
            persistence: Persistence::default(),
            wake_lock: WakeLock::default(),
            invited: None,
            refused: None,
            newer: false,
            next_toast: 0,
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
            Action::Notice(notice) => self.add_toast(notice),
            Action::Ended(reason) => self.ended = Some(reason.into()),
            Action::Moved(route) => self.go(route),
            Action::Cores(cores) => self.cores = cores,
            Action::Attacker(percent) => self.attacker = percent.clamp(1, MOST_ATTACKER),
            Action::Dismiss(id) => self.toasts.retain(|toast| toast.id != id),
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
            // Toasts about the previous chain would be read as toasts about this one.
            let is_trouble =
                |toast: &Toast| matches!(toast.news, News::Other(Notice::Trouble { .. }));
            self.toasts.retain(is_trouble);
        }
        self.snapshot = Some(Rc::new(*snapshot));
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

    fn add_toast(&mut self, notice: Notice) {
        let news = match notice {
            Notice::BlockFound { height, reward } => {
                if self.count_found(height, reward) {
                    return;
                }
                News::Found {
                    blocks: 1,
                    height,
                    coins: reward,
                }
            }
            Notice::Reorganised { own, .. } if own > 0 => {
                // Some of the counted blocks are no longer in the chain.
                let is_found = |toast: &Toast| matches!(toast.news, News::Found { .. });
                self.toasts.retain(|toast| !is_found(toast));
                News::Other(notice)
            }
            other => News::Other(other),
        };
        if self.toasts.len() == MOST_TOASTS {
            self.toasts.remove(0);
        }
        self.toasts.push(Toast {
            id: self.next_toast,
            news,
        });
        self.next_toast = self.next_toast.wrapping_add(1);
    }

    /// Counts another found block in the toast that is already shown for found blocks. Returns
    /// `false` if there is none.
    fn count_found(&mut self, found: u32, reward: Amount) -> bool {
        let mut news = self.toasts.iter_mut().map(|toast| &mut toast.news);
        news.any(|news| {
            let News::Found {
                blocks,
                height,
                coins,
            } = news
            else {
                return false;
            };
            *blocks += 1;
            *height = found;
            *coins = coins.checked_add(reward).unwrap_or(Amount::MAX);
            true
        })
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).taking(action))
    }
}

/// A snapshot in which a chain is open. It dereferences to its [`ChainView`] and is cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Chain(Rc<Snapshot>);

impl Chain {
    fn of(snapshot: &Rc<Snapshot>) -> Option<Self> {
        snapshot.chain.as_ref()?;
        Some(Self(snapshot.clone()))
    }

    /// Where the data is stored.
    pub(crate) fn storage(&self) -> &StorageView {
        &self.0.storage
    }

    /// The public key that identifies this person to others; it differs from wallet to wallet.
    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    /// Whether the wallet is encrypted with a passphrase.
    pub(crate) fn is_protected(&self) -> bool {
        self.0.protection == Protection::Passphrase
    }

    /// Whether this node mines, or seals blocks as an author.
    pub(crate) fn is_mining(&self) -> bool {
        self.mining.cores > 0 || self.authority.as_ref().is_some_and(|it| it.making)
    }
}

impl Deref for Chain {
    type Target = ChainView;

    fn deref(&self) -> &ChainView {
        self.0
            .chain
            .as_ref()
            .expect("a Chain is only made of a snapshot with an open chain")
    }
}

impl PartialEq for Chain {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// This node's estimated share of the network's hash rate, 0 to 1, derived from the difficulty.
/// `interval` is in seconds.
pub(crate) fn share(mining: &MiningView, difficulty: f64, interval: u32) -> f64 {
    if difficulty <= 0.0 {
        return 0.0;
    }
    (mining.hash_rate * f64::from(interval) / difficulty).clamp(0.0, 1.0)
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
        State {
            snapshot: None,
            ended: None,
            route: Route::Mine,
            moves: 0,
            cores: 1,
            attacker: ATTACKER,
            toasts: Vec::new(),
            persistence: Persistence::default(),
            wake_lock: WakeLock::default(),
            invited: None,
            refused: None,
            newer: false,
            next_toast: 0,
        }
    }

    const fn undone(depth: u32, own: u32) -> Notice {
        Notice::Reorganised {
            depth,
            own,
            coins: Amount::COIN,
        }
    }

    #[test]
    fn toasts_are_bounded_and_the_oldest_goes_first() {
        let mut state = state();
        for height in 0..10 {
            state = state.taking(Action::Notice(undone(height, 0)));
        }
        let ids: Vec<u32> = state.toasts.iter().map(|toast| toast.id).collect();
        assert_eq!(ids, [7, 8, 9]);
        let state = state.taking(Action::Dismiss(8));
        assert_eq!(state.toasts.len(), 2);
    }

    #[test]
    fn one_toast_counts_found_blocks_until_they_are_replaced() {
        let mut state = state().taking(Action::Notice(undone(1, 0)));
        for height in 1..=26 {
            state = state.taking(Action::Notice(Notice::BlockFound {
                height,
                reward: Amount::COIN,
            }));
        }
        let found = News::Found {
            blocks: 26,
            height: 26,
            coins: Amount::from_units(26 * Amount::COIN.units()).unwrap(),
        };
        assert_eq!(state.toasts.len(), 2);
        assert_eq!((state.toasts[1].id, &state.toasts[1].news), (1, &found));
        // Only blocks of others were replaced, so the toast about own blocks stays.
        let state = state.taking(Action::Notice(undone(2, 0)));
        assert!(state.toasts.iter().any(|toast| toast.news == found));
        let state = state.taking(Action::Notice(undone(2, 1)));
        assert!(!state.toasts.iter().any(|toast| toast.news == found));
        let last = state.toasts.last().map(|toast| &toast.news);
        assert_eq!(last, Some(&News::Other(undone(2, 1))));
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

    #[test]
    fn the_share_is_between_nothing_and_all() {
        let mining = MiningView {
            hash_rate: 1_000.0,
            ..MiningView::default()
        };
        assert_eq!(share(&mining, 100_000.0, 10), 0.1);
        assert_eq!(share(&mining, 1.0, 10), 1.0);
        assert_eq!(share(&mining, 0.0, 10), 0.0);
    }
}
