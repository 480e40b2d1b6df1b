//! Keeping the wallet safe: its words, its passphrase, and getting it back.

use yew::prelude::*;

use super::passphrase::Passphrase;
use super::restore::Restore;
use super::words::Words;
use crate::dom;
use crate::state::Chain;

/// Remembers that the person has a wallet's words on paper; its public key tells which one. Another
/// wallet in the same profile is another matter.
fn words_saved(wallet: &str) -> String {
    format!("words-saved/{wallet}")
}

/// Whether the person said that this wallet's words are on paper.
pub(crate) fn words_are_saved(wallet: &str) -> bool {
    dom::recall(&words_saved(wallet)).is_some()
}

/// Keeps that this wallet's words are on paper.
pub(crate) fn remember_words_saved(wallet: &str) {
    dom::remember(&words_saved(wallet), "yes");
}

/// One plain sentence under the balance while coins can be lost or taken; nothing once they can't.
pub(crate) fn warning(chain: &Chain, saved: bool) -> Option<&'static str> {
    match (chain.is_protected(), saved) {
        (true, true) => None,
        (false, true) => {
            Some("No passphrase is set: anyone using this browser can spend your coins.")
        }
        (true, false) => Some(
            "Your twelve words are not written down yet: without them, a lost browser means lost coins.",
        ),
        (false, false) => Some(
            "No passphrase is set and the twelve words are not written down yet: anyone using this browser can spend your coins; if you lose it, they’re gone.",
        ),
    }
}

/// The three things to do, each behind its own disclosure. `saved` is called when the words were
/// saved.
pub(crate) fn safety(chain: &Chain, saved: &Callback<()>) -> Html {
    let protected = chain.is_protected();
    html! {
        <section class="card safety" aria-labelledby="safety">
            <h2 id="safety" tabindex="-1">{ "Keep it safe" }</h2>
            <details>
                <summary>{ "Your twelve words" }</summary>
                <Words id="words" {protected} wallet={chain.key().to_owned()} saved={saved.clone()} />
            </details>
            <details>
                <summary>{ if protected { "Change the passphrase" } else { "Set a passphrase" } }</summary>
                <Passphrase {protected} />
            </details>
            <details>
                <summary>{ "Restore a wallet from its words" }</summary>
                <Restore />
            </details>
        </section>
    }
}
