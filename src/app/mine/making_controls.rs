//! Starting and stopping to seal blocks, on a chain with authors.

use api::{AuthorityView, Field as Input, StorageView, command};
use browser::typed;
use yew::prelude::*;

use super::alone_dialog::use_alone_dialog;
use super::cores::cores;
use crate::format::{self, class};
use crate::identity::Same;
use crate::node::{typing, use_asking};
use crate::state::{Chain, Profile, use_session};
use crate::texts::common;
use crate::texts::mine as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// The controls of an author, or an explanation for everyone else.
pub(crate) fn making_controls(
    profile: &Profile,
    chain: &Chain,
    authority: &Same<AuthorityView>,
) -> Html {
    let Some(mine) = authority.mine else {
        return notice(texts::not_author_title(), texts::not_author_text());
    };
    if *profile.storage == StorageView::OtherTab {
        return notice(texts::other_tab_title(), texts::other_tab_text());
    }
    html! {
        <MakingControls is_protected={profile.is_protected} unmet={chain.unmet} height={chain.head.height}
            hash_rate={chain.mining.hash_rate} authority={authority.clone()} {mine} />
    }
}

fn notice(title: &'static str, words: &'static str) -> Html {
    html! {
        <section class="card miner" aria-labelledby="miner-title">
            <h2 id="miner-title">{ title }</h2>
            <p>{ words }</p>
        </section>
    }
}

/// Properties of `MakingControls`.
#[derive(Properties, PartialEq)]
struct Props {
    /// Whether the wallet is encrypted with a passphrase.
    is_protected: bool,
    /// Whether this profile joined the chain, and no block of another node has come yet.
    unmet: bool,
    /// The height of the tip.
    height: u32,
    /// The completed hashes per second.
    hash_rate: f64,
    authority: Same<AuthorityView>,
    /// This person's index in the list of authors.
    mine: u16,
}

/// The button of an author, the passphrase that it needs, and the author in turn.
#[component]
fn MakingControls(props: &Props) -> Html {
    let authority = &props.authority;
    let session = use_session();
    let passphrase = use_state(String::new);
    let asking = {
        let passphrase = passphrase.setter();
        use_asking(Callback::from(move |(): ()| passphrase.set(String::new())))
    };
    let making = authority.making;
    let locked = props.is_protected && !making;
    let make = {
        let (ask, passphrase) = (asking.ask.clone(), passphrase.clone());
        let cores = if making { 0 } else { session.cores };
        Callback::from(move |()| {
            ask.emit(command::Mine {
                cores,
                passphrase: locked.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let (press, dialog) = use_alone_dialog(!making && props.unmet, make);
    let onsubmit = press.reform(|event: SubmitEvent| event.prevent_default());
    let name = if making {
        texts::making_stop()
    } else {
        texts::making_start()
    };
    html! {
        <section class="card miner" aria-labelledby="miner-title">
            <h2 id="miner-title" class="visually-hidden">{ texts::making() }</h2>
            <div class={class("rate", making.then_some("is-mining"))}>
                <p class="turn" role="status">{ turn(props.height, authority, props.mine) }</p>
                if authority.work {
                    <p class="rate-plain">
                        <output aria-label={common::hash_rate()} aria-live="off">{ format::fixed(props.hash_rate, 0) }</output>
                        <span>{ " " }{ common::hashes_per_second() }</span>
                    </p>
                }
            </div>
            <form class="miner" {onsubmit}>
                if locked {
                    <Field id="making-passphrase" label={common::passphrase()} kind="password" autocomplete="current-password"
                        value={(*passphrase).clone()} oninput={typing(&passphrase, &asking.forgive)}
                        fault={asking.fault_of(Input::Passphrase)}
                        hint={texts::making_passphrase_hint()} />
                }
                <button type="submit" disabled={asking.busy}
                    class={if making { "button button-large button-stop" } else { "button button-large button-main" }}>
                    { name }
                </button>
            </form>
            if authority.work {
                { cores(&session, making, &asking.ask) }
            }
            { alert(asking.fault_beside(&[Input::Passphrase])) }
            { dialog }
        </section>
    }
}

/// States whose turn it is to seal the next block, above the tip at `height`.
fn turn(height: u32, authority: &AuthorityView, mine: u16) -> String {
    let next = u64::from(height) + 1;
    let pauses = authority.authors.get(usize::from(mine));
    if authority.next == mine {
        texts::turn_yours(next)
    } else if pauses.is_some_and(|author| author.pauses) {
        texts::turn_pause(next)
    } else {
        texts::turn_other(next, &(authority.next + 1))
    }
}
