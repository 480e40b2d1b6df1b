//! The question before mining on a chain that was joined and of which nobody was met yet.

use yew::prelude::*;

use super::dialog::Dialog;

/// The dialog's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Mine all the same.
    pub(crate) onmine: Callback<()>,
    /// Don't.
    pub(crate) onwait: Callback<()>,
}

/// Says what becomes of blocks that are made before anybody was met.
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
