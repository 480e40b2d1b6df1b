//! The dialog that edits the private note on a payment.

use api::{Field as Input, command};
use primitives::Txid;
use yew::prelude::*;

use crate::node::{typing, use_asking};
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// Properties of `NoteDialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The id of the payment's transaction.
    pub(crate) txid: Txid,
    /// The present note; `None` if there is none.
    pub(crate) present: Option<String>,
    /// Called when the note is saved.
    pub(crate) onsaved: Callback<()>,
    /// Called when the person changes nothing.
    pub(crate) onclose: Callback<()>,
}

/// The dialog. An empty note removes the present one.
#[component]
pub(crate) fn NoteDialog(props: &Props) -> Html {
    let note = {
        let present = props.present.clone();
        use_state(move || present.unwrap_or_default())
    };
    let saving = use_asking(props.onsaved.clone());
    let onsubmit = {
        let (ask, note, txid) = (saving.ask.clone(), note.clone(), props.txid);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::SetPaymentNote {
                txid: txid.to_string(),
                note: (*note).clone(),
            });
        })
    };
    let cancel = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <Dialog id="note-dialog" title={texts::note_title()} onclose={props.onclose.clone()}>
            <form {onsubmit}>
                <Field id="private-note" label={texts::note()} value={(*note).clone()}
                    oninput={typing(&note, &saving.forgive)} fault={saving.fault_of(Input::Message)}
                    hint={texts::note_hint()} />
                { alert(saving.fault_beside(&[Input::Message])) }
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" onclick={cancel}>{ texts::note_cancel() }</button>
                    <button type="submit" class="button button-main" disabled={saving.busy}>{ texts::note_save() }</button>
                </div>
            </form>
        </Dialog>
    }
}
