//! The question before mining on a chain that was joined but whose peers have not sent a block yet.

use yew::prelude::*;

use crate::ui::dialog::Dialog;

/// Properties of `AloneDialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Called to mine anyway.
    pub(crate) onmine: Callback<()>,
    /// Called to wait instead.
    pub(crate) onwait: Callback<()>,
}

/// Explains that blocks mined before the first block of another node start a branch of their own.
#[component]
pub(crate) fn AloneDialog(props: &Props) -> Html {
    let mine = props.onmine.reform(|_: MouseEvent| ());
    let wait = props.onwait.reform(|_: MouseEvent| ());
    html! {
        <Dialog id="alone-dialog" title="Nobody met yet" onclose={props.onwait.clone()}>
            <p>
                { "You joined this chain, and no block of anybody else has arrived yet. Others probably have blocks that \
                   you don’t." }
            </p>
            <p>
                { "What you mine now starts a rival history. Once you meet the others, their longer history replaces it, \
                   and the coins that you mined are gone." }
            </p>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" onclick={mine}>{ "Mine anyway" }</button>
                <button type="button" class="button button-main" onclick={wait}>{ "Wait" }</button>
            </div>
        </Dialog>
    }
}
