//! A note about where the data is stored, and how safely.

use api::StorageView;
use yew::prelude::*;

use crate::reasons::sentence;
use crate::state::Persistence;
use crate::texts::ui as texts;

/// The note; renders nothing if there is nothing to warn about.
pub(crate) fn storage_note(storage: &StorageView, persistence: Persistence) -> Html {
    match storage {
        StorageView::Durable => match promise(persistence) {
            Some(words) => html! { <p class="note">{ words }</p> },
            None => Html::default(),
        },
        StorageView::Failing { reason } => html! {
            <p class="note note-warning" role="status">
                <strong>{ texts::storage_failing() }</strong>
                { " " }{ texts::storage_failing_text(reason) }
            </p>
        },
        StorageView::OtherTab => html! {
            <p class="note" role="status">
                { texts::storage_other_tab() }
            </p>
        },
        StorageView::Memory { reason } | StorageView::Unreadable { reason } => html! {
            <p class="note note-warning">{ sentence(reason) }</p>
        },
    }
}

/// The warning if the browser has not promised to keep the files on this device. `None` if no
/// warning is needed.
fn promise(persistence: Persistence) -> Option<&'static str> {
    match persistence {
        Persistence::NotAsked | Persistence::Asked | Persistence::Granted => None,
        Persistence::Denied => Some(texts::storage_denied()),
        Persistence::Unanswered => Some(texts::storage_unanswered()),
        Persistence::Unavailable => Some(texts::storage_unavailable()),
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
