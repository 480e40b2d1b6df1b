//! A note about where the data is stored, and how safely.

use api::StorageView;
use yew::prelude::*;

use crate::dom;
use crate::reasons::sentence;
use crate::state::Persistence;
use crate::texts::common;
use crate::texts::ui as texts;

/// The note; renders nothing if there is nothing to warn about.
pub(crate) fn storage_note(storage: &StorageView, persistence: Persistence) -> Html {
    match storage {
        StorageView::Durable => match promise(persistence) {
            Some(words) => html! {
                <p class="note">
                    { words }
                    if forgets_early(&dom::browser()) {
                        { common::gap() }{ texts::storage_safari() }
                    }
                </p>
            },
            None => Html::default(),
        },
        StorageView::Failing { reason } => html! {
            <p class="note note-warning" role="status">
                <strong>{ texts::storage_failing() }</strong>
                { common::gap() }{ texts::storage_failing_text(reason) }
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

/// Whether this browser deletes a page's data after a week. Safari and every browser on Apple's
/// phones do; the user-agent string shows it.
fn forgets_early(browser: &str) -> bool {
    let browser = browser.to_ascii_lowercase();
    let names = |name: &str| browser.contains(name);
    names("applewebkit/") && names("safari/") && !names("chrom") && !names("android")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safari_is_told_from_browsers_that_name_it() {
        let of = |rest: &str| {
            format!("Mozilla/5.0 (Machine) AppleWebKit/605.1.15 (KHTML, like Gecko) {rest}")
        };
        assert!(forgets_early(&of("Version/18.0 Safari/605.1.15")));
        assert!(forgets_early(&of("CriOS/130.0 Mobile/15E148 Safari/604.1")));
        assert!(!forgets_early(&of("Chrome/130.0.0.0 Safari/537.36")));
        assert!(!forgets_early(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        ));
    }

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
