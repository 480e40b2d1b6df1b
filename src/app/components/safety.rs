//! Keeping the wallet safe: its words, its passphrase, and getting it back.

use crate::prelude::*;

use super::passphrase::Passphrase;
use super::restore::Restore;
use super::words::Words;
use crate::dom;
use crate::state::Chain;

/// Remembers that the person has the words on paper.
const WORDS_SAVED: &str = "words-saved";

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The wallet asks for a passphrase.
    pub(crate) protected: bool,
    /// Called when the words were saved.
    pub(crate) saved: Callback<()>,
}

/// Whether the person said that the words are on paper.
pub(crate) fn words_are_saved() -> bool {
    dom::recall(WORDS_SAVED).is_some()
}

/// Keeps that the words are on paper.
pub(crate) fn remember_words_saved() {
    dom::remember(WORDS_SAVED, "yes");
}

/// One plain sentence under the balance while coins can be lost or taken; nothing once they can't.
pub(crate) fn warning(chain: &Chain, saved: bool) -> Option<&'static str> {
    match (chain.is_protected(), saved) {
        (true, true) => None,
        (false, true) => {
            Some("No passphrase is set: whoever uses this browser can spend these coins.")
        }
        (true, false) => Some(
            "Your twelve words are not written down yet: without them, a lost browser means lost coins.",
        ),
        (false, false) => Some(
            "No passphrase is set and the twelve words are not written down yet: anyone at this browser can spend these coins, and losing it loses them.",
        ),
    }
}

/// The three things to do, each behind its own disclosure.
#[component]
pub(crate) fn Safety(props: &Props) -> Html {
    html! {
        <section class="card safety" aria-labelledby="safety">
            <h2 id="safety" tabindex="-1">{ "Keep it safe" }</h2>
            <details>
                <summary>{ "Your twelve words" }</summary>
                <Words protected={props.protected} saved={props.saved.clone()} />
            </details>
            <details>
                <summary>{ if props.protected { "Change the passphrase" } else { "Set a passphrase" } }</summary>
                <Passphrase protected={props.protected} />
            </details>
            <details>
                <summary>{ "Restore a wallet from its words" }</summary>
                <Restore saved={props.saved.clone()} />
            </details>
        </section>
    }
}
