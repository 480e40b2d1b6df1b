//! The choices of a person about the page on this device.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::install::use_install;
use super::notifications::Notifications;
use super::theme::Theme;
use crate::texts::device as texts;
use crate::ui::choice::choice;

/// Properties of `DeviceCard`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {}

/// The theme, notifications and installing the page.
#[component]
pub(crate) fn DeviceCard(_props: &Props) -> Html {
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
