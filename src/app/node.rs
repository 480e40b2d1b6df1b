//! Requests to the node, as hooks for components.

use core::cell::RefCell;
use core::marker::PhantomData;
use std::rc::Rc;

use api::{Answer, Command, Fault, Reply, Request, Secret};
use browser::Client;
use browser::http::HttpRequest;
use futures_channel::oneshot;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::identity::Same;
use crate::reasons::sentence;
use crate::state::{ChainVersion, use_session};
use crate::texts::frame as texts;

/// A handle to the node behind the page. There is one node for the life of the page.
#[derive(Clone, PartialEq)]
pub(crate) struct Node(Same<Shared>);

/// The state that all handles share.
struct Shared {
    target: Target,
    /// Called to ask the person for the passphrase; `None` until [`Node::answer_questions`] was
    /// called.
    asker: RefCell<Option<Callback<Question>>>,
}

/// The receiver of the commands.
enum Target {
    /// The node in its worker.
    Client(Client),
    /// No node, since it could not be started.
    Closed,
    /// A test, which answers in the node's place.
    #[cfg(all(test, target_arch = "wasm32"))]
    Test(Callback<Request, Result<Reply, Fault>>),
}

/// A command that waits for the wallet's passphrase.
#[derive(Debug)]
pub(crate) struct Question {
    /// The error of the last passphrase; `None` on the first request.
    pub(crate) wrong: Option<String>,
    answer: Option<oneshot::Sender<Option<Secret>>>,
}

impl Question {
    /// Answers with the passphrase, or with `None` if the person does not give it. Only the first
    /// answer counts.
    pub(crate) fn answer(&mut self, passphrase: Option<Secret>) {
        if let Some(answer) = self.answer.take() {
            // The command may have been dropped meanwhile.
            let _ = answer.send(passphrase);
        }
    }
}

impl Node {
    /// Makes a handle. `client` is `None` if the node could not be started; every command is then
    /// answered with an error.
    pub(crate) fn new(client: Option<Client>) -> Self {
        Self::through(client.map_or(Target::Closed, Target::Client))
    }

    /// Makes a handle through which a test answers the commands in place of the node.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(crate) fn played(answer: Callback<Request, Result<Reply, Fault>>) -> Self {
        Self::through(Target::Test(answer))
    }

    fn through(target: Target) -> Self {
        let asker = RefCell::default();
        Self(Same::new(Shared { target, asker }))
    }

    /// Sets the callback that receives every request for the passphrase.
    pub(crate) fn answer_questions(&self, asker: Callback<Question>) {
        *self.0.asker.borrow_mut() = Some(asker);
    }

    /// Sends a command and awaits the reply. If the command opens a chain for the first time and
    /// the wallet is locked, the person is asked for the passphrase until it is right or the person
    /// declines.
    ///
    /// # Errors
    /// The node's refusal of the command. Also if the wallet stays locked, or if the node is not
    /// running.
    pub(crate) async fn ask<C: Command>(&self, command: C) -> Result<C::Answer, Fault> {
        self.request(command.into()).await.map(answer)
    }

    async fn request(&self, request: Request) -> Result<Reply, Fault> {
        let command = match request {
            Request::Profile(command) if command.opens_new_chain() => command,
            other => return self.send(other).await,
        };
        let mut is_asked = false;
        let mut next = command.clone();
        loop {
            let fault = match self.send(Request::Profile(next)).await {
                Err(fault) if fault.needs_passphrase() => fault,
                outcome => return outcome,
            };
            let wrong = is_asked.then(|| sentence(&fault.reason));
            let passphrase = self.passphrase(wrong).await;
            let locked = || Fault::new(texts::stays_locked());
            next = command.clone().unlocked(passphrase.ok_or_else(locked)?);
            is_asked = true;
        }
    }

    async fn passphrase(&self, wrong: Option<String>) -> Option<Secret> {
        let (answer, answered) = oneshot::channel();
        let asker = self.0.asker.borrow().clone()?;
        asker.emit(Question {
            wrong,
            answer: Some(answer),
        });
        answered.await.ok()?
    }

    /// Sends a request to the tab's API, and awaits the status and the text of the response. `None`
    /// if the node can't answer requests.
    pub(crate) async fn fetch(&self, request: HttpRequest) -> Option<(u16, String)> {
        match &self.0.target {
            Target::Client(client) => client.fetch(request).await,
            #[cfg(all(test, target_arch = "wasm32"))]
            Target::Test(_) => None,
            Target::Closed => None,
        }
    }

    async fn send(&self, request: Request) -> Result<Reply, Fault> {
        match &self.0.target {
            Target::Client(client) => client.ask(request).await,
            #[cfg(all(test, target_arch = "wasm32"))]
            Target::Test(answer) => answer.emit(request),
            Target::Closed => Err(Fault::new(texts::not_running())),
        }
    }
}

