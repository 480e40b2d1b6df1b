//! A note about where the data is stored, and how safely.

use api::StorageView;
use yew::prelude::*;

use crate::state::Persistence;

/// The note; renders nothing if there is nothing to warn about.
pub(crate) fn storage_note(storage: &StorageView, persistence: Persistence) -> Html {
    match storage {
        StorageView::Durable => match promise(persistence) {
            Some(words) => html! { <p class="note">{ words }</p> },
            None => Html::default(),
        },
        StorageView::Failing { reason } => html! {
            <p class="note note-warning" role="status">
                <strong>{ "Nothing is being saved right now. " }</strong>
                { format!("The reason: {reason}. This tab tries again every few seconds. Until that works, closing it \
                   loses what happened since; making room on this device may help.") }
            </p>
        },
        StorageView::OtherTab => html! {
            <p class="note" role="status">
                { "Another tab of this profile keeps the chain and the wallet. This one works with a copy, and takes over \
                   when that tab closes." }
            </p>
        },
        StorageView::Memory { reason } | StorageView::Unreadable { reason } => html! {
            <p class="note note-warning">{ reason }</p>
        },
    }
}

/// What the browser has not promised about the files on this device. `None` if there is nothing to
/// say.
fn promise(persistence: Persistence) -> Option<&'static str> {
    match persistence {
        Persistence::NotAsked | Persistence::Asked | Persistence::Granted => None,
        Persistence::Denied => Some(
            "Chain and wallet are on this device, but the browser has not promised to keep them: it may clear them when \
             space runs short, and a private window clears them when it closes. Your twelve words bring the coins back.",
        ),
        Persistence::Unanswered => Some(
            "Chain and wallet are on this device. The browser was asked to keep them when space runs short and has not \
             answered yet: it may be asking you.",
        ),
        Persistence::Unavailable => Some(
            "Chain and wallet are on this device, but this browser can’t be asked to keep them when space runs short. Your \
             twelve words bring the coins back.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_promised_is_not_told_as_safe() {
        assert_eq!(promise(Persistence::Granted), None);
        for open in [
            Persistence::Denied,
            Persistence::Unanswered,
            Persistence::Unavailable,
        ] {
            assert!(
                promise(open).is_some_and(|words| words.contains("keep them")),
                "{open:?}"
            );
        }
    }
}
