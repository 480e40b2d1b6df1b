//! The page of the console.

use browser::http::HttpRequest;
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::question::parse;
use crate::dom;
use crate::node::{Node, use_node};
use crate::route::Route;
use crate::texts::console as texts;
use crate::ui::alert::alert;
use crate::ui::heading::Heading;

/// Maximum number of answers that are kept, newest first.
const MAX_ANSWERS: usize = 50;
/// Maximum number of characters of an answer that are shown.
const MAX_SHOWN: usize = 200_000;

/// The codes of the arrow keys.
const UP: u32 = 38;
const DOWN: u32 = 40;

/// Renders the console.
pub(crate) fn view() -> Html {
    html! { <Console /> }
}

/// A method of the tab's API.
#[derive(Clone, PartialEq)]
struct Method {
    name: String,
    about: String,
    /// The names of its parameters, each with its meaning.
    parameters: Vec<(String, String)>,
}

/// A question with its answer.
#[derive(Clone, PartialEq)]
struct Answered {
    question: AttrValue,
    /// The status of the response; `None` if there was no response.
    status: Option<u16>,
    answer: AttrValue,
}

/// The field with the question, and the earlier questions.
#[derive(Clone)]
struct Asked {
    text: UseStateHandle<String>,
    /// Whether the last question could not be read.
    is_unread: UseStateHandle<bool>,
    is_waiting: UseStateHandle<bool>,
    /// The answers, newest first.
    answers: UseStateHandle<Vec<Answered>>,
    /// The place in the history that the field shows; `None` while a new question is typed.
    place: UseStateHandle<Option<usize>>,
}

#[hook]
fn use_asked() -> Asked {
    Asked {
        text: use_state(String::new),
        is_unread: use_state(|| false),
        is_waiting: use_state(|| false),
        answers: use_state(Vec::new),
        place: use_state(|| None),
    }
}

impl Asked {
    /// Returns the callback that asks the question in the field, one question at a time.
    fn on_submit(&self, node: Node) -> Callback<SubmitEvent> {
        let asked = self.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(request) = parse(&asked.text) else {
                return asked.is_unread.set(true);
            };
            if *asked.is_waiting {
                return;
            }
            asked.is_waiting.set(true);
            asked.is_unread.set(false);
            asked.place.set(None);
            // The field is free for the next question while the present one waits. The state's
            // handle would then read the newer text, so the question is copied.
            let question = asked.text.to_string();
            asked.text.set(String::new());
            let (node, asked) = (node.clone(), asked.clone());
            spawn_local(async move {
                let answer = answered(&question, node.fetch(request).await);
                let older = asked.answers.iter().take(MAX_ANSWERS - 1).cloned();
                let answers = core::iter::once(answer).chain(older).collect();
                asked.answers.set(answers);
                asked.is_waiting.set(false);
            });
        })
    }

    fn on_input(&self) -> Callback<InputEvent> {
        let asked = self.clone();
        Callback::from(move |event: InputEvent| {
            asked.text.set(dom::input_text(&event));
            asked.is_unread.set(false);
            asked.place.set(None);
        })
    }

    /// Returns the callback for the arrow keys, which go through the history.
    fn on_key(&self) -> Callback<KeyboardEvent> {
        let asked = self.clone();
        Callback::from(move |event: KeyboardEvent| {
            let place = *asked.place;
            let next = match (event.key_code(), place) {
                (UP, place) => Some(place.map_or(0, |place| place + 1)),
                (DOWN, Some(place)) => place.checked_sub(1),
                // The key down opens the list of completions while a new question is typed.
                _ => return,
            };
            if next.is_none_or(|next| next < asked.answers.len()) {
                event.prevent_default();
                let older = next.and_then(|next| asked.answers.get(next));
                let text = older.map_or_else(String::new, |it| it.question.to_string());
                asked.text.set(text);
                asked.place.set(next);
            }
        })
    }
}

/// The console. The arrow keys bring back earlier questions. The browser completes methods and
/// parameters.
#[component]
fn Console() -> Html {
    let asked = use_asked();
    let methods = use_methods();
    let node = use_node();
    let answers = &asked.answers;
    let offered = completions(&methods, &asked.text).into_iter();
    let offered = offered.map(|(value, label)| html! { <option {value} {label} /> });
    html! {
        <>
            <Heading title={texts::title()}>
                <a class="button" href={Route::Network.href()}>{ texts::back() }</a>
            </Heading>
            <section class="card" aria-labelledby="console-ask">
                <h2 id="console-ask">{ texts::ask_title() }</h2>
                <form onsubmit={asked.on_submit(node)}>
                    <div class="field">
                        <label for="console-question">{ texts::question() }</label>
                        <div class="field-row">
                            <input id="console-question" class="code" type="text" list="console-completions"
                                autocomplete="off" autocapitalize="none" spellcheck="false"
                                value={(*asked.text).clone()} oninput={asked.on_input()} onkeydown={asked.on_key()}
                                aria-describedby="console-hint" />
                            <button type="submit" class="button button-main" disabled={*asked.is_waiting}>
                                { texts::ask() }
                            </button>
                        </div>
                        { alert(asked.is_unread.then(|| texts::not_read().into())) }
                        <p class="hint" id="console-hint">{ texts::hint() }</p>
                    </div>
                    <datalist id="console-completions">{ for offered }</datalist>
                </form>
                { methods_list(&methods) }
            </section>
            <section class="card" aria-labelledby="console-answers">
                <h2 id="console-answers">{ texts::answers() }</h2>
                <div role="log" aria-labelledby="console-answers">{ for answers.iter().map(answer) }</div>
                if answers.is_empty() {
                    <p class="empty">{ texts::no_answers() }</p>
                }
            </section>
        </>
    }
}

