//! The authors of a chain.

use api::{AuthorView, AuthorityView, PeerView};
use yew::prelude::*;

use crate::state::Contacts;
use crate::texts::mine as texts;
use crate::ui::drawing::emblem::emblem;
use crate::ui::links::hash_text;

/// The list of authors in their order, with a mark on the author in turn. Those who are linked and
/// have told a name have it beside the picture of their key.
pub(crate) fn authors(authority: &AuthorityView, peers: &[PeerView], contacts: &Contacts) -> Html {
    let name = |author: &AuthorView| {
        let mut people = peers.iter().filter_map(|peer| peer.person.as_ref());
        let person = people.find(|person| person.key == author.key)?;
        Some(contacts.name(&person.address).unwrap_or(&person.name))
    };
    let row = |(place, author): (u16, &AuthorView)| {
        let number = place + 1;
        html! {
            <li key={author.key.clone()} class="author">
                <span class="author-name">
                    <strong>{ texts::author(&number) }</strong>
                    if let Some(name) = name(author) {
                        <span class="named">{ emblem(&author.key) }<bdi>{ name }</bdi></span>
                    }
                    if authority.mine == Some(place) {
                        <span class="chip chip-mine">{ texts::you() }</span>
                    }
                    if authority.next == place {
                        <span class="chip">{ texts::next() }</span>
                    }
                </span>
                { hash_text(author.key.clone(), texts::author_copy(&number)) }
                <span class="hint">
                    if let Some(height) = author.last {
                        { texts::author_last(height.into()) }
                    } else {
                        { texts::author_silent() }
                    }
                </span>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="authors-title">
            <h2 id="authors-title">{ texts::authors() }</h2>
            <ol class="author-list" aria-label={texts::authors()}>{ for (0..).zip(&authority.authors).map(row) }</ol>
            <details>
                <summary>{ texts::turns_title() }</summary>
                <p>
                    { texts::turns_text() }
                </p>
                <p>
                    { texts::turns_trust() }
                </p>
            </details>
        </section>
    }
}

/// An author's name on a page: the number in the list, followed by “(you)” for this person.
pub(crate) fn name(authority: Option<&AuthorityView>, place: u16) -> String {
    let mine = authority.is_some_and(|authority| authority.mine == Some(place));
    let number = place + 1;
    match mine {
        true => texts::author_you(&number),
        false => texts::author(&number),
    }
}
