//! The choice of the people who get starting coins.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

/// Who is to be paid, by the addresses of their keys. Those who have received nothing are, as long
/// as the person does not choose otherwise.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Payees {
    /// Whether the address of each person who is here has received coins, as far as it is known.
    received: BTreeMap<String, bool>,
    /// What the person chose by clicks. It stays when somebody leaves, so that coming back changes
    /// nothing.
    chosen: BTreeMap<String, bool>,
}

/// A change of the choice, or of what is known.
pub(super) enum Change {
    /// These addresses are here. What is known about others is forgotten.
    Here(Vec<String>),
    /// Whether an address has received coins; `None` if the node could not say.
    Known(String, Option<bool>),
    /// The person chose whether to pay an address.
    Chose(String, bool),
    /// These addresses were paid.
    Paid(Vec<String>),
}

impl Payees {
    /// Whether an address has received coins; `None` if it is not known.
    pub(super) fn has_received(&self, address: &str) -> Option<bool> {
        self.received.get(address).copied()
    }

    /// Whether an address is to be paid.
    pub(super) fn is_chosen(&self, address: &str) -> bool {
        let chosen = self.chosen.get(address).copied();
        chosen.unwrap_or_else(|| self.has_received(address) == Some(false))
    }
}

impl Reducible for Payees {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Here(here) => next.received.retain(|address, _| here.contains(address)),
            // A late answer from before the payment.
            Change::Known(address, _) if self.has_received(&address) == Some(true) => {}
            Change::Known(address, Some(any)) => {
                next.received.insert(address, any);
            }
            Change::Known(address, None) => {
                next.received.remove(&address);
            }
            Change::Chose(address, is_chosen) => {
                next.chosen.insert(address, is_chosen);
            }
            Change::Paid(paid) => {
                for address in paid {
                    next.chosen.remove(&address);
                    next.received.insert(address, true);
                }
            }
        }
        next.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(changes: impl IntoIterator<Item = Change>) -> Rc<Payees> {
        let start = Rc::new(Payees::default());
        changes.into_iter().fold(start, Payees::reduce)
    }

    fn known(any: bool) -> Change {
        Change::Known("a".into(), Some(any))
    }

    #[test]
    fn who_has_received_nothing_is_paid_unless_the_person_says_otherwise() {
        let chose = |is_chosen| Change::Chose("a".into(), is_chosen);
        assert!(!after([]).is_chosen("a"), "nothing is known");
        assert!(after([known(false)]).is_chosen("a"));
        assert!(!after([known(true)]).is_chosen("a"));
        assert!(!after([known(false), chose(false)]).is_chosen("a"));
        assert!(after([known(true), chose(true)]).is_chosen("a"));
    }

    #[test]
    fn who_was_paid_is_not_paid_again_by_an_old_answer() {
        let paid = || Change::Paid(vec!["a".into()]);
        let chose = Change::Chose("a".into(), true);
        assert!(!after([known(false), chose, paid()]).is_chosen("a"));
        assert!(!after([known(false), paid(), known(false)]).is_chosen("a"));
    }

    #[test]
    fn what_the_node_can_no_longer_say_is_forgotten() {
        let failed = Change::Known("a".into(), None);
        assert_eq!(after([known(false), failed]).has_received("a"), None);
    }

    #[test]
    fn of_those_who_left_only_the_choice_stays() {
        let left = || Change::Here(vec!["b".into()]);
        assert!(after([known(true), left()]).received.is_empty());
        let stays = Change::Here(vec!["a".into()]);
        assert_eq!(after([known(true), stays]).has_received("a"), Some(true));
        let chose = Change::Chose("a".into(), false);
        let came_back = after([known(false), chose, left(), known(false)]);
        assert!(!came_back.is_chosen("a"));
    }
}
