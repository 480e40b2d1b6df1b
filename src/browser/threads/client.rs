//! The page's connection to its node: commands in, snapshots and notices out.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use api::{Fault, Notice, Reply, Request, Snapshot};
use futures_channel::oneshot;
use js_sys::{Array, Reflect, Uint8Array};
use litemap::LiteMap;
use wasm_bindgen::prelude::*;

use web_sys::{Event, MessageChannel, MessageEvent, MessagePort, ServiceWorkerContainer, Window};

use crate::entered;
use crate::http::{HttpRequest, Responder};
use crate::links::Links;
use crate::threads::message::{ToNode, ToPage};
use crate::threads::port::{Envelope, Listener, Port, PortError};
use crate::{Part, ProfileName, ProfileNameError};

/// A message from a node to its page.
#[derive(Clone, Debug, PartialEq)]
pub enum FromNode {
    /// The state that the page shows; it replaces the previous one.
    Snapshot(Box<Snapshot>),
    /// A single event to show.
    Notice(Notice),
    /// The node has ended, and no message follows. Only loading the page again helps.
    Ended {
        /// The reason, for diagnosis.
        reason: String,
    },
}

/// Why a node can't be started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The profile's name is invalid.
    #[error(transparent)]
    Profile(#[from] ProfileNameError),
    /// The program does not run in a window, or the window has no URL.
    #[error("there is no page to run in")]
    NoPage,
    /// The browser refuses to start the worker.
    #[error(transparent)]
    Worker(#[from] PortError),
}

/// A running node. Copies share one node, which runs as long as the page does.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    node: Port<ToNode>,
    listener: Box<dyn Fn(FromNode)>,
    links: Links,
    state: RefCell<State>,
    next: Cell<u64>,
    waiting: RefCell<LiteMap<u64, oneshot::Sender<Result<Reply, Fault>>>>,
    listeners: RefCell<Option<Listeners>>,
}

/// The page's listeners, kept alive.
struct Listeners {
    _node: Listener,
    _leaving: Closure<dyn FnMut(Event)>,
    _requests: Option<Closure<dyn FnMut(MessageEvent)>>,
}

enum State {
    /// The worker's program is loading. These messages are sent once it is ready.
    Loading(Vec<ToNode>),
    Running,
    Ended(String),
}

impl Client {
    /// Starts the node of this profile in a worker, and the peer connections in this page.
    /// `listener` receives the node's messages.
    ///
    /// # Errors
    /// If the profile's name is invalid, or the browser refuses to start the worker. A worker that
    /// fails later is reported by [`FromNode::Ended`].
    pub fn start(profile: &str, listener: impl Fn(FromNode) + 'static) -> Result<Self, StartError> {
        let profile: ProfileName = profile.parse()?;
        let window = web_sys::window().ok_or(StartError::NoPage)?;
        let page = page_url(&window).ok_or(StartError::NoPage)?;
        let inner: Rc<RefCell<Option<Rc<Inner>>>> = Rc::default();
        let (receiving, failing) = (Rc::clone(&inner), Rc::clone(&inner));
        let (node, node_listener) = Part::Node.start(
            move |envelope| {
                let inner = receiving.borrow().clone();
                if let Some(inner) = inner {
                    inner.on_message(envelope);
                }
            },
            move |reason| {
                let inner = failing.borrow().clone();
                if let Some(inner) = inner {
                    inner.end(reason);
                }
            },
        )?;
        let links = Links::new(node.clone());
        let leaving = leaving(&window, links.clone());
        let requests = {
            let inner = Rc::clone(&inner);
            let own = profile.clone();
            requests(&window, move |request, port| {
                let inner = inner.borrow().clone();
                is_for(&own, &request) && inner.is_some_and(|inner| inner.pass(request, port))
            })
        };
        let start = ToNode::Start {
            profile: profile.to_string(),
            page,
        };
        let client = Rc::new(Inner {
            node,
            listener: Box::new(listener),
            links,
            state: RefCell::new(State::Loading(vec![start])),
            next: Cell::new(0),
            waiting: RefCell::default(),
            listeners: RefCell::new(Some(Listeners {
                _node: node_listener,
                _leaving: leaving,
                _requests: requests,
            })),
        });
        *inner.borrow_mut() = Some(Rc::clone(&client));
        Ok(Self(client))
    }

