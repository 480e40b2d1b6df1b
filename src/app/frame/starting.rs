//! The page until the first snapshot.

use yew::prelude::*;

use crate::dom;
use crate::texts::chains;
use crate::texts::frame as texts;

/// A message that the node starts; it is shown for a moment only. If the person had no chain open,
/// it also explains the purpose of the page, as `index.html` does.
pub(crate) fn starting() -> Html {
    html! {
        <>
            if !dom::had_chain() {
                <div class="first">
                    <div class="first-words">
                        <h1>{ chains::title() }</h1>
                        <p class="lead">{ chains::lead() }</p>
                    </div>
                </div>
            }
            <p class="shell-state" role="status">{ texts::starting() }</p>
        </>
    }
}