/// Returns the methods that the node offers; empty until it has listed them.
#[hook]
fn use_methods() -> Vec<Method> {
    let node = use_node();
    let methods = use_state(Vec::new);
    let setter = methods.setter();
    use_effect_with((), move |()| {
        spawn_local(async move {
            if let Some((_, text)) = node.fetch(HttpRequest::default()).await {
                setter.set(read_methods(&text).unwrap_or_default());
            }
        });
    });
    (*methods).clone()
}

/// Reads the node's list of its methods.
fn read_methods(text: &str) -> Option<Vec<Method>> {
    let text_of = |value: &JsValue, name: &str| {
        let text = Reflect::get(value, &name.into()).ok();
        text.and_then(|text| text.as_string()).unwrap_or_default()
    };
    let list: Array = JSON::parse(text).ok()?.dyn_into().ok()?;
    let methods = list.iter().map(|method| {
        let parameters = Reflect::get(&method, &"parameters".into()).unwrap_or_default();
        let parameters = Array::from(&parameters);
        let parameters = parameters.iter();
        Method {
            name: text_of(&method, "name"),
            about: text_of(&method, "about"),
            parameters: parameters
                .map(|it| (text_of(&it, "name"), text_of(&it, "about")))
                .collect(),
        }
    });
    Some(methods.collect())
}

/// The completions of the typed text, each with its meaning: a method, or the next parameter.
fn completions(methods: &[Method], text: &str) -> Vec<(String, String)> {
    let Some((name, rest)) = text.trim_start().split_once(' ') else {
        let methods = methods.iter();
        return methods
            .map(|method| (method.name.clone(), method.about.clone()))
            .collect();
    };
    let method = methods.iter().find(|method| method.name == name);
    let parameters = method.map_or(&[][..], |method| &method.parameters);
    // The word at the end is the beginning of a parameter's name, or has a value already.
    let (given, _) = rest.rsplit_once(' ').unwrap_or_default();
    let is_given = |name: &str| {
        let mut names = given.split(' ').filter_map(|word| word.split_once('='));
        names.any(|(given, _)| given == name)
    };
    let missing = parameters.iter().filter(|(name, _)| !is_given(name));
    missing
        .map(|(parameter, about)| {
            let words = [name, given].into_iter().filter(|word| !word.is_empty());
            let before: Vec<&str> = words.collect();
            (format!("{} {parameter}=", before.join(" ")), about.clone())
        })
        .collect()
}

/// The question with the node's response, whose JSON is indented.
fn answered(question: &str, response: Option<(u16, String)>) -> Answered {
    let question = AttrValue::from(question.trim().to_owned());
    let Some((status, text)) = response else {
        return Answered {
            question,
            status: None,
            answer: texts::no_response().into(),
        };
    };
    let indented = JSON::parse(&text).and_then(|value| {
        JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &2.into())
    });
    let shown = indented.map_or(text, String::from);
    let cut: String = shown.chars().take(MAX_SHOWN).collect();
    let answer = match cut.len() < shown.len() {
        true => format!("{cut}…"),
        false => cut,
    };
    Answered {
        question,
        status: Some(status),
        answer: answer.into(),
    }
}

fn answer(answered: &Answered) -> Html {
    html! {
        <article class="console-answer">
            <h3 class="code">{ &answered.question }</h3>
            if let Some(status) = answered.status.filter(|status| *status != 200) {
                <p class="fault">{ texts::status(&status) }</p>
            }
            <pre class="code" tabindex="0" aria-label={texts::answer_to(&answered.question)}>{ &answered.answer }</pre>
        </article>
    }
}

/// All methods with their parameters.
fn methods_list(methods: &[Method]) -> Html {
    html! {
        <details>
            <summary>{ texts::methods() }</summary>
            <dl class="console-methods">
                { for methods.iter().map(|method| html! {
                    <>
                        <dt class="code">{ &method.name }</dt>
                        <dd>
                            { &method.about }
                            <ul>
                                { for method.parameters.iter().map(|(name, about)| html! {
                                    <li><span class="code">{ name }</span>{ " " }{ about }</li>
                                }) }
                            </ul>
                        </dd>
                    </>
                }) }
            </dl>
        </details>
    }
}