    /// Sends a command to the node and waits for the reply.
    ///
    /// # Errors
    /// If the node refuses the command, or has ended.
    pub async fn ask(&self, command: Request) -> Result<Reply, Fault> {
        let id = self.0.next.get();
        self.0.next.set(id + 1);
        let (answer, answered) = oneshot::channel();
        let ask = ToNode::Ask { id, command };
        match &mut *self.0.state.borrow_mut() {
            State::Loading(first) => first.push(ask),
            State::Running => self.0.node.send(&ask),
            State::Ended(reason) => return Err(ended(reason)),
        }
        self.0.waiting.borrow_mut().insert(id, answer);
        let lost = || ended("it gave no answer");
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Sends an HTTP request to the node, and returns the status and the text of the response.
    /// `None` if the node is not running, or can't answer requests.
    pub async fn fetch(&self, mut request: HttpRequest) -> Option<(u16, String)> {
        request.is_own = true;
        let channel = MessageChannel::new().ok()?;
        let (answer, answered) = oneshot::channel();
        let listener = Closure::once(move |event: MessageEvent| {
            // The future that waits for it may have been dropped.
            let _ = answer.send(event.data());
        });
        let port = channel.port1();
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        if !self.0.pass(request, &channel.port2()) {
            return None;
        }
        let response: Array = answered.await.ok()?.dyn_into().ok()?;
        let status = response.get(0).as_f64()?;
        let body: Uint8Array = response.get(2).dyn_into().ok()?;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the node sends a status of three digits"
        )]
        let status = status as u16;
        let text = String::from_utf8_lossy(&body.to_vec()).into_owned();
        Some((status, text))
    }
}

impl Inner {
    /// Passes a request to the node, which responds on the port. Returns whether the node is
    /// running.
    fn pass(&self, request: HttpRequest, port: &MessagePort) -> bool {
        let is_running = matches!(*self.state.borrow(), State::Running);
        is_running && (self.node.send_with(&ToNode::Http(request), port)).is_ok()
    }

    fn on_message(&self, envelope: Result<Envelope<ToPage>, PortError>) {
        let Envelope {
            message,
            transferred,
        } = match envelope {
            Ok(envelope) => envelope,
            Err(error) => return self.end(error.to_string()),
        };
        match message {
            ToPage::Ready => self.ready(),
            ToPage::Snapshot(snapshot) => (self.listener)(FromNode::Snapshot(snapshot)),
            ToPage::Notice(notice) => (self.listener)(FromNode::Notice(notice)),
            ToPage::Answer { id, outcome } => {
                let asked = self.waiting.borrow_mut().remove(&id);
                if let Some(asked) = asked {
                    // The future that waits for it may have been dropped.
                    let _ = asked.send(outcome);
                }
            }
            ToPage::Link { link, order } => self.links.handle(link, order, &transferred),
            ToPage::Ended { reason } => self.end(reason),
        }
    }

    fn ready(&self) {
        let state = self.state.replace(State::Running);
        if let State::Loading(first) = state {
            for message in first {
                self.node.send(&message);
            }
        }
    }

    /// Ends the worker and closes all connections. Every command that waits for its reply fails.
    fn end(&self, reason: String) {
        if let State::Ended(_) = *self.state.borrow() {
            return;
        }
        *self.state.borrow_mut() = State::Ended(reason.clone());
        self.node.terminate();
        self.links.close_all();
        let waiting = self.waiting.take();
        for (_, asked) in waiting {
            let _ = asked.send(Err(ended(&reason)));
        }
        (self.listener)(FromNode::Ended { reason });
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.listeners.take();
        self.node.terminate();
    }
}

fn ended(reason: &str) -> Fault {
    Fault::new(format!(
        "The node has stopped ({reason}). Load the page again."
    ))
}

/// The page's URL without query and fragment.
fn page_url(window: &Window) -> Option<String> {
    let location = window.location();
    Some(location.origin().ok()? + &location.pathname().ok()?)
}

/// Closes the connections when the person leaves the page. Otherwise the peers would notice the end
/// only after many seconds, or never.
fn leaving(window: &Window, links: Links) -> Closure<dyn FnMut(Event)> {
    let leaving = Closure::<dyn FnMut(Event)>::new(move |_| links.close_all());
    // Adding a listener to a window can't fail.
    let _ = window.add_event_listener_with_callback("pagehide", leaving.as_ref().unchecked_ref());
    leaving
}

/// Whether a request is for the tabs with this profile. A request without a profile is for the tabs
/// with the profile that this device opens by default.
fn is_for(own: &ProfileName, request: &HttpRequest) -> bool {
    match &request.profile {
        Some(profile) => own.as_str() == profile,
        None => *own == entered::entered(),
    }
}

/// Listens to the service worker, and passes its HTTP requests on. `pass` returns whether the node
/// will respond. `None` if the browser has no service workers here.
fn requests(
    window: &Window,
    pass: impl Fn(HttpRequest, &MessagePort) -> bool + 'static,
) -> Option<Closure<dyn FnMut(MessageEvent)>> {
    let container = Reflect::get(&window.navigator(), &"serviceWorker".into()).ok()?;
    let container: ServiceWorkerContainer = container.dyn_into().ok()?;
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let request = HttpRequest::from_message(&event.data());
        let port = event.ports().get(0).dyn_into::<MessagePort>();
        if let (Some(request), Ok(port)) = (request, port)
            && !pass(request, &port)
            && let Some(responder) = Responder::new(port.into())
        {
            responder.respond(None);
        }
    });
    let on_message = listener.as_ref().unchecked_ref();
    let listening = container.add_event_listener_with_callback("message", on_message);
    listening.is_ok().then_some(listener)
}
