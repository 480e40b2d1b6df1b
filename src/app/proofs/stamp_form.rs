//! Stamping a file.

use api::{Field as Input, Sent, StampReview, WalletView, command};
use browser::{file, typed};
use web_sys::File;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::stamped_names;
use crate::format;
use crate::identity::Same;
use crate::node::{typing, use_asking, use_node};
use crate::reasons::sentence;
use crate::route::Route;
use crate::texts::common;
use crate::texts::proofs as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::ui::file_field::FileField;

/// Properties of `StampForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
}

/// The state of the chosen file.
#[derive(Clone, Debug, Default, PartialEq)]
enum Chosen {
    /// No file is chosen.
    #[default]
    Nothing,
    /// The file is being read; this share of it is done, 0 to 1.
    Reading(f64),
    /// The file's hash and the cost of its stamp are known.
    Read {
        name: String,
        sha256: String,
        review: StampReview,
    },
    /// Why the file can't be stamped.
    Refused(String),
}

impl Chosen {
    fn refusal(&self) -> Option<AttrValue> {
        match self {
            Self::Refused(reason) => Some(reason.clone().into()),
            _ => None,
        }
    }
}

/// The form: the file, the cost of its stamp, and the button.
#[component]
pub(crate) fn StampForm(props: &Props) -> Html {
    let chosen = use_state(Chosen::default);
    let passphrase = use_state(String::new);
    let done = use_state(|| None::<(String, String)>);
    let emptied = use_state(|| 0u32);
    let onfile = use_reading(&chosen, &done);
    let asking = {
        let (chosen, done, emptied) = (chosen.clone(), done.setter(), emptied.clone());
        let passphrase = passphrase.setter();
        use_asking(Callback::from(move |Sent { txid }| {
            if let Chosen::Read { name, sha256, .. } = &*chosen {
                stamped_names::remember(sha256, name);
                done.set(Some((name.clone(), txid)));
                chosen.set(Chosen::Nothing);
                passphrase.set(String::new());
                emptied.set(*emptied + 1);
            }
        }))
    };
    let onsubmit = {
        let (ask, chosen, passphrase) = (asking.ask.clone(), chosen.clone(), passphrase.clone());
        let protected = props.is_locked;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Chosen::Read { sha256, review, .. } = &*chosen {
                ask.emit(command::Stamp {
                    sha256: sha256.clone(),
                    fee: review.fee,
                    passphrase: protected.then(|| typed::secret(&passphrase)),
                });
            }
        })
    };
    let fault = chosen.refusal();
    html! {
        <section class="card" aria-labelledby="stamp-title">
            <h2 id="stamp-title">{ texts::stamp_title() }</h2>
            <p class="card-words">
                { texts::stamp_text() }
            </p>
            <form {onsubmit}>
                <div role="status" class="sent">
                    { for done.iter().map(|(name, txid)| stamped(&props.wallet, name, txid)) }
                </div>
                <FileField id="stamp-file" label={texts::stamp_file()} {fault} {onfile} emptied={*emptied}
                    hint={texts::stamp_file_hint()} />
                if let Chosen::Reading(share) = &*chosen {
                    <p role="status">{ texts::stamp_reading(&format::percent(*share)) }</p>
                }
                if let Chosen::Read { sha256, review, .. } = &*chosen {
                    { bill(sha256, review, &props.symbol) }
                }
                if props.is_locked {
                    <Field id="stamp-passphrase" label={common::passphrase()} kind="password" autocomplete="current-password"
                        value={(*passphrase).clone()} oninput={typing(&passphrase, &asking.forgive)}
                        fault={asking.fault_of(Input::Passphrase)} />
                }
                { alert(asking.fault_beside(&[Input::Passphrase])) }
                <div class="buttons">
                    <button type="submit" class="button button-main"
                        disabled={asking.busy || !matches!(*chosen, Chosen::Read { .. })}>{ texts::stamp() }</button>
                </div>
            </form>
        </section>
    }
}

/// The file that was stamped last, with the state of its stamp.
fn stamped(wallet: &WalletView, name: &str, txid: &str) -> Html {
    html! {
        <>
            <p>{ stamp_state(wallet, txid, html! { <bdi class="carried">{ name.to_owned() }</bdi> }) }</p>
            <p><a href={Route::Transaction(txid.to_owned()).href()}>{ texts::stamp_see() }</a></p>
        </>
    }
}

/// Describes the state of a stamp of this wallet. `file` shows the name of the stamped file.
fn stamp_state(wallet: &WalletView, txid: &str, file: Html) -> Html {
    let mut history = wallet.history.iter();
    let row = history.find(|row| row.txid.to_string() == txid);
    match row.and_then(|row| row.height) {
        Some(height) => texts::stamped_in_block(file, height.into()),
        None => texts::stamped_waiting(file),
    }
}

/// The cost of the stamp.
fn bill(sha256: &str, review: &StampReview, symbol: &str) -> Html {
    html! {
        <dl class="bill" aria-label={texts::stamp_bill()}>
            <div class="fact bill-hash"><dt>{ texts::fingerprint() }</dt>
                <dd><span class="hash" title={sha256.to_owned()}>{ sha256.to_owned() }</span></dd></div>
            <div class="fact"><dt>{ common::fee() }</dt>
                <dd class="numbers">{ format::coins(review.fee, symbol) }</dd></div>
            <div class="fact"><dt>{ common::left() }</dt>
                <dd class="numbers">{ format::coins(review.left, symbol) }</dd></div>
            if let Some(earlier) = review.earlier {
                <p class="hint">
                    { texts::stamped_before(html! {
                        <a href={Route::Transaction(earlier.to_string()).href()}>{ texts::stamped_before_link() }</a>
                    }) }
                </p>
            }
        </dl>
    }
}

/// Returns a callback that hashes a chosen file in pieces and then requests the cost of its stamp.
/// A file chosen meanwhile replaces it.
#[hook]
fn use_reading(
    chosen: &UseStateHandle<Chosen>,
    done: &UseStateHandle<Option<(String, String)>>,
) -> Callback<Option<File>> {
    let node = use_node();
    let newest = use_mut_ref(|| 0u64);
    let (chosen, done) = (chosen.setter(), done.setter());
    Callback::from(move |picked: Option<File>| {
        let number = newest.replace_with(|number| *number + 1) + 1;
        done.set(None);
        let Some(picked) = picked else {
            return chosen.set(Chosen::Nothing);
        };
        chosen.set(Chosen::Reading(0.0));
        let (node, chosen, newest) = (node.clone(), chosen.clone(), newest.clone());
        spawn_local(async move {
            let is_newest = || *newest.borrow() == number;
            let told = chosen.clone();
            let hashed = file::sha256(&picked, |share| {
                if is_newest() {
                    told.set(Chosen::Reading(share));
                }
                is_newest()
            });
            let outcome = match hashed.await {
                Ok(Some(digest)) => {
                    let sha256 = base16ct::lower::encode_string(&digest);
                    let ask = command::ReviewStamp {
                        sha256: sha256.clone(),
                    };
                    match node.ask(ask).await {
                        Ok(review) => Chosen::Read {
                            name: picked.name(),
                            sha256,
                            review,
                        },
                        Err(fault) => Chosen::Refused(sentence(&fault.reason)),
                    }
                }
                Ok(None) => return,
                Err(error) => Chosen::Refused(texts::stamp_refused(&error)),
            };
            if is_newest() {
                chosen.set(outcome);
            }
        });
    })
}
