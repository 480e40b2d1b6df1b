//! A button that makes a proof and saves it as a file.

use api::{FileBytes, command};
use yew::prelude::*;

use crate::dom;
use crate::node::use_asking;
use crate::texts::proofs as texts;
use crate::ui::icon::{Shape, icon};

/// Extension of proof files.
const ENDING: &str = "tabproof";

/// Properties of `SaveProof`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The transaction that the proof is for.
    pub(crate) txid: String,
    /// The button's label.
    pub(crate) label: AttrValue,
    /// Suffix of the accessible name that states the subject of the proof, for screen readers.
    #[prop_or_default]
    pub(crate) of: Option<String>,
    /// The name of the file without its extension.
    pub(crate) file: String,
}

/// The button. Each press makes a new proof, with all confirmations so far.
#[component]
pub(crate) fn SaveProof(props: &Props) -> Html {
    let saved = use_state(|| false);
    let asking = {
        let (name, saved) = (format!("{}.{ENDING}", props.file), saved.setter());
        use_asking(Callback::from(move |file: FileBytes| {
            saved.set(dom::save(&name, &file.0));
        }))
    };
    let onclick = {
        let (ask, txid) = (asking.ask.clone(), props.txid.clone());
        Callback::from(move |_: MouseEvent| ask.emit(command::Prove { txid: txid.clone() }))
    };
    html! {
        <span class="save-proof">
            <button type="button" class="button" disabled={asking.busy} {onclick}>
                { icon(Shape::In) }<span>{ &props.label }</span>
                if let Some(of) = &props.of {
                    <span class="visually-hidden">{ " " }{ texts::save_of(of) }</span>
                }
            </button>
            <span class="copy-said" role="status">{ if *saved { texts::saved() } else { "" } }</span>
            if let Some(fault) = asking.fault_beside(&[]) {
                <span class="fault" role="alert">{ fault }</span>
            }
        </span>
    }
}
