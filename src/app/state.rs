//! What the page knows, and the one function that changes it.

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

/// Toasts shown at the same time; an older one makes room, so that a storm of news never covers the
/// page.
const MOST_TOASTS: usize = 3;
/// The attacker's share until another is chosen, in per cent: the one of the paper's first table.
const ATTACKER: u32 = 10;
/// The greatest share that waiting helps against, in per cent.
pub(crate) const MOST_ATTACKER: u32 = 49;

/// Everything that the components draw from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The node's last word about itself; none until it has spoken.
    pub(crate) snapshot: Option<Rc<Snapshot>>,
    /// Why the node is gone, once it is.
    pub(crate) ended: Option<AttrValue>,
    /// The page that is shown.
    pub(crate) route: Route,
    /// How often the person has come to another page or chain; the focus follows from the second
    /// on.
    pub(crate) moves: u32,
    /// Cores to mine with, when mining.
    pub(crate) cores: u32,
    /// The share of all mining power that an attacker is taken to have, in per cent, 1 to
    /// [`MOST_ATTACKER`].
    pub(crate) attacker: u32,
    /// News, oldest first.
    pub(crate) toasts: Vec<Toast>,
    /// Whether the browser keeps the files.
    pub(crate) persistence: Persistence,
    /// Whether the screen stays on while mining.
    pub(crate) wake_lock: WakeLock,
    /// An invitation that the person has not answered yet.
    pub(crate) invited: Option<Invited>,
    /// An invitation from the address bar that was refused, and why.
    pub(crate) refused: Option<Refused>,
    /// A newer version of the page is ready.
    pub(crate) newer: bool,
    next_toast: u32,
}

/// A piece of news.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Toast {
    /// Names it for [`Action::Dismiss`].
    pub(crate) id: u32,
    /// What happened.
    pub(crate) news: News,
}

/// What a toast tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum News {
    /// Blocks that this node's miner has found since the toast came up: one toast counts them.
    Found {
        /// How many.
        blocks: u32,
        /// The height of the last one.
        height: u32,
        /// What they pay together, fees included.
        coins: Amount,
    },
    /// Something else.
    Other(Notice),
}

/// A link and the chain that it describes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Invited {
    /// The link.
    pub(crate) link: String,
    /// What it describes.
    pub(crate) document: Box<InvitationDocument>,
}

/// A link that leads to no chain.
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
    /// Something happened once.
    Notice(Notice),
    /// The node is gone.
    Ended(String),
    /// Another page is shown.
    Moved(Route),
    /// Another number of cores was chosen.
    Cores(u32),
    /// Another share of the attacker was chosen, in per cent.
    Attacker(u32),
    /// A toast was read.
    Dismiss(u32),
    /// The browser says whether it keeps the files.
    Persistence(Persistence),
    /// It has had its time to say so.
    PersistenceLate,
    /// The screen stays on from now on, or no longer.
    WakeLock(WakeLock),
    /// A link leads to a chain, which the person is asked about.
    Invited(Invited),
    /// The person has answered.
    Answered,
    /// A link from the address bar leads to no chain.
    Refused(Refused),
    /// A newer version of the page is ready.
    Newer,
}

/// The state with the way to change it.
pub(crate) type Page = UseReducerHandle<State>;

impl State {
    /// Before the node has said anything.
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

    /// The open chain.
    pub(crate) fn chain(&self) -> Option<Chain> {
        Chain::of(self.snapshot.as_ref()?)
    }

    /// The public key by which others know this person, once the node has told it.
    pub(crate) fn key(&self) -> Option<AttrValue> {
        let snapshot = self.snapshot.as_ref()?;
        (!snapshot.key.is_empty()).then(|| snapshot.key.clone().into())
    }

    /// Why the profile's file can't be read, where it can't.
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
        // Another chain, or none, is another page even where the route stays.
        if (self.snapshot.as_deref()).is_some_and(|before| genesis(before) != genesis(&snapshot)) {
            self.moves += 1;
            // News of the chain that was left would be read as news of this one.
            let is_trouble =
                |toast: &Toast| matches!(toast.news, News::Other(Notice::Trouble { .. }));
            self.toasts.retain(is_trouble);
        }
        self.snapshot = Some(Rc::new(*snapshot));
    }

    fn go(&mut self, route: Route) {
        // Somebody who goes elsewhere has not agreed.
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
                // What it says is not so any more.
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

    /// Counts another found block in the toast that is shown for the ones before; whether there is
    /// one.
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

/// A snapshot in which a chain is open: reads like its [`ChainView`], and costs nothing to hand on.
#[derive(Clone, Debug)]
pub(crate) struct Chain(Rc<Snapshot>);

impl Chain {
    fn of(snapshot: &Rc<Snapshot>) -> Option<Self> {
        snapshot.chain.as_ref()?;
        Some(Self(snapshot.clone()))
    }

    /// Where the data is kept.
    pub(crate) fn storage(&self) -> &StorageView {
        &self.0.storage
    }

    /// The public key by which others know this person, which tells one wallet from another.
    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    /// The wallet asks for a passphrase.
    pub(crate) fn is_protected(&self) -> bool {
        self.0.protection == Protection::Passphrase
    }

    /// Mining, or making blocks, is on.
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

/// This node's share of the whole network's search, 0 to 1, as far as the difficulty tells.
pub(crate) fn share(mining: &MiningView, difficulty: f64, interval: u32) -> f64 {
    if difficulty <= 0.0 {
        return 0.0;
    }
    (mining.hash_rate * f64::from(interval) / difficulty).clamp(0.0, 1.0)
}

/// The state, for a component below the root.
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
        // Blocks of others were replaced: hers stand.
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
