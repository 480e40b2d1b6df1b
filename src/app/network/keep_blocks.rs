//! Pruning: whether this device stores every block in full, or only the newest ones in full and of
//! older blocks only what is still needed.

use api::{Field as Input, KeptView, LEAST_WHOLE_BLOCKS, command};
use yew::prelude::*;

use crate::format;
use crate::node::{typing, use_asking};
use crate::state::Chain;
use crate::ui::alert::alert;
use crate::ui::fact::fact;
use crate::ui::field::Field;
use crate::ui::focus::use_focus_on;

/// The proposed number of blocks: a few hours of a busy chain, well above the allowed minimum.
const PROPOSED: &str = "1000";

/// Properties of `KeepBlocks`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The storage that the chain uses, and the choice.
#[component]
pub(crate) fn KeepBlocks(props: &Props) -> Html {
    let kept = props.chain.kept;
    let newest = use_state(|| PROPOSED.to_owned());
    let doubting = use_state(|| false);
    let question = use_focus_on(doubting.then_some(()));
    let asking = {
        let doubting = doubting.setter();
        use_asking(Callback::from(move |(): ()| doubting.set(false)))
    };
    let is_lost = is_lost(kept, &newest);
    let onsubmit = {
        let (ask, newest, doubting) = (asking.ask.clone(), newest.clone(), doubting.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_lost {
                return doubting.set(true);
            }
            let newest = Some((*newest).clone());
            ask.emit(command::Prune { newest });
        })
    };
    let drop_them = {
        let (ask, newest, doubting) = (asking.ask.clone(), newest.clone(), doubting.setter());
        Callback::from(move |_: MouseEvent| {
            doubting.set(false);
            let newest = Some((*newest).clone());
            ask.emit(command::Prune { newest });
        })
    };
    let keep_them = {
        let doubting = doubting.setter();
        Callback::from(move |_: MouseEvent| doubting.set(false))
    };
    let keep_all = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::Prune { newest: None }))
    };
    html! {
        <section class="card" aria-labelledby="keep-title">
            <h2 id="keep-title">{ "Old blocks" }</h2>
            { storage(kept) }
            <form {onsubmit}>
                <Field id="keep-newest" label="Newest blocks to keep" inputmode="numeric" value={(*newest).clone()}
                    oninput={typing(&newest, &asking.forgive)} fault={asking.fault_of(Input::Keep)}
                    hint={format!("At least {LEAST_WHOLE_BLOCKS}. Of older blocks, this device keeps what still proves unspent coins \
                                   and your own payments.")} />
                <p class="hint">
                    { "What is deleted is gone from this device: only another device that stores every block has it still. \
                       Your coins and your payments stay, and can still be proven." }
                </p>
                { alert(asking.fault_beside(&[Input::Keep])) }
                if *doubting {
                    { doubt(&question, keep_them, drop_them) }
                }
                <div class="buttons">
                    if !*doubting {
                        <button type="submit" class="button" disabled={asking.busy}>{ "Keep only the newest" }</button>
                    }
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

/// What is stored now, and the progress while old blocks are being deleted.
fn storage(kept: KeptView) -> Html {
    let (cut, goal) = (kept.cut, kept.goal);
    html! {
        <>
            <dl class="facts">
                { fact("This device stores", words(kept)) }
                if let Some(bytes) = kept.bytes {
                    { fact("Storage used", format::bytes(bytes)) }
                }
            </dl>
            if cut < goal {
                <div class="progress">
                    <label>
                        <span>{ "Deleting old blocks" }</span>
                        <progress max={goal.to_string()} value={cut.to_string()} />
                    </label>
                    <span class="numbers">
                        { format!("{} of {}", format::grouped(cut.into()), format::grouped(goal.into())) }
                    </span>
                </div>
            }
        </>
    }
}

/// The question before old blocks are deleted.
fn doubt(question: &NodeRef, keep: Callback<MouseEvent>, drop: Callback<MouseEvent>) -> Html {
    html! {
        <>
            <p ref={question} tabindex="-1">
                <strong>{ "Delete old blocks from this device? They do not come back. " }</strong>
                { "If nobody else keeps them all, newcomers can no longer join this chain." }
            </p>
            <div class="buttons">
                <button type="button" class="button" onclick={keep}>{ "Keep everything" }</button>
                <button type="button" class="button" onclick={drop}>{ "Delete old blocks" }</button>
            </div>
        </>
    }
}

/// Whether the typed choice deletes data of blocks, now or later, that the present choice keeps.
/// `false` if the text is not an allowed number; the node then states what is wrong with it.
fn is_lost(kept: KeptView, typed: &str) -> bool {
    let digits = typed.trim().replace([',', ' ', '_'], "");
    let Ok(newest) = digits.parse::<u32>() else {
        return false;
    };
    newest >= LEAST_WHOLE_BLOCKS && kept.newest.is_none_or(|present| newest < present)
}

fn words(kept: KeptView) -> String {
    match (kept.newest, kept.cut) {
        (Some(newest), _) => format!("The newest {} blocks whole", format::grouped(newest.into())),
        (None, 0) => "Every block".to_owned(),
        (None, cut) => format!("Every block after {}", format::grouped(cut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(newest: Option<u32>, cut: u32) -> KeptView {
        KeptView {
            newest,
            cut,
            ..KeptView::default()
        }
    }

    #[test]
    fn what_is_kept_is_told() {
        assert_eq!(words(kept(None, 0)), "Every block");
        assert_eq!(words(kept(Some(1_000), 5)), "The newest 1,000 blocks whole");
        assert_eq!(words(kept(None, 1_200)), "Every block after 1,200");
    }

    #[test]
    fn only_a_choice_that_drops_blocks_is_asked_about_again() {
        for (present, typed, asked) in [
            (None, "1000", true),
            (None, " 1 000 ", true),
            (None, "288", true),
            (None, "287", false),
            (None, "many", false),
            (None, "", false),
            (Some(500), "400", true),
            (Some(500), "500", false),
            (Some(500), "5,000", false),
        ] {
            assert_eq!(
                is_lost(kept(present, 0), typed),
                asked,
                "{present:?} {typed}"
            );
        }
    }
}
