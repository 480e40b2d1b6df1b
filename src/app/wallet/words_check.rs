//! The check that the words are written down: the person types some of them.

use js_sys::Math;
use yew::prelude::*;

use crate::dom;
use crate::texts::wallet as texts;
use crate::ui::field::Field;

/// The number of words that are asked for.
const ASKED: usize = 3;

/// Different places of a phrase with this number of words, in order.
fn places(count: usize) -> [usize; ASKED] {
    let mut all: Vec<usize> = (0..count.max(ASKED)).collect();
    let mut chosen = [0; ASKED];
    for place in &mut chosen {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a random number from 0 to 1 times a small count"
        )]
        let at = (Math::random() * all.len() as f64) as usize;
        *place = all.remove(at.min(all.len() - 1));
    }
    chosen.sort_unstable();
    chosen
}

/// Properties of `WordsCheck`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Prefix of the ids of the fields.
    pub(crate) id: &'static str,
    /// The words, separated by spaces.
    pub(crate) words: AttrValue,
    /// Called when the typed words are right.
    pub(crate) onright: Callback<()>,
    /// Called to see the words again.
    pub(crate) onback: Callback<MouseEvent>,
}

/// Asks for some of the words, which are hidden meanwhile.
#[component]
pub(crate) fn WordsCheck(props: &Props) -> Html {
    let count = props.words.split_whitespace().count();
    let places = use_memo((), |()| places(count));
    let typed = use_state(<[String; ASKED]>::default);
    // The row whose word is wrong.
    let wrong_row = use_state(|| None::<usize>);
    let form = use_node_ref();
    {
        let form = form.clone();
        use_effect_with(*wrong_row, move |row| {
            if row.is_some() {
                dom::focus_wrong(&form);
            }
        });
    }
    let onsubmit = {
        let (typed, places, wrong_row) = (typed.clone(), places.clone(), wrong_row.setter());
        let (words, onright) = (props.words.clone(), props.onright.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match wrong(&*places, &*typed, &words) {
                None => onright.emit(()),
                row => wrong_row.set(row),
            }
        })
    };
    let field = |(row, place): (usize, &usize)| {
        let oninput = {
            let (typed, wrong_row) = (typed.clone(), wrong_row.setter());
            Callback::from(move |text: String| {
                let mut words = (*typed).clone();
                words[row] = text;
                typed.set(words);
                wrong_row.set(None);
            })
        };
        let number = *place as u64 + 1;
        let fault = (*wrong_row == Some(row)).then(|| texts::check_wrong(number).into());
        html! {
            <Field id={format!("{}-word-{row}", props.id)} label={texts::check_word(number)}
                value={typed[row].clone()} {oninput} fault={fault as Option<AttrValue>} />
        }
    };
    html! {
        <form ref={&form} class="words-check" {onsubmit}>
            <p>{ texts::check_text() }</p>
            { for places.iter().enumerate().map(field) }
            <div class="buttons">
                <button type="submit" class="button button-main">{ texts::check_done() }</button>
                <button type="button" class="button button-quiet" onclick={&props.onback}>{ texts::check_back() }</button>
            </div>
        </form>
    }
}

/// The row of the first typed word that differs from the word at its place. `words` are all words.
fn wrong(places: &[usize], typed: &[String], words: &str) -> Option<usize> {
    let words: Vec<_> = words.split_whitespace().collect();
    places.iter().zip(typed).position(|(place, word)| {
        let right = words.get(*place);
        !right.is_some_and(|right| word.trim().eq_ignore_ascii_case(right))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_word_is_found() {
        let words = "a b c d e f g h i j k l";
        let check = |typed: [&str; ASKED]| wrong(&[1, 4, 11], &typed.map(str::to_owned), words);
        assert_eq!(check(["b", " E ", "l"]), None);
        assert_eq!(check(["b", "f", ""]), Some(1));
        assert_eq!(check(["", "e", "l"]), Some(0));
    }
}
