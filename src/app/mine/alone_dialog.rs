//! The question before mining on a chain that was joined but whose peers have not sent a block yet.

use yew::prelude::*;

use crate::texts::mine as texts;
use crate::ui::dialog::Dialog;

/// Returns the action of a button that starts making blocks, and the dialog, which is empty unless
/// it is open. If `is_alone`, the action opens the dialog, and `make` is called when the person
/// agrees. Otherwise the action calls `make`.
#[hook]
pub(crate) fn use_alone_dialog(is_alone: bool, make: Callback<()>) -> (Callback<()>, Html) {
    let doubting = use_state(|| false);
    let onmine = {
        let doubting = doubting.setter();
        Callback::from(move |()| {
            doubting.set(false);
            make.emit(());
        })
    };
    let press = {
        let (doubting, onmine) = (doubting.setter(), onmine.clone());
        Callback::from(move |()| match is_alone {
            true => doubting.set(true),
            false => onmine.emit(()),
        })
    };
    let setter = doubting.setter();
    let onwait = Callback::from(move |()| setter.set(false));
    let dialog = html! {
        if *doubting {
            { alone_dialog(&onmine, onwait) }
        }
    };
    (press, dialog)
}

/// Explains that blocks mined before the first block of another node start a branch of their own.
/// `onmine` is called to mine anyway, `onwait` to wait instead.
fn alone_dialog(onmine: &Callback<()>, onwait: Callback<()>) -> Html {
    let mine = onmine.reform(|_: MouseEvent| ());
    let wait = onwait.reform(|_: MouseEvent| ());
    html! {
        <Dialog id="alone-dialog" title={texts::alone_title()} onclose={onwait}>
            <p>
                { texts::alone_text() }
            </p>
            <p>
                { texts::alone_consequence() }
            </p>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" onclick={mine}>{ texts::alone_mine() }</button>
                <button type="button" class="button button-main" onclick={wait}>{ texts::alone_wait() }</button>
            </div>
        </Dialog>
    }
}
