//! The safety of the wallet: its words, its passphrase, its backup, and replacing it.

use yew::prelude::*;

use super::backup::Backup;
use super::lock::Lock;
use super::new_wallet::NewWallet;
use super::passphrase::Passphrase;
use super::restore::Restore;
use super::words::Words;
use crate::state::Profile;
use crate::texts::wallet as texts;

/// A warning to show below the balance, because coins can be lost or stolen. `None` if the wallet
/// is protected and its words are written down.
pub(crate) fn warning(is_protected: bool, saved: bool) -> Option<&'static str> {
    match (is_protected, saved) {
        (true, true) => None,
        (false, true) => Some(texts::safety_no_passphrase()),
        (true, false) => Some(texts::safety_no_words()),
        (false, false) => Some(texts::safety_neither()),
    }
}

/// The safety measures, each in a disclosure of its own. `is_unlocked` says whether the wallet is
/// unlocked, and `onsaved` is called when the words were written down.
pub(crate) fn safety(profile: &Profile, is_unlocked: bool, onsaved: &Callback<()>) -> Html {
    let protected = profile.is_protected;
    html! {
        <section class="card safety" aria-labelledby="safety">
            <h2 id="safety" tabindex="-1">{ texts::safety_title() }</h2>
            <details>
                <summary>{ texts::safety_words() }</summary>
                <Words key={profile.key.to_string()} id="words" {protected} wallet={profile.key.clone()} saved={onsaved.clone()} />
            </details>
            <details>
                <summary>{ if protected { texts::safety_change_passphrase() } else { texts::safety_set_passphrase() } }</summary>
                <Passphrase {protected} />
            </details>
            if protected {
                <details>
                    <summary>{ texts::safety_lock() }</summary>
                    <Lock {is_unlocked} />
                </details>
            }
            <details>
                <summary>{ texts::safety_backup() }</summary>
                <Backup {protected} wallet={profile.key.clone()} />
            </details>
            <details>
                <summary>{ texts::safety_restore() }</summary>
                <Restore profile={profile.clone()} onsaved={onsaved.clone()} />
            </details>
            <details>
                <summary>{ texts::safety_new() }</summary>
                <NewWallet profile={profile.clone()} />
            </details>
        </section>
    }
}
