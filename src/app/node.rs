//! Talking to the node: the verbs that components use.

use core::cell::RefCell;
use std::rc::Rc;

use api::{Command, Fault, Reply, Secret};
use browser::Client;
use futures_channel::oneshot;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::state::use_page;

/// The node behind the page. There is one for the life of the page, so all of its handles are
/// equal.
#[derive(Clone)]
pub(crate) struct Node {
    client: Option<Client>,
    /// Who asks the person for the passphrase.
    asker: Rc<RefCell<Option<Callback<Question>>>>,
}

/// A command waits for the wallet's passphrase.
#[derive(Debug)]
pub(crate) struct Question {
    /// What was wrong with the last answer.
    pub(crate) wrong: Option<String>,
    answer: Option<oneshot::Sender<Option<Secret>>>,
}

impl Question {
    /// The passphrase; nothing where the person does not give it. Only the first answer counts.
    pub(crate) fn answer(&mut self, passphrase: Option<Secret>) {
        if let Some(answer) = self.answer.take() {
            // Whoever asked may be gone.
            let _ = answer.send(passphrase);
        }
    }
}

impl Node {
    /// A handle; none where the node could not be started, which answers every command with a
    /// refusal.
    pub(crate) fn new(client: Option<Client>) -> Self {
        Self {
            client,
            asker: Rc::default(),
        }
    }

    /// Has this called with every question for the passphrase from now on.
    pub(crate) fn answer_questions(&self, asker: Callback<Question>) {
        *self.asker.borrow_mut() = Some(asker);
    }

    /// Asks for one thing. Where that opens a chain for the first time and the wallet is locked,
    /// the person is asked for the passphrase until it is right or not given.
    pub(crate) async fn ask(&self, command: Command) -> Result<Reply, Fault> {
        if !command.opens_new_chain() {
            return self.send(command).await;
        }
        let mut is_asked = false;
        let mut next = command.clone();
        loop {
            let fault = match self.send(next).await {
                Err(fault) if fault.needs_passphrase() => fault,
                outcome => return outcome,
            };
            let wrong = is_asked.then_some(fault.message);
            let passphrase = self.passphrase(wrong).await;
            let locked = || Fault::new("The wallet stays locked, so this chain was not opened.");
            next = command.clone().unlocked(passphrase.ok_or_else(locked)?);
            is_asked = true;
        }
    }

    async fn passphrase(&self, wrong: Option<String>) -> Option<Secret> {
        let (answer, answered) = oneshot::channel();
        let asker = self.asker.borrow().clone()?;
        asker.emit(Question {
            wrong,
            answer: Some(answer),
        });
        answered.await.ok()?
    }

    async fn send(&self, command: Command) -> Result<Reply, Fault> {
        match &self.client {
            Some(client) => client.ask(command).await,
            None => Err(Fault::new("The node is not running. Reload the page.")),
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The node, for a component below the root.
#[hook]
pub(crate) fn use_node() -> Node {
    use_context().expect("the root gives every component the node")
}

/// One thing at a time asked of the node, as a form does it.
#[derive(Clone)]
pub(crate) struct Asking {
    /// The answer is still out.
    pub(crate) busy: bool,
    /// Why the last one was refused.
    pub(crate) fault: Option<Fault>,
    /// Asks; ignored while an answer is out, so that a double click pays once.
    pub(crate) ask: Callback<Command>,
    /// Forgets the last refusal.
    pub(crate) forgive: Callback<()>,
    /// Refuses what was typed before the node is asked.
    pub(crate) refuse: Callback<Fault>,
}

impl Asking {
    /// What is wrong with one input.
    pub(crate) fn fault_of(&self, field: api::Field) -> Option<AttrValue> {
        fault_of(self.fault.as_ref(), field)
    }

    /// What is wrong with none of `fields`.
    pub(crate) fn fault_beside(&self, fields: &[api::Field]) -> Option<AttrValue> {
        fault_beside(self.fault.as_ref(), fields)
    }
}

/// The part of a refusal that belongs to one input.
pub(crate) fn fault_of(fault: Option<&Fault>, field: api::Field) -> Option<AttrValue> {
    let fault = fault.filter(|fault| fault.field == Some(field))?;
    Some(fault.message.clone().into())
}

/// A refusal that belongs to none of the inputs that are shown.
pub(crate) fn fault_beside(fault: Option<&Fault>, fields: &[api::Field]) -> Option<AttrValue> {
    let fault = fault.filter(|fault| !fault.field.is_some_and(|field| fields.contains(&field)))?;
    Some(fault.message.clone().into())
}

/// Takes new text into a field's state, and forgets the error about the old one.
pub(crate) fn typing(state: &UseStateHandle<String>, forgive: &Callback<()>) -> Callback<String> {
    let (state, forgive) = (state.setter(), forgive.clone());
    Callback::from(move |text| {
        state.set(text);
        forgive.emit(());
    })
}

/// Asks the node on behalf of a form; `done` gets what it answers.
#[hook]
pub(crate) fn use_asking(done: Callback<Reply>) -> Asking {
    let node = use_node();
    let out = use_state(|| (false, None::<Fault>));
    // The flag in the state is only seen by the next rendering: a second click may come before it.
    let busy = use_mut_ref(|| false);
    let ask = {
        let out = out.setter();
        Callback::from(move |command| {
            if busy.replace(true) {
                return;
            }
            out.set((true, None));
            let (node, out, busy, done) = (node.clone(), out.clone(), busy.clone(), done.clone());
            spawn_local(async move {
                let answer = node.ask(command).await;
                busy.replace(false);
                match answer {
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
        ask,
        forgive,
    }
}

/// When a form is refused, leads the person to the field that is wrong: it may be far out of view,
/// and the button that was pressed has lost the focus while the node was asked.
#[hook]
pub(crate) fn use_focus_on_fault(form: &NodeRef, fault: Option<&Fault>) {
    let form = form.clone();
    use_effect_with(fault.cloned(), move |fault| {
        if fault.is_some() {
            dom::focus_wrong(&form);
        }
    });
}

/// Something that is looked up and shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Query {
    /// The answer is still out.
    Loading,
    /// The answer.
    Found(Reply),
    /// Why there is none.
    Failed(Fault),
}

/// Looks something up, and again whenever the chain has another tip or the pool another size: that
/// is when confirmations and balances change. The older answer stays in view until the next one is
/// here.
#[hook]
pub(crate) fn use_query(command: Command) -> Query {
    let node = use_node();
    let version = use_page()
        .chain()
        .map(|chain| (chain.tip, chain.pool.transactions));
    let answer = use_state(|| None::<(Command, Query)>);
    let setter = answer.setter();
    use_effect_with((command.clone(), version), move |(command, _)| {
        let command = command.clone();
        // A late answer to an older question must not replace a newer one.
        let current = Rc::new(core::cell::Cell::new(true));
        let asked = current.clone();
        spawn_local(async move {
            let query = match node.ask(command.clone()).await {
                Ok(reply) => Query::Found(reply),
                Err(fault) => Query::Failed(fault),
            };
            if asked.get() {
                setter.set(Some((command, query)));
            }
        });
        move || current.set(false)
    });
    match &*answer {
        Some((asked, query)) if *asked == command => query.clone(),
        _ => Query::Loading,
    }
}
