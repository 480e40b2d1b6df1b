//! The authors of a chain.

use api::{AuthorView, AuthorityView};
use yew::prelude::*;

use crate::format;
use crate::ui::links::hash_text;

/// The list of authors in their order, with a mark on the author in turn.
pub(crate) fn authors(authority: &AuthorityView) -> Html {
    let row = |(place, author): (u16, &AuthorView)| {
        let number = place + 1;
        html! {
            <li key={author.key.clone()} class="author">
                <span class="author-name">
                    <strong>{ format!("Author {number}") }</strong>
                    if authority.mine == Some(place) {
                        <span class="chip chip-mine">{ "You" }</span>
                    }
                    if authority.next == place {
                        <span class="chip">{ "Next" }</span>
                    }
                </span>
                { hash_text(author.key.clone(), format!("Copy the key of author {number}")) }
                <span class="hint">
                    if let Some(height) = author.last {
                        { format!("Last made block {}", format::grouped(height.into())) }
                    } else {
                        { "None of the newest blocks" }
                    }
                </span>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="authors-title">
            <h2 id="authors-title">{ "Authors" }</h2>
            <ol class="author-list" aria-label="Authors">{ for (0..).zip(&authority.authors).map(row) }</ol>
            <details>
                <summary>{ "How they take turns" }</summary>
                <p>
                    { "The authors make blocks one after the other, in this order. If the one whose turn it is stays \
                       silent, another waits a moment and steps in. Who made one of the last blocks leaves the next \
                       to others, so the chain goes on as long as more than half of the authors do." }
                </p>
                <p>
                    { "Every block carries its author’s signature, and everybody’s tab checks it. You trust the authors \
                       to go on; more than half of them together could also rewrite what was." }
                </p>
            </details>
        </section>
    }
}

/// An author's name on a page: the number in the list, followed by “(you)” for this person.
pub(crate) fn name(authority: Option<&AuthorityView>, place: u16) -> String {
    let mine = authority.is_some_and(|authority| authority.mine == Some(place));
    let you = if mine { " (you)" } else { "" };
    format!("Author {}{you}", place + 1)
}