/// Returns the node, for a component below the root.
#[hook]
pub(crate) fn use_node() -> Node {
    // The component shows refusals in the language that the session names.
    use_session();
    use_context().expect("the root gives every component the node")
}

/// Takes the answer out of a reply. The reply's command must have an answer of this type.
fn answer<A: Answer>(reply: Reply) -> A {
    A::from_reply(reply).expect("the reply is read as the answer of its command")
}

/// Sends commands that are answered by an `A`.
pub(crate) struct Ask<A> {
    send: Callback<Request>,
    answer: PhantomData<fn() -> A>,
}

impl<A> Clone for Ask<A> {
    fn clone(&self) -> Self {
        Self {
            send: self.send.clone(),
            answer: PhantomData,
        }
    }
}

impl<A: Answer> Ask<A> {
    /// Sends a command.
    pub(crate) fn emit(&self, command: impl Command<Answer = A>) {
        self.send.emit(command.into());
    }
}

/// Commands of one form to the node, at most one at a time. Each is answered by an `A`.
pub(crate) struct Asking<A> {
    /// Whether a reply is pending.
    pub(crate) busy: bool,
    /// Why the last command was refused; `None` if it was not.
    pub(crate) fault: Option<Fault>,
    /// Sends a command. Ignored while a reply is pending, so that a double click pays only once.
    pub(crate) ask: Ask<A>,
    /// Clears the last error.
    pub(crate) forgive: Callback<()>,
    /// Sets an error about the input before the node gets a command.
    pub(crate) refuse: Callback<Fault>,
}

impl<A> Asking<A> {
    /// The error that belongs to one input.
    pub(crate) fn fault_of(&self, field: api::Field) -> Option<AttrValue> {
        fault_of(self.fault.as_ref(), field)
    }

    /// The same handle for commands with another type of answer.
    fn typed<B>(self) -> Asking<B> {
        Asking {
            busy: self.busy,
            fault: self.fault,
            ask: Ask {
                send: self.ask.send,
                answer: PhantomData,
            },
            forgive: self.forgive,
            refuse: self.refuse,
        }
    }

    /// The error that belongs to none of `fields`.
    pub(crate) fn fault_beside(&self, fields: &[api::Field]) -> Option<AttrValue> {
        fault_beside(self.fault.as_ref(), fields)
    }
}

/// Returns the error's message if it belongs to this input.
pub(crate) fn fault_of(fault: Option<&Fault>, field: api::Field) -> Option<AttrValue> {
    let fault = fault.filter(|fault| fault.field == Some(field))?;
    Some(sentence(&fault.reason).into())
}

/// Returns the error's message if it belongs to none of the inputs that are shown.
pub(crate) fn fault_beside(fault: Option<&Fault>, fields: &[api::Field]) -> Option<AttrValue> {
    let fault = fault.filter(|fault| !fault.field.is_some_and(|field| fields.contains(&field)))?;
    Some(sentence(&fault.reason).into())
}

