//! The receipt of a confirmed transaction, as a file and as a QR code.

use api::command;
use yew::prelude::*;

use super::save_proof::SaveProof;
use crate::node::use_asking;
use crate::texts::common;
use crate::texts::proofs as texts;
use crate::ui::alert::alert;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;
use crate::ui::qr::{MAX_TEXT, Qr};

/// Properties of `ReceiptCard`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The transaction's id.
    pub(crate) txid: String,
    /// Whether the transaction stamps a file; its proof is then used with that file.
    pub(crate) stamp: bool,
}

/// The receipt as a file, and on demand as a short text with its QR code.
#[component]
pub(crate) fn ReceiptCard(props: &Props) -> Html {
    let link = use_state(|| None::<String>);
    let field = use_node_ref();
    let asking = {
        let link = link.setter();
        use_asking(Callback::from(move |made| link.set(Some(made))))
    };
    let show = {
        let (ask, txid) = (asking.ask.clone(), props.txid.clone());
        Callback::from(move |_: MouseEvent| ask.emit(command::Receipt { txid: txid.clone() }))
    };
    let start = props.txid.get(..8).unwrap_or(&props.txid);
    let (title, label, kind) = if props.stamp {
        (texts::proof(), texts::save_proof(), "stamp")
    } else {
        (texts::receipt(), texts::save_receipt(), "receipt")
    };
    html! {
        <section class="card" aria-labelledby="receipt-title">
            <h2 id="receipt-title">{ title }</h2>
            <p class="card-words">
                if props.stamp {
                    { texts::proof_text() }
                } else {
                    { texts::receipt_text() }
                }
            </p>
            <div class="buttons">
                <SaveProof txid={props.txid.clone()} file={format!("{kind}-{start}")} {label} />
                <button type="button" class="button" disabled={asking.busy} onclick={show}>{ texts::receipt_show() }</button>
            </div>
            { alert(asking.fault_beside(&[])) }
            if let Some(link) = &*link {
                <div class="receipt-code">
                    if link.len() <= MAX_TEXT {
                        <Qr text={link.clone()} label={texts::receipt_qr()} />
                    }
                    <div class="receive-words">
                        <p class="hint">
                            if link.len() > MAX_TEXT {
                                { texts::receipt_too_large() }{ common::gap() }
                            }
                            { texts::receipt_short_text() }
                        </p>
                        <Field id="short-receipt" label={texts::receipt_short()} code=true value={link.clone()}
                            input={field.clone()} />
                        <div class="buttons"><CopyButton text={link.clone()} label={texts::receipt_copy()} {field} /></div>
                    </div>
                </div>
            }
        </section>
    }
}
