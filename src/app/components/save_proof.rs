//! A button that makes a proof and saves it as a file.

use api::{Command, FileBytes, Reply};
use yew::prelude::*;

use super::icon::{Shape, icon};
use crate::dom;
use crate::node::use_asking;

/// What the names of proof files end in.
const ENDING: &str = "tabproof";

/// The button's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The transaction that is proven.
    pub(crate) txid: String,
    /// The button's name.
    pub(crate) label: AttrValue,
    /// What it is of, said behind the name for who can't see beside what it stands.
    #[prop_or_default]
    pub(crate) of: Option<String>,
    /// What the file is called, without its ending.
    pub(crate) file: String,
}

/// The button. Each press makes the proof anew, with all the confirmations there are by then.
#[component]
pub(crate) fn SaveProof(props: &Props) -> Html {
    let saved = use_state(|| false);
    let asking = {
        let (name, saved) = (format!("{}.{ENDING}", props.file), saved.setter());
        use_asking(Callback::from(move |reply| {
            if let Reply::Proof(FileBytes(bytes)) = reply {
                saved.set(dom::save(&name, &bytes));
            }
        }))
    };
    let onclick = {
        let (ask, txid) = (asking.ask.clone(), props.txid.clone());
        Callback::from(move |_: MouseEvent| ask.emit(Command::Prove { txid: txid.clone() }))
    };
    html! {
        <span class="save-proof">
            <button type="button" class="button" disabled={asking.busy} {onclick}>
                { icon(Shape::In) }<span>{ &props.label }</span>
                if let Some(of) = &props.of {
                    <span class="visually-hidden">{ format!(" of {of}") }</span>
                }
            </button>
            <span class="copy-said" role="status">{ if *saved { "Saved" } else { "" } }</span>
            if let Some(fault) = asking.fault_beside(&[]) {
                <span class="fault" role="alert">{ fault }</span>
            }
        </span>
    }
}