/// Returns a callback that stores new text in a field's state and clears the error about the old
/// text.
pub(crate) fn typing(state: &UseStateHandle<String>, forgive: &Callback<()>) -> Callback<String> {
    let (state, forgive) = (state.setter(), forgive.clone());
    Callback::from(move |text| {
        state.set(text);
        forgive.emit(());
    })
}

/// Returns the means to send a form's commands to the node; `done` is called with each answer.
#[hook]
pub(crate) fn use_asking<A: Answer + 'static>(done: Callback<A>) -> Asking<A> {
    use_requests(done.reform(answer)).typed()
}

/// The code of [`use_asking`] that does not depend on the type of the answer. The compiler would
/// otherwise copy it for each type.
#[hook]
fn use_requests(done: Callback<Reply>) -> Asking<Reply> {
    let node = use_node();
    let out = use_state(|| (false, None::<Fault>));
    // The flag in the state changes only at the next rendering, and a second click may come before
    // it.
    let busy = use_mut_ref(|| false);
    let send = {
        let out = out.setter();
        Callback::from(move |request: Request| {
            if busy.replace(true) {
                return;
            }
            out.set((true, None));
            let (node, out, busy, done) = (node.clone(), out.clone(), busy.clone(), done.clone());
            spawn_local(async move {
                let outcome = node.request(request).await;
                busy.replace(false);
                match outcome {
                    Ok(reply) => {
                        out.set((false, None));
                        done.emit(reply);
                    }
                    Err(fault) => out.set((false, Some(fault))),
                }
            });
        })
    };
    let forgive = {
        let out = out.clone();
        Callback::from(move |()| {
            if out.1.is_some() {
                out.set((out.0, None));
            }
        })
    };
    let refuse = {
        let out = out.setter();
        Callback::from(move |fault| out.set((false, Some(fault))))
    };
    Asking {
        refuse,
        busy: out.0,
        fault: out.1.clone(),
        ask: Ask {
            send,
            answer: PhantomData,
        },
        forgive,
    }
}

/// Moves the focus to the invalid field when a form is refused. The field may be far out of view,
/// and the pressed button lost the focus because it was disabled while the reply was pending.
#[hook]
pub(crate) fn use_focus_on_fault(form: &NodeRef, fault: Option<&Fault>) {
    let form = form.clone();
    use_effect_with(fault.cloned(), move |fault| {
        if fault.is_some() {
            dom::focus_wrong(&form);
        }
    });
}

/// The result of a lookup that is shown on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Query<T> {
    /// The answer is pending.
    Loading,
    /// The answer.
    Found(T),
    /// Why the lookup failed.
    Failed(Fault),
}

/// Looks something up, and repeats the lookup whenever the chain's version changes, because
/// confirmations and balances change then. The previous result stays in view until the next one
/// arrives.
#[hook]
pub(crate) fn use_query<C: Command>(command: C, version: ChainVersion) -> Query<C::Answer> {
    match use_lookup(command.into(), version) {
        Query::Loading => Query::Loading,
        Query::Found(reply) => Query::Found(answer(reply)),
        Query::Failed(fault) => Query::Failed(fault),
    }
}

/// The code of [`use_query`] that does not depend on the type of the answer. The compiler would
/// otherwise copy it for each type.
#[hook]
fn use_lookup(request: Request, version: ChainVersion) -> Query<Reply> {
    let node = use_node();
    let answer = use_state(|| None::<(Request, Query<Reply>)>);
    let setter = answer.setter();
    use_effect_with((request.clone(), version), move |(request, _)| {
        let request = request.clone();
        // A late reply to an older command must not replace the reply to a newer one.
        let current = Rc::new(core::cell::Cell::new(true));
        let asked = current.clone();
        spawn_local(async move {
            let query = match node.request(request.clone()).await {
                Ok(reply) => Query::Found(reply),
                Err(fault) => Query::Failed(fault),
            };
            if asked.get() {
                setter.set(Some((request, query)));
            }
        });
        move || current.set(false)
    });
    match &*answer {
        Some((asked, query)) if *asked == request => query.clone(),
        _ => Query::Loading,
    }
}
