//! Moving the focus to an element that comes into view.

use yew::prelude::*;

use crate::dom;

/// Returns a reference for an element, such as a question. The element takes the focus whenever
/// `shown` changes to another value than `None`, which means that the element is not in view.
#[hook]
pub(crate) fn use_focus_on<T: PartialEq + 'static>(shown: Option<T>) -> NodeRef {
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with(shown, move |shown| {
            if shown.is_some() {
                dom::focus(&element);
            }
        });
    }
    element
}
