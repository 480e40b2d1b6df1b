//! When a wallet with a passphrase locks itself: the person's choice, and their input.

use core::cell::Cell;
use std::rc::Rc;

use api::{AutoLock, command};
use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::format;
use crate::node::Node;
use crate::state::Page;

/// The name in local storage of the choice.
const KEY: &str = "auto-lock";
/// The choices, in the order of the list.
pub(crate) const CHOICES: [AutoLock; 6] = [
    AutoLock::EachPayment,
    AutoLock::AfterMinutes(1),
    AutoLock::AfterMinutes(5),
    AutoLock::AfterMinutes(15),
    AutoLock::AfterMinutes(60),
    AutoLock::Never,
];
/// The choice of a person who has made none: words are decrypted for one payment only.
const DEFAULT: AutoLock = AutoLock::EachPayment;
/// Further input within this time is not told to the node. It is short against a minute.
const QUIET_MS: f64 = 5_000.0;
/// The events that count as input of the person.
const INPUT: [&str; 4] = ["keydown", "pointerdown", "pointermove", "wheel"];

fn word(choice: AutoLock) -> String {
    match choice {
        AutoLock::EachPayment => "0".to_owned(),
        AutoLock::AfterMinutes(minutes) => minutes.to_string(),
        AutoLock::Never => "never".to_owned(),
    }
}

/// The choice that is stored on this device.
pub(crate) fn chosen() -> AutoLock {
    let kept = dom::recall(KEY);
    let named = |choice: &AutoLock| kept.as_ref().is_some_and(|kept| word(*choice) == *kept);
    CHOICES.into_iter().find(named).unwrap_or(DEFAULT)
}

/// Stores a choice on this device. The caller tells the node.
pub(crate) fn choose(choice: AutoLock) {
    dom::remember(KEY, &word(choice));
}

/// Tells the node of each opened chain when the wallet locks itself, and of the person's input
/// while the wallet is unlocked.
#[hook]
pub(crate) fn use_auto_lock(page: &Page, node: &Node) {
    let is_protected = page.profile.as_ref().is_some_and(|it| it.is_protected);
    let chain = page.chain.as_ref().filter(|_| is_protected);
    let opened = chain.map(|chain| chain.rules.genesis);
    let is_unlocked = chain.is_some_and(|chain| chain.wallet.is_unlocked);
    {
        let node = node.clone();
        use_effect_with(opened, move |opened| {
            if opened.is_some() {
                tell(&node, command::SetAutoLock { after: chosen() });
            }
        });
    }
    let node = node.clone();
    use_effect_with(is_unlocked, move |is_unlocked| {
        let listening = is_unlocked.then(|| listen(&node));
        move || drop(listening)
    });
}

fn listen(node: &Node) -> Vec<EventListener> {
    let told = Rc::new(Cell::new(format::now()));
    let listener = |event: &'static str| {
        let (node, told) = (node.clone(), told.clone());
        // A part of the page may stop an event on its way up.
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        EventListener::new_with_options(&dom::document(), event, options, move |_| {
            let now = format::now();
            // A clock that was set back is told as well; the node then locks the wallet.
            if now < told.get() || now >= told.get() + QUIET_MS {
                told.set(now);
                tell(&node, command::NoteInput);
            }
        })
    };
    INPUT.map(listener).into()
}

/// Sends a command whose refusal changes nothing: the wallet is locked then.
fn tell<C: api::Command<Answer = ()> + 'static>(node: &Node, command: C) {
    let node = node.clone();
    spawn_local(async move {
        let _ = node.ask(command).await;
    });
}
