//! The form that verifies a proof or a receipt.

use api::{
    Evidence, Fault, Field as Input, FileBytes, KnownChain, MAX_PROOF_BYTES, ProofQuestion,
    VerdictDocument, command,
};
use browser::file;
use web_sys::File;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::verdict::verdict_view;
use crate::identity::Same;
use crate::node::{Node, fault_beside, fault_of, typing, use_node};
use crate::texts::proofs as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::ui::file_field::FileField;

/// The inputs of the form.
const INPUTS: [Input; 3] = [Input::Proof, Input::File, Input::Chain];

/// Properties of `CheckForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chains that this profile knows.
    pub(crate) chains: Same<Vec<KnownChain>>,
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

impl Outcome {
    const fn refusal(&self) -> Option<&Fault> {
        match self {
            Self::Wrong(fault) => Some(fault),
            _ => None,
        }
    }
}

/// The inputs of the form.
#[derive(Clone)]
struct Inputs {
    proof: UseStateHandle<Option<File>>,
    text: UseStateHandle<String>,
    /// How often the field of the proof's file was emptied.
    emptied: UseStateHandle<u32>,
    file: UseStateHandle<Option<File>>,
    chain: UseStateHandle<String>,
}

/// Returns the inputs, with a receipt from the address in place.
#[hook]
fn use_inputs(receipt: Option<&str>) -> Inputs {
    Inputs {
        proof: use_state(|| None),
        text: use_state(|| receipt.unwrap_or_default().to_owned()),
        emptied: use_state(|| 0),
        file: use_state(|| None),
        chain: use_state(String::new),
    }
}

impl Inputs {
    fn given(&self) -> Given {
        Given {
            proof: (*self.proof).clone(),
            text: self.text.trim().to_owned(),
            file: (*self.file).clone(),
            chain: self.chain.trim().to_owned(),
        }
    }

    /// Puts a receipt's text into the form in place of a proof file, because the form checks one of
    /// the two: the one that was given last.
    fn put_text(&self, text: String) {
        self.text.set(text);
        self.proof.set(None);
        self.emptied.set(*self.emptied + 1);
    }

    /// Returns the callback of the field for the proof's file. It empties the field for the text.
    fn on_proof(&self, forget: &Callback<()>) -> Callback<Option<File>> {
        let (picked, text) = (picking(&self.proof, forget), self.text.setter());
        Callback::from(move |file| {
            text.set(String::new());
            picked.emit(file);
        })
    }

    /// Returns the callback of the field for a receipt's text. It empties the field for the file.
    fn on_text(&self, forget: &Callback<()>) -> Callback<String> {
        let (inputs, forget) = (self.clone(), forget.clone());
        Callback::from(move |text| {
            inputs.put_text(text);
            forget.emit(());
        })
    }
}

/// Returns the callback of a field for a file.
fn picking(state: &UseStateHandle<Option<File>>, forget: &Callback<()>) -> Callback<Option<File>> {
    let (state, forget) = (state.setter(), forget.clone());
    Callback::from(move |file| {
        state.set(file);
        forget.emit(());
    })
}

/// Returns the outcome of the last verification, and the callback that starts another one.
#[hook]
fn use_check() -> (UseStateHandle<Outcome>, Callback<Given>) {
    let node = use_node();
    let outcome = use_state(Outcome::default);
    let setter = outcome.setter();
    let check = Callback::from(move |given: Given| {
        let (node, outcome) = (node.clone(), setter.clone());
        outcome.set(Outcome::Checking);
        spawn_local(async move {
            outcome.set(match ask(&node, given).await {
                Ok(verdict) => Outcome::Right(verdict),
                Err(fault) => Outcome::Wrong(fault),
            });
        });
    });
    (outcome, check)
}

/// The form. It needs neither an open chain nor a network nor coins.
#[component]
pub(crate) fn CheckForm(props: &Props) -> Html {
    let inputs = use_inputs(props.receipt.as_deref());
    let (outcome, check) = use_check();
    let forget = {
        let outcome = outcome.setter();
        Callback::from(move |()| outcome.set(Outcome::None))
    };
    {
        // A receipt from the address is put into the form and verified at once.
        let (check, inputs) = (check.clone(), inputs.clone());
        use_effect_with(props.receipt.clone(), move |receipt| {
            if let Some(text) = receipt.clone() {
                inputs.put_text(text.clone());
                check.emit(Given {
                    text,
                    ..Given::default()
                });
            }
        });
    }
    let onsubmit = {
        let given = inputs.given();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            check.emit(given.clone());
        })
    };
    let is_checking = *outcome == Outcome::Checking;
    let refusal = outcome.refusal();
    let of_proof = fault_of(refusal, Input::Proof);
    let is_pasted = inputs.proof.is_none() && !inputs.text.is_empty();
    let (of_file, of_text) = match is_pasted {
        true => (None, of_proof),
        false => (of_proof, None),
    };
    html! {
        <section class="card" aria-labelledby="check-title">
            <h2 id="check-title">{ texts::check_title() }</h2>
            <p class="card-words">
                { texts::check_text() }
            </p>
            <form {onsubmit}>
                <FileField id="proof" label={texts::check_proof()} fault={of_file} onfile={inputs.on_proof(&forget)}
                    emptied={*inputs.emptied} hint={texts::check_proof_hint()} />
                <FileField id="stamped-file" label={texts::check_file()} fault={fault_of(refusal, Input::File)}
                    onfile={picking(&inputs.file, &forget)}
                    hint={texts::check_file_hint()} />
                { more(&inputs, &forget, of_text, fault_of(refusal, Input::Chain)) }
                { alert(fault_beside(refusal, &INPUTS)) }
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={is_checking}>{ texts::check() }</button>
                    <span role="status">{ if is_checking { texts::checking() } else { "" } }</span>
                </div>
            </form>
            if let Outcome::Right(verdict) = &*outcome {
                { verdict_view(&props.chains, verdict) }
            }
        </section>
    }
}

/// The fields that are seldom needed, unfolded while a receipt's text is given.
fn more(
    inputs: &Inputs,
    forget: &Callback<()>,
    of_text: Option<AttrValue>,
    of_chain: Option<AttrValue>,
) -> Html {
    let Inputs { text, chain, .. } = inputs;
    html! {
        <details open={!text.is_empty()}>
            <summary>{ texts::check_more() }</summary>
            <div class="check-more">
                <Field id="receipt-text" label={texts::check_receipt()} code=true value={(**text).clone()}
                    oninput={inputs.on_text(forget)} fault={of_text}
                    hint={texts::check_receipt_hint()} />
                <Field id="proof-chain" label={texts::check_chain()} code=true value={(**chain).clone()}
                    oninput={typing(chain, forget)} fault={of_chain}
                    hint={texts::check_chain_hint()} />
            </div>
        </details>
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
            return Err(Fault::of(Input::Proof, texts::check_nothing()));
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
    Fault::of(input, texts::check_unread(error))
}
