//! The names of the people behind peers on this page.
//!
//! Anybody may give themselves any name. So a name is shown with the picture of its key, and with
//! the beginning of the key. A contact has the name that this person gave, and the beginning of the
//! key only if others have the same name.

use api::PeerView;
use yew::prelude::*;

use crate::route::Route;
use crate::state::Contacts;
use crate::ui::drawing::emblem::emblem;

/// Number of the key's hexadecimal digits that are shown. The first byte is the same for half of
/// all keys, so it is left out.
const SHOWN_DIGITS: usize = 8;

/// The name of a peer, and the means to tell it from others of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Called<'a> {
    /// The contact's name, or else the name that the person sent. If they sent none, the short name
    /// of the link.
    pub(crate) name: &'a str,
    /// The text whose picture is shown beside the name.
    pub(crate) pictured: &'a str,
    /// The digits of the key that are shown; `None` for a contact whose name nobody else has, and
    /// for peers who sent no name.
    pub(crate) key: Option<&'a str>,
    /// The address of the person's key; `None` if they sent no name.
    address: Option<&'a str>,
}

/// This person. Others may have the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Own<'a> {
    /// This person's name; `None` if there is none.
    pub(crate) name: Option<&'a str>,
    /// This person's public key.
    pub(crate) key: &'a str,
}

impl<'a> Called<'a> {
    /// The name of this peer among these peers.
    pub(crate) fn of(
        peer: &'a PeerView,
        peers: &'a [PeerView],
        own: Own<'a>,
        contacts: &'a Contacts,
    ) -> Self {
        let Some(person) = &peer.person else {
            return Self {
                name: &peer.name,
                pictured: &peer.name,
                key: None,
                address: None,
            };
        };
        let contact = contacts.name(&person.address);
        let name = contact.unwrap_or(&person.name);
        let is_same = |other: &str| other.to_lowercase() == name.to_lowercase();
        let mut people = peers.iter().filter_map(|peer| peer.person.as_ref());
        let is_peers = people.any(|other| other.key != person.key && is_same(&other.name));
        let is_own = own.key != person.key && own.name.is_some_and(is_same);
        let mut known = contacts.iter();
        let is_contacts =
            known.any(|contact| contact.address != person.address && is_same(&contact.name));
        let has_digits = contact.is_none() || is_peers || is_own || is_contacts;
        Self {
            name,
            pictured: &person.key,
            key: has_digits
                .then(|| person.key.get(2..2 + SHOWN_DIGITS))
                .flatten(),
            address: Some(&person.address),
        }
    }

    /// The name for a sentence. The last parentheses are the key's, whatever the name is.
    pub(crate) fn text(&self) -> String {
        match self.key {
            Some(key) => format!("{} ({key})", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The picture, the name and the digits of the key, without a link.
    pub(crate) fn label(&self) -> Html {
        self.with(html! { <bdi>{ self.name }</bdi> })
    }

    /// The picture, the name and the digits of the key. A person's name links to the page of the
    /// key's address, where the person can be made a contact.
    pub(crate) fn html(&self) -> Html {
        let name = html! { <bdi>{ self.name }</bdi> };
        self.with(match self.address {
            Some(address) => {
                let href = Route::Address(address.to_owned()).href();
                html! { <a class="person" {href}>{ name }</a> }
            }
            None => html! { <code>{ name }</code> },
        })
    }

    fn with(&self, name: Html) -> Html {
        html! {
            <span class="named">
                { emblem(self.pictured) }
                <span class="named-text">
                    { name }
                    if let Some(key) = self.key {
                        <code class="said">{ key }</code>
                    }
                </span>
            </span>
        }
    }
}

#[cfg(test)]
mod tests {
    use api::{LinkKind, PersonView, TrafficView};
    use primitives::Time;

    use super::*;
    use crate::state::Contacts;

    const OWN: Own<'static> = Own {
        name: Some("Zoe"),
        key: "02ffffffff",
    };

    fn peer(visit: &str, person: Option<(&str, &str)>) -> PeerView {
        PeerView {
            name: visit.into(),
            link: LinkKind::Outbound,
            height: 0,
            serves_all: None,
            latency: None,
            since: Time::default(),
            received: 0.0,
            sent: 0.0,
            brought: TrafficView::default(),
            given: TrafficView::default(),
            person: person.map(|(name, key)| PersonView {
                name: name.into(),
                key: key.into(),
                address: format!("tab1{key}"),
            }),
        }
    }

    fn texts(peers: &[PeerView], contacts: &Contacts) -> Vec<String> {
        let called = |peer| Called::of(peer, peers, OWN, contacts).text();
        peers.iter().map(called).collect()
    }

    #[test]
    fn who_told_no_name_is_called_by_the_visit() {
        let peers = [peer("c033819f", None)];
        assert_eq!(texts(&peers, &Contacts::none()), ["c033819f"]);
    }

    #[test]
    fn a_name_stands_with_the_key() {
        let peers = [
            peer("1", Some(("Ann", "02aaaaaaaa00"))),
            peer("2", Some(("ANN", "03bbbbbbbb00"))),
            peer("3", Some(("Bob", "03cccccccc00"))),
            peer("4", Some(("Bob", "03cccccccc00"))),
            peer("5", Some(("zoe", "03dddddddd00"))),
            peer("6", Some(("Ann (aaaaaaaa)", "03eeeeeeee00"))),
        ];
        let wanted = [
            "Ann (aaaaaaaa)",
            "ANN (bbbbbbbb)",
            "Bob (cccccccc)",
            "Bob (cccccccc)",
            "zoe (dddddddd)",
            "Ann (aaaaaaaa) (eeeeeeee)",
        ];
        assert_eq!(texts(&peers, &Contacts::none()), wanted);
        assert_eq!(
            Called::of(&peers[0], &peers, OWN, &Contacts::none()).pictured,
            "02aaaaaaaa00"
        );
    }

    #[test]
    fn a_contact_s_own_label_wins_and_nobody_else_can_take_it() {
        let contacts = Contacts::of(&[("tab102aaaaaaaa00", "My sister")]);
        let peers = [
            peer("1", Some(("Ann", "02aaaaaaaa00"))),
            peer("2", Some(("my sister", "03bbbbbbbb00"))),
        ];
        let wanted = ["My sister (aaaaaaaa)", "my sister (bbbbbbbb)"];
        assert_eq!(texts(&peers, &contacts), wanted);
        assert_eq!(texts(&peers[..1], &contacts), ["My sister"]);
    }
}
