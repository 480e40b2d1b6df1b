//! Which of the chain's blocks this device keeps: all, or the newest whole and of the older ones what is still needed.

use api::{Command, Field as Input, KeptView, Reply};
use yew::prelude::*;

use super::fact::Fact;
use super::field::Field;
use crate::format;
use crate::node::{typing, use_asking};
use crate::state::Chain;

/// What the field proposes: some hours of a busy chain, well above the least that can be chosen.
const PROPOSED: &str = "1000";

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// How much room the chain takes, and the choice.
#[component]
pub(crate) fn KeepBlocks(props: &Props) -> Html {
    let kept = props.chain.kept;
    let newest = use_state(|| PROPOSED.to_owned());
    let asking = use_asking(Callback::from(|_: Reply| ()));
    let onsubmit = {
        let (ask, newest) = (asking.ask.clone(), newest.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let newest = Some((*newest).clone());
            ask.emit(Command::Keep { newest });
        })
    };
    let keep_all = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(Command::Keep { newest: None }))
    };
    html! {
        <section class="card" aria-labelledby="keep-title">
            <h2 id="keep-title">{ "Old blocks" }</h2>
            <dl class="facts">
                <Fact name="This device keeps">{ words(kept) }</Fact>
                if let Some(bytes) = kept.bytes {
                    <Fact name="Room used">{ format::bytes(bytes) }</Fact>
                }
            </dl>
            if kept.cut < kept.goal {
                <div class="progress">
                    <label>
                        <span>{ "Cutting old blocks down" }</span>
                        <progress max={kept.goal.to_string()} value={kept.cut.to_string()} />
                    </label>
                    <span class="numbers">
                        { format!("{} of {}", format::grouped(kept.cut.into()), format::grouped(kept.goal.into())) }
                    </span>
                </div>
            }
            <form {onsubmit}>
                <Field id="keep-newest" label="Newest blocks to keep whole" inputmode="numeric"
                    value={(*newest).clone()} oninput={typing(&newest, &asking.forgive)}
                    fault={asking.fault_of(Input::Keep)}
                    hint="At least 288. Of older blocks, this device keeps what still proves unspent coins and your own payments." />
                <p class="hint">
                    { "What is dropped is gone from this device: only another device that keeps every block has it still. \
                       Your coins and your payments stay, and can still be proven." }
                </p>
                if let Some(fault) = asking.fault_beside(&[Input::Keep]) {
                    <p class="fault" role="alert">{ fault }</p>
                }
                <div class="buttons">
                    <button type="submit" class="button" disabled={asking.busy}>{ "Keep only the newest" }</button>
                    if kept.newest.is_some() {
                        <button type="button" class="button" disabled={asking.busy} onclick={keep_all}>
                            { "Keep every block from now on" }
                        </button>
                    }
                </div>
            </form>
        </section>
    }
}

fn words(kept: KeptView) -> String {
    match (kept.newest, kept.cut) {
        (Some(newest), _) => format!("The newest {} blocks whole", format::grouped(newest.into())),
        (None, 0) => "Every block".to_owned(),
        (None, cut) => format!("Every block after {}", format::grouped(cut.into())),
    }
}
