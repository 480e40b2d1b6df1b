//! The choices of a person about the page on this device.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::install::use_install;
use super::notifications::Notifications;
use super::theme::Theme;
use crate::language::Language;
use crate::state::{Action, SessionHandle, use_session};
use crate::texts::device as texts;
use crate::ui::choice::choice;

/// Properties of `DeviceCard`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {}

/// Language, theme, notifications and installing the page.
#[component]
pub(crate) fn DeviceCard(_props: &Props) -> Html {
    let session = use_session();
    let theme = use_state(Theme::chosen);
    let notifications = use_state(Notifications::now);
    let install = use_install();
    let onchange = {
        let theme = theme.setter();
        Callback::from(move |place: usize| {
            let chosen = Theme::ALL[place % Theme::ALL.len()];
            chosen.choose();
            theme.set(chosen);
        })
    };
    let words = [
        texts::theme_system(),
        texts::theme_light(),
        texts::theme_dark(),
    ];
    let chosen = Theme::ALL.iter().position(|it| *it == *theme);
    html! {
        <section class="card device" aria-labelledby="device-title">
            <h2 id="device-title">{ texts::title() }</h2>
            { language_choice(session) }
            { choice("theme", texts::theme(), &words.map(AttrValue::from), chosen.unwrap_or_default(), onchange, None) }
            { notifying(&notifications) }
            if let Some(onclick) = install {
                <div class="device-line">
                    <p class="hint">{ texts::install_text() }</p>
                    <button type="button" class="button" {onclick}>{ texts::install() }</button>
                </div>
            }
        </section>
    }
}

/// The list of languages, each named in itself.
fn language_choice(session: SessionHandle) -> Html {
    let mut names = vec![texts::language_browser().into()];
    names.extend(Language::ALL.map(|it| AttrValue::from(it.name())));
    let chosen = Language::chosen();
    let place = chosen.and_then(|it| Language::ALL.iter().position(|other| *other == it));
    let onchange = Callback::from(move |place: usize| {
        let choice = place.checked_sub(1).and_then(|it| Language::ALL.get(it));
        choose_language(&session, choice.copied());
    });
    let place = place.map_or(0, |place| place + 1);
    choice("language", texts::language(), &names, place, onchange, None)
}

/// Shows another language as soon as its texts are loaded.
fn choose_language(session: &SessionHandle, choice: Option<Language>) {
    let session = session.clone();
    spawn_local(async move {
        let languages = Language::choose(choice).await;
        session.dispatch(Action::Languages(languages));
    });
}

/// Buttons that show the page in its other languages, each named in itself, for a person who does
/// not read the one that is shown.
pub(crate) fn other_languages(session: &SessionHandle) -> Html {
    let shown = session.languages.shown;
    let others = Language::ALL.into_iter().filter(|it| *it != shown);
    let button = |language: Language| {
        let session = session.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            choose_language(&session, Some(language));
        });
        html! {
            <button type="button" class="button button-quiet" lang={language.tag()} {onclick}>
                { language.name() }
            </button>
        }
    };
    html! { <div class="other-languages">{ for others.map(button) }</div> }
}

/// A message, in a region that is always in the document, if the chosen language could not be
/// loaded.
pub(crate) fn language_note(session: &SessionHandle) -> Html {
    let languages = session.languages;
    let onclick = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| choose_language(&session, Language::chosen()))
    };
    html! {
        <div class="update" role="status">
            if languages.is_missing {
                <p>{ texts::language_missing(&languages.wanted.name()) }</p>
                <button type="button" class="button" {onclick}>{ texts::language_again() }</button>
            }
        </div>
    }
}

/// The button that turns notifications on or off.
fn notifying(state: &UseStateHandle<Notifications>) -> Html {
    let onclick = {
        let (setter, is_on) = (state.setter(), **state == Notifications::On);
        Callback::from(move |_: MouseEvent| {
            let setter = setter.clone();
            match is_on {
                true => setter.set(Notifications::stop()),
                false => spawn_local(async move { setter.set(Notifications::want().await) }),
            }
        })
    };
    let (text, button) = match **state {
        Notifications::Unavailable => return Html::default(),
        Notifications::Blocked => (texts::notifications_blocked(), None),
        Notifications::Off => (
            texts::notifications_off(),
            Some(texts::notifications_want()),
        ),
        Notifications::On => (texts::notifications_on(), Some(texts::notifications_stop())),
    };
    html! {
        <div class="device-line">
            <p class="hint" role="status">{ text }</p>
            if let Some(button) = button {
                <button type="button" class="button" {onclick}>{ button }</button>
            }
        </div>
    }
}
