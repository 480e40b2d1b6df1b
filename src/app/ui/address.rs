//! Addresses: as links under their contacts' names, and whole in groups of four.

use yew::prelude::*;

use super::links::hash_link;
use crate::route::Route;
use crate::state::use_contacts;

/// An address as a link to its page. If it is a contact's, the link shows the name.
pub(crate) fn address_link(address: &str) -> Html {
    html! { <AddressLink address={address.to_owned()} /> }
}

#[derive(Properties, PartialEq)]
struct Props {
    address: AttrValue,
}

#[component]
fn AddressLink(props: &Props) -> Html {
    let contacts = use_contacts();
    let address = &props.address;
    let Some(name) = contacts.name(address) else {
        return hash_link(Route::Address, address, None);
    };
    let href = Route::Address(address.to_string()).href();
    html! {
        <span class="hash-row">
            <a class="contact-name" {href} title={address}><bdi>{ name }</bdi></a>
        </span>
    }
}

/// A full address in groups of four characters, which are easier to compare. Only the style parts
/// the groups, so that a person who copies them copies the address itself.
pub(crate) fn address_groups(address: &str) -> Html {
    let groups = groups_of_four(address);
    html! {
        <span class="address-groups code">
            { for groups.iter().map(|group| html! { <><span>{ *group }</span><wbr /></> }) }
        </span>
    }
}

fn groups_of_four(text: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(4).map_or(rest.len(), |(at, _)| at);
        let (group, behind) = rest.split_at(end);
        groups.push(group);
        rest = behind;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_whole_in_groups_of_four() {
        for (text, groups) in [
            ("", &[][..]),
            ("tab1", &["tab1"]),
            ("tab1qxyz9", &["tab1", "qxyz", "9"]),
        ] {
            assert_eq!(groups_of_four(text), groups);
            assert_eq!(groups_of_four(text).concat(), text);
        }
    }
}
