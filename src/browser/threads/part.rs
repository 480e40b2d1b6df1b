//! The parts of a tab: one program, which runs as a different part in each thread.

use js_sys::{Array, JsString, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, Url, Window, Worker};

use crate::ProfileName;
use crate::threads::port::{Envelope, Listener, Port, PortError, adopt_worker, start_worker};

/// A part of a tab. All parts run the same program, each in a thread of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The user interface, in the window.
    Page,
    /// The node worker.
    Node,
    /// A worker that searches for blocks.
    Miner,
    /// A worker that verifies signatures.
    Checker,
    /// A worker that reads QR codes.
    Scanner,
}

impl Part {
    /// The script that loads the program, in the page and in all workers. It is in the same folder
    /// as the program, so it has the same version.
    const SCRIPT: &str = "start.js";

    /// The global variable in which that script leaves the node's worker, which it starts before
    /// the program is there: an array of the worker and of the events that came from it so far.
    const STARTED_NODE: &str = "startedNode";

    const WORKERS: [Self; 4] = [Self::Node, Self::Miner, Self::Checker, Self::Scanner];

    /// The name that a worker is started with. It tells the worker its part, and the browser's
    /// tools show it.
    const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Node => "node",
            Self::Miner => "miner",
            Self::Checker => "checker",
            Self::Scanner => "scanner",
        }
    }

    /// The part that this thread runs. `None` in a worker with another name.
    pub fn own() -> Option<Self> {
        let global = js_sys::global();
        if global.has_type::<Window>() {
            return Some(Self::Page);
        }
        let name = global.dyn_ref::<DedicatedWorkerGlobalScope>()?.name();
        Self::WORKERS.into_iter().find(|part| part.name() == name)
    }

    /// Starts a worker as this part, which must not be the page, and sends it the compiled program.
    /// The first node of a page runs in the worker that the page's script has started.
    ///
    /// `on_message` receives each message; `on_error` receives the reason if the worker can't run
    /// or breaks down.
    ///
    /// # Errors
    /// If the browser refuses at once.
    pub fn start<T: Serialize, U: DeserializeOwned>(
        self,
        on_message: impl FnMut(Result<Envelope<U>, PortError>) + 'static,
        on_error: impl FnMut(String) + 'static,
    ) -> Result<(Port<T>, Listener), PortError> {
        if let Some((worker, events)) = self.started() {
            return Ok(adopt_worker(worker, events, on_message, on_error));
        }
        let program = program_url();
        let script = Url::new_with_base(Self::SCRIPT, &program).map(|url| url.href());
        let script = script.unwrap_or_else(|_| Self::SCRIPT.into());
        let (port, listener) = start_worker(&script, self.name(), on_message, on_error)?;
        port.hand_program()?;
        Ok((port, listener))
    }
}

impl Part {
    /// Takes the worker that the page's script has started as this part, and the events that have
    /// come from it. `None` if the script has started none, or if the worker was taken already.
    fn started(self) -> Option<(Worker, Array)> {
        if self != Self::Node {
            return None;
        }
        let (global, name) = (js_sys::global(), Self::STARTED_NODE.into());
        let started: Array = Reflect::get(&global, &name).ok()?.dyn_into().ok()?;
        Reflect::delete_property(&global, &name).ok()?;
        let worker = started.get(0).dyn_into().ok()?;
        let events = started.get(1).dyn_into().ok()?;
        Some((worker, events))
    }
}

/// The profile and the page's URL that the page's script has given to this worker. The worker may
/// start that profile before the page asks for it. `None` if the script has given none, or if the
/// name is invalid.
pub fn started_for() -> Option<(ProfileName, String)> {
    let started = Reflect::get(&js_sys::global(), &STARTED_FOR.into()).ok()?;
    let started: Array = started.dyn_into().ok()?;
    let (name, is_named) = (started.get(0).as_string()?, started.get(1).as_bool()?);
    let profile = match name.parse() {
        Ok(profile) => profile,
        // The page opens the default profile, too.
        Err(_) if !is_named => ProfileName::default(),
        Err(_) => return None,
    };
    Some((profile, started.get(2).as_string()?))
}

/// The global variable in which a worker's script leaves the page's profile: an array of its name,
/// of whether the page's address has it, and of the page's URL.
const STARTED_FOR: &str = "startedFor";

/// The URL that the program's JavaScript bindings were loaded from.
pub(crate) fn program_url() -> String {
    META.with(ImportMeta::url).into()
}

#[wasm_bindgen]
extern "C" {
    /// A module's `import.meta`.
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsString;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static META: ImportMeta;
}
