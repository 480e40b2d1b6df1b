//! The safety of the wallet: its words, its passphrase, and restoring it.

use yew::prelude::*;

use super::passphrase::Passphrase;
use super::restore::Restore;
use super::words::Words;
use crate::state::Chain;

/// A warning for below the balance while coins can be lost or stolen; `None` if the wallet is
/// protected and its words are written down.
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

/// The three safety measures, each in a disclosure of its own. `saved` is called when the words
/// were written down.
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
