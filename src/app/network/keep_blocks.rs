//! Pruning: whether this device stores every block in full, or only the newest ones and the needed
//! parts of older ones.

use api::{Field as Input, KeptView, LEAST_WHOLE_BLOCKS, command};
use yew::prelude::*;

use crate::format;
use crate::node::{typing, use_asking};
use crate::texts::common;
use crate::texts::network as texts;
use crate::ui::alert::alert;
use crate::ui::fact::fact;
use crate::ui::field::Field;
use crate::ui::focus::use_focus_on;

/// The proposed number of blocks: a few hours of a busy chain, well above the allowed minimum.
const PROPOSED: &str = "1000";

/// Properties of `KeepBlocks`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Which blocks are kept in full.
    pub(crate) kept: KeptView,
}

/// The storage that the chain uses, and the choice.
#[component]
pub(crate) fn KeepBlocks(props: &Props) -> Html {
    let kept = props.kept;
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
            <h2 id="keep-title">{ texts::keep_title() }</h2>
            { storage(kept) }
            <form {onsubmit}>
                <Field id="keep-newest" label={texts::keep_newest()} inputmode="numeric" value={(*newest).clone()}
                    oninput={typing(&newest, &asking.forgive)} fault={asking.fault_of(Input::Keep)}
                    hint={texts::keep_newest_hint(LEAST_WHOLE_BLOCKS.into())} />
                <p class="hint">
                    { texts::keep_hint() }
                </p>
                { alert(asking.fault_beside(&[Input::Keep])) }
                if *doubting {
                    { doubt(&question, keep_them, drop_them) }
                }
                <div class="buttons">
                    if !*doubting {
                        <button type="submit" class="button" disabled={asking.busy}>{ texts::keep_only_newest() }</button>
                    }
                    if kept.newest.is_some() {
                        <button type="button" class="button" disabled={asking.busy} onclick={keep_all}>
                            { texts::keep_every() }
                        </button>
                    }
                </div>
            </form>
        </section>
    }
}

/// The blocks that are stored now, and the progress while old blocks are being deleted.
fn storage(kept: KeptView) -> Html {
    let (cut, goal) = (kept.cut, kept.goal);
    html! {
        <>
            <dl class="facts">
                { fact(texts::keep_stored(), words(kept)) }
                if let Some(bytes) = kept.bytes {
                    { fact(texts::keep_bytes(), format::bytes(bytes)) }
                }
            </dl>
            if cut < goal {
                <div class="progress">
                    <label>
                        <span>{ texts::keep_deleting() }</span>
                        <progress max={goal.to_string()} value={cut.to_string()} />
                    </label>
                    <span class="numbers">
                        { common::progress(&format::grouped(cut.into()), &format::grouped(goal.into())) }
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
                <strong>{ texts::keep_question() }</strong>
                { common::gap() }{ texts::keep_consequence() }
            </p>
            <div class="buttons">
                <button type="button" class="button" onclick={keep}>{ texts::keep_all() }</button>
                <button type="button" class="button" onclick={drop}>{ texts::keep_delete() }</button>
            </div>
        </>
    }
}

/// Whether the typed choice deletes, now or later, data of blocks that the present choice keeps.
/// `false` if the text is not an allowed number; the node then states the error.
fn is_lost(kept: KeptView, typed: &str) -> bool {
    let digits = typed.trim().replace([',', ' ', '_'], "");
    let Ok(newest) = digits.parse::<u32>() else {
        return false;
    };
    newest >= LEAST_WHOLE_BLOCKS && kept.newest.is_none_or(|present| newest < present)
}

fn words(kept: KeptView) -> String {
    match (kept.newest, kept.cut) {
        (Some(newest), _) => texts::kept_newest(newest.into()),
        (None, 0) => texts::stores_all().to_owned(),
        (None, cut) => texts::kept_after(cut.into()),
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
