//! The dialog for the passphrase, shown when a locked wallet opens a chain for the first time.

use core::cell::RefCell;
use std::rc::Rc;

use browser::typed;
use yew::prelude::*;

use crate::node::{Question, use_node};
use crate::texts::wallet as texts;
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// Renders a dialog while a command waits for the passphrase, whichever part of the page sent the
/// command. Renders nothing otherwise.
#[component]
pub(crate) fn Unlock() -> Html {
    let node = use_node();
    let question = use_state(|| None::<Rc<RefCell<Question>>>);
    let passphrase = use_state(String::new);
    {
        let (question, passphrase) = (question.setter(), passphrase.setter());
        use_effect_with((), move |()| {
            node.answer_questions(Callback::from(move |asked| {
                passphrase.set(String::new());
                question.set(Some(Rc::new(RefCell::new(asked))));
            }));
        });
    }
    let Some(asked) = (*question).clone() else {
        return Html::default();
    };
    let wrong = asked.borrow().wrong.clone().map(AttrValue::from);
    let answer = {
        let (asked, question) = (asked, question.setter());
        Callback::from(move |answer: Option<String>| {
            asked
                .borrow_mut()
                .answer(answer.map(|text| typed::secret(&text)));
            question.set(None);
        })
    };
    let onsubmit = {
        let (answer, passphrase) = (answer.clone(), passphrase.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            answer.emit(Some((*passphrase).clone()));
        })
    };
    let close = answer.reform(|()| None);
    let cancel = answer.reform(|_: MouseEvent| None);
    let oninput = {
        let passphrase = passphrase.setter();
        Callback::from(move |text| passphrase.set(text))
    };
    html! {
        <Dialog id="unlock" title={texts::unlock_title()} onclose={close}>
            <p>
                { texts::unlock_text() }
            </p>
            <form {onsubmit}>
                <Field id="unlock-passphrase" label={texts::unlock_passphrase()} kind="password"
                    autocomplete="current-password" value={(*passphrase).clone()} {oninput} fault={wrong} />
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" onclick={cancel}>{ texts::unlock_not_now() }</button>
                    <button type="submit" class="button button-main" disabled={passphrase.is_empty()}>
                        { texts::unlock() }
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
