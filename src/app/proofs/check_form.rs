//! The form that verifies a proof or a receipt.

use api::{
    Evidence, Fault, Field as Input, FileBytes, MAX_PROOF_BYTES, ProofQuestion, VerdictDocument,
    command,
};
use browser::file;
use web_sys::File;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::file_field::FileField;
use super::verdict::Verdict;
use crate::node::{Node, fault_beside, fault_of, typing, use_node};
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// The inputs of the form.
const INPUTS: [Input; 3] = [Input::Proof, Input::File, Input::Chain];

/// Properties of `CheckForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// A receipt from the address of the page.
    #[prop_or_default]
    pub(crate) receipt: Option<String>,
}

/// The contents of the form.
#[derive(Clone, Default, PartialEq)]
struct Given {
    proof: Option<File>,
    text: String,
    file: Option<File>,
    chain: String,
}

/// The result of the last verification.
#[derive(Clone, Default, PartialEq)]
enum Outcome {
    #[default]
    None,
    Checking,
    Right(Box<VerdictDocument>),
    Wrong(Fault),
}

/// The form. It needs neither an open chain nor a network nor coins.
#[component]
pub(crate) fn CheckForm(props: &Props) -> Html {
    let node = use_node();
    let proof = use_state(|| None::<File>);
    let file = use_state(|| None::<File>);
    let text = {
        let receipt = props.receipt.clone();
        use_state(move || receipt.unwrap_or_default())
    };
    let chain = use_state(String::new);
    // The file and the text replace each other: only the last one given counts.
    let emptied = use_state(|| 0u32);
    let outcome = use_state(Outcome::default);
    let forget = {
        let outcome = outcome.setter();
        Callback::from(move |()| outcome.set(Outcome::None))
    };
    let check = {
        let outcome = outcome.setter();
        Callback::from(move |given: Given| {
            let (node, outcome) = (node.clone(), outcome.clone());
            outcome.set(Outcome::Checking);
            spawn_local(async move {
                outcome.set(match ask(&node, given).await {
                    Ok(verdict) => Outcome::Right(verdict),
                    Err(fault) => Outcome::Wrong(fault),
                });
            });
        })
    };
    {
        // A receipt from the address is put into the form and verified at once.
        let (check, text, proof) = (check.clone(), text.setter(), proof.setter());
        let emptied = emptied.clone();
        use_effect_with(props.receipt.clone(), move |receipt| {
            if let Some(receipt) = receipt.clone() {
                text.set(receipt.clone());
                proof.set(None);
                emptied.set(*emptied + 1);
                check.emit(Given {
                    text: receipt,
                    ..Given::default()
                });
            }
        });
    }
    let onsubmit = {
        let given = Given {
            proof: (*proof).clone(),
            text: text.trim().to_owned(),
            file: (*file).clone(),
            chain: chain.trim().to_owned(),
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            check.emit(given.clone());
        })
    };
    let picking = |state: &UseStateHandle<Option<File>>| {
        let (state, forget) = (state.setter(), forget.clone());
        Callback::from(move |picked| {
            state.set(picked);
            forget.emit(());
        })
    };
    let on_proof = {
        let (pick, text) = (picking(&proof), text.setter());
        Callback::from(move |picked: Option<File>| {
            text.set(String::new());
            pick.emit(picked);
        })
    };
    let on_text = {
        let (type_in, proof, emptied) = (typing(&text, &forget), proof.setter(), emptied.clone());
        Callback::from(move |typed: String| {
            proof.set(None);
            emptied.set(*emptied + 1);
            type_in.emit(typed);
        })
    };
    let refusal = match &*outcome {
        Outcome::Wrong(fault) => Some(fault),
        _ => None,
    };
    let of_proof = fault_of(refusal, Input::Proof);
    let pasted = proof.is_none() && !text.is_empty();
    let (of_file, of_text) = if pasted {
        (None, of_proof)
    } else {
        (of_proof, None)
    };
    html! {
        <section class="card" aria-labelledby="check-title">
            <h2 id="check-title">{ "Check a proof or a receipt" }</h2>
            <p class="card-words">
                { "Nobody needs to be trusted or asked: the proof brings the chain’s work with it, and this browser adds it up, \
                   even without a network." }
            </p>
            <form {onsubmit}>
                <FileField id="proof" label="Proof or receipt" fault={of_file} onfile={on_proof} emptied={*emptied}
                    hint="The file that you were given; its name ends in .tabproof." />
                <FileField id="stamped-file" label="The stamped file" fault={fault_of(refusal, Input::File)}
                    onfile={picking(&file)} hint="For a stamp: the file itself. It is only compared, and never leaves this browser." />
                <details open={!text.is_empty()}>
                    <summary>{ "More" }</summary>
                    <div class="check-more">
                        <Field id="receipt-text" label="Text of a QR code" code=true value={(*text).clone()}
                            oninput={on_text} fault={of_text}
                            hint="A short receipt, instead of a file. It counts on its own chain, which must be open here." />
                        <Field id="proof-chain" label="Expected chain (optional)" code=true value={(*chain).clone()}
                            oninput={typing(&chain, &forget)} fault={fault_of(refusal, Input::Chain)}
                            hint="The genesis hash or invitation link of the chain that you expect." />
                    </div>
                </details>
                { alert(fault_beside(refusal, &INPUTS)) }
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={*outcome == Outcome::Checking}>{ "Check" }</button>
                    <span role="status">{ if *outcome == Outcome::Checking { "Checking…" } else { "" } }</span>
                </div>
            </form>
            if let Outcome::Right(verdict) = &*outcome {
                <Verdict verdict={(**verdict).clone()} />
            }
        </section>
    }
}

/// Reads the given files and sends everything to the node for verification.
async fn ask(node: &Node, given: Given) -> Result<Box<VerdictDocument>, Fault> {
    let proof = match &given.proof {
        Some(proof) => {
            let read = file::read(proof, MAX_PROOF_BYTES).await;
            let bytes = read.map_err(|error| unread(Input::Proof, &error))?;
            Evidence::File(FileBytes(bytes))
        }
        None if given.text.is_empty() => {
            let message = "Choose the proof or receipt first.";
            return Err(Fault::of(Input::Proof, message));
        }
        None => Evidence::Text(given.text),
    };
    let sha256 = match &given.file {
        Some(stamped) => {
            let hashed = file::sha256(stamped, |_| true).await;
            let digest = hashed.map_err(|error| unread(Input::File, &error))?;
            digest.map(|digest| base16ct::lower::encode_string(&digest))
        }
        None => None,
    };
    let question = ProofQuestion {
        proof,
        sha256,
        chain: given.chain,
    };
    node.ask(command::Check(Box::new(question))).await
}

fn unread(input: Input, error: &file::FileError) -> Fault {
    Fault::of(input, format!("This file can’t be checked: {error}."))
}
