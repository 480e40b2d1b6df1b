//! The clock, and timers that are not slowed down in a hidden tab.

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::rc::Rc;

use js_sys::{Date, Function, Promise, Reflect};
use primitives::Time;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort, WorkerGlobalScope};

/// The longest delay given to the browser's timers, in milliseconds. Their delay is a signed 32-bit
/// number, and a longer one makes them fire at once. So an [`Alarm`] that is set for a later time
/// goes off early, which every sans-IO machine here allows.
const LONGEST: u64 = 3_600_000;

/// The time now. It comes from `Date.now()`, because `performance.now()` stands still while some
/// systems sleep.
pub fn now() -> Time {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds far below 2^53, never negative on a clock set past 1970"
    )]
    Time(Date::now().max(0.0) as u64)
}

/// The time since some fixed moment, for measuring durations. It is finer than [`now`], and changes
/// of the clock do not affect it. Only for workers.
pub fn ticks() -> Duration {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let millis = scope.performance().map_or_else(Date::now, |it| it.now());
    Duration::try_from_secs_f64(millis / 1_000.0).unwrap_or_default()
}

/// Waits for this long, at most an hour. It is meant for the few places where the platform gives no
/// event to wait for.
pub async fn sleep(duration: Duration) {
    let millis = duration.as_millis();
    let promise = Promise::new(&mut |resolve, _| {
        let resolve = resolve.unchecked_into();
        set_timeout(&resolve, u64::try_from(millis).unwrap_or(LONGEST));
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// The pause between two attempts of [`retry`].
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

/// Repeats `attempt` until it succeeds, fails with an error for which `passes` is false, or fails
/// after `patience` has passed. It is used for files that another worker still holds, because the
/// platform gives no event when the worker releases them.
///
/// # Errors
/// The error of the last attempt.
pub async fn retry<T, E>(
    patience: Duration,
    passes: impl Fn(&E) -> bool,
    attempt: impl AsyncFn() -> Result<T, E>,
) -> Result<T, E> {
    let start = ticks();
    loop {
        match attempt().await {
            Err(error) if passes(&error) && ticks().saturating_sub(start) < patience => {
                sleep(BETWEEN_ATTEMPTS).await;
            }
            result => return result,
        }
    }
}

/// A timer that can be set any number of times. In a worker it stays on time while the tab is
/// hidden.
pub struct Alarm {
    ring: Closure<dyn FnMut()>,
    /// A message that is posted to this port arrives at `other`, and makes the alarm go off.
    port: MessagePort,
    other: MessagePort,
    state: Rc<Cell<State>>,
    timer: RefCell<Option<JsValue>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Off,
    /// The browser's timer is set for this time.
    Waiting(Time),
    /// A message is on its way through the alarm's own channel.
    Ringing,
}

impl Alarm {
    /// An alarm that is not set, and that calls `ring` each time it goes off.
    ///
    /// # Panics
    /// If the platform has no `MessageChannel`. Every browser has it.
    pub fn new(ring: impl Fn() + 'static) -> Self {
        let state = Rc::new(Cell::new(State::Off));
        let off = Rc::clone(&state);
        let ring = Closure::<dyn FnMut()>::new(move || {
            if off.replace(State::Off) != State::Off {
                ring();
            }
        });
        let channel = MessageChannel::new().expect("every browser has MessageChannel");
        let (port, other) = (channel.port1(), channel.port2());
        other.set_onmessage(Some(ring.as_ref().unchecked_ref()));
        Self {
            ring,
            port,
            other,
            state,
            timer: RefCell::new(None),
        }
    }

    /// Sets the alarm for this time, in place of any time set before. For a time that has passed,
    /// it goes off once the events already queued are handled, without the four milliseconds that
    /// browsers' timers add.
    pub fn set(&self, at: Time) {
        let state = self.state.get();
        if state == State::Ringing || state == State::Waiting(at) {
            return;
        }
        self.clear();
        let wait = at.since(now()).as_millis();
        let wait = u64::try_from(wait).unwrap_or(LONGEST).min(LONGEST);
        if wait == 0 {
            self.state.set(State::Ringing);
            // Posting `undefined` to the alarm's own port can't fail.
            let _ = self.port.post_message(&JsValue::UNDEFINED);
        } else {
            self.state.set(State::Waiting(at));
            let timer = set_timeout(self.ring.as_ref().unchecked_ref(), wait);
            *self.timer.borrow_mut() = Some(timer);
        }
    }

    fn clear(&self) {
        if let Some(timer) = self.timer.take() {
            call("clearTimeout", &[&timer]);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.clear();
        self.other.set_onmessage(None);
        self.port.close();
    }
}

fn set_timeout(callback: &Function, millis: u64) -> JsValue {
    call(
        "setTimeout",
        &[callback, &JsValue::from_f64(millis.min(LONGEST) as f64)],
    )
}

/// Calls a global function that windows and workers both have. web-sys has separate types for the
/// two.
fn call(name: &str, arguments: &[&JsValue]) -> JsValue {
    let global = js_sys::global();
    let function: Function = Reflect::get(&global, &name.into())
        .expect("windows and workers have timers")
        .unchecked_into();
    let arguments = arguments.iter().copied().collect::<js_sys::Array>();
    function
        .apply(&global, &arguments)
        .expect("timers are set and cleared without exceptions")
}
