//! A stage: an element of the document that shows one part of the page, with the contexts that the
//! root gives to all parts. Tests find controls as people do, by their labels and names.

use core::cell::RefCell;
use std::rc::Rc;

use api::{Fault, Reply, Request, Snapshot};
use futures_channel::oneshot;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement, InputEvent,
    InputEventInit,
};
use yew::prelude::*;

use crate::node::Node;
use crate::route::Route;
use crate::state::{Action, Chain, PageProvider, State, sample};
use crate::{dom, format};

/// The id of the stage in the document.
const ID: &str = "stage";
/// The time between two checks of a condition.
const LOOK_MS: u32 = 5;
/// Maximum number of checks of a condition, after which the test fails. They take some seconds.
const MAX_LOOKS: u32 = 1_000;

/// One part of the page on show.
pub(super) struct Stage {
    host: Element,
    commands: Rc<RefCell<Vec<Request>>>,
    /// Gives the page another snapshot.
    send: Callback<Snapshot>,
}

#[derive(Properties, PartialEq)]
struct Props {
    /// The page's receiver of snapshots is left here.
    send: Rc<RefCell<Callback<Snapshot>>>,
    node: Node,
    part: Callback<Chain, Html>,
}

/// Gives the part the contexts that the root gives, with [`sample::snapshot`] as the node's state.
#[component]
fn Root(props: &Props) -> Html {
    let page = use_reducer(|| State::new(Route::Wallet));
    {
        let (page, send) = (page.dispatcher(), props.send.clone());
        use_effect_with((), move |()| {
            let receiver = Callback::from(move |snapshot| {
                let (snapshot, at) = (Box::new(snapshot), format::now());
                page.dispatch(Action::Snapshot { snapshot, at });
            });
            receiver.emit(sample::snapshot());
            send.replace(receiver);
        });
    }
    let part = page.chain.clone().map(|chain| props.part.emit(chain));
    html! {
        <PageProvider {page}>
            <ContextProvider<Node> context={props.node.clone()}>
                { part }
            </ContextProvider<Node>>
        </PageProvider>
    }
}

impl Stage {
    /// Shows a part. `answer` answers each command in place of the node, and every command is
    /// recorded.
    pub(super) async fn show(
        part: impl Fn(Chain) -> Html + 'static,
        answer: impl Fn(&Request) -> Result<Reply, Fault> + 'static,
    ) -> Self {
        // A failed test leaves its stage in the document. The next test must not find it.
        if let Some(left) = dom::document().get_element_by_id(ID) {
            left.remove();
        }
        let host = dom::document().create_element("div").unwrap();
        host.set_id(ID);
        dom::document().body().unwrap().append_child(&host).unwrap();
        let commands = Rc::<RefCell<Vec<Request>>>::default();
        let node = {
            let commands = commands.clone();
            Node::played(Callback::from(move |command: Request| {
                let reply = answer(&command);
                commands.borrow_mut().push(command);
                reply
            }))
        };
        let part = Callback::from(part);
        let send = Rc::new(RefCell::new(Callback::noop()));
        let props = Props {
            send: send.clone(),
            node,
            part,
        };
        yew::Renderer::<Root>::with_root_and_props(host.clone(), props).render();
        let mut stage = Self {
            host,
            commands,
            send: Callback::noop(),
        };
        stage
            .until("something is shown", |stage| stage.find("*"))
            .await;
        stage.send = send.borrow().clone();
        stage
    }

    /// Gives the page another snapshot, as the node does.
    pub(super) async fn send(&self, snapshot: Snapshot) {
        self.send.emit(snapshot);
        self.settle().await;
    }

    /// Waits for a moment, in which Yew renders all pending changes.
    pub(super) async fn settle(&self) {
        look_later().await;
    }

    /// Waits until `found` returns a value, and returns the value.
    pub(super) async fn until<T>(&self, what: &str, found: impl Fn(&Self) -> Option<T>) -> T {
        for _ in 0..MAX_LOOKS {
            if let Some(found) = found(self) {
                return found;
            }
            look_later().await;
        }
        panic!("never: {what}, in {}", self.host.inner_html());
    }

    /// The commands that the node was sent, in order.
    pub(super) fn commands(&self) -> Vec<Request> {
        self.commands.borrow().clone()
    }

    /// The first element that a CSS selector finds.
    pub(super) fn find(&self, selector: &str) -> Option<Element> {
        self.host.query_selector(selector).unwrap()
    }

    /// The texts of all elements that a CSS selector finds, in the document's order.
    pub(super) fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.host.query_selector_all(selector).unwrap();
        let nodes = (0..found.length()).filter_map(|at| found.item(at));
        nodes
            .map(|node| node.text_content().unwrap_or_default())
            .collect()
    }

    /// The input with this label.
    pub(super) fn input(&self, label: &str) -> HtmlInputElement {
        let labels = self.host.query_selector_all("label").unwrap();
        let mut labels = (0..labels.length()).filter_map(|at| labels.item(at));
        let named = labels.find(|node| node.text_content().as_deref() == Some(label));
        let named: Element = named
            .unwrap_or_else(|| panic!("no {label}"))
            .unchecked_into();
        let id = named.get_attribute("for").unwrap();
        let input = dom::document().get_element_by_id(&id).unwrap();
        input.dyn_into().unwrap()
    }

    /// Replaces the text of an input, as typing it does.
    pub(super) async fn fill(&self, label: &str, text: &str) {
        let input = self.input(label);
        input.set_value(text);
        let options = InputEventInit::new();
        options.set_bubbles(true);
        let event = InputEvent::new_with_event_init_dict("input", &options).unwrap();
        input.dispatch_event(&event).unwrap();
        self.settle().await;
    }

    /// Presses the button with this name.
    pub(super) async fn press(&self, name: &str) {
        let buttons = self.host.query_selector_all("button").unwrap();
        let mut buttons = (0..buttons.length()).filter_map(|at| buttons.item(at));
        let named = buttons.find(|node| {
            let element: &Element = node.unchecked_ref();
            let label = element.get_attribute("aria-label");
            label.or_else(|| node.text_content()).as_deref() == Some(name)
        });
        let button: HtmlElement = named
            .unwrap_or_else(|| panic!("no {name}"))
            .unchecked_into();
        button.click();
        self.settle().await;
    }

    /// Unfolds the part with this summary, and waits until `inside`, a CSS selector, finds
    /// something.
    pub(super) async fn unfold(&self, summary: &str, inside: &str) {
        self.summary(summary).click();
        self.until(inside, |stage| stage.find(inside)).await;
    }

    /// Folds the part with this summary.
    pub(super) async fn fold(&self, summary: &str) {
        self.summary(summary).click();
        self.until("a folded part", |stage| {
            stage.find("details[open]").is_none().then_some(())
        })
        .await;
        self.settle().await;
    }

    fn summary(&self, summary: &str) -> HtmlElement {
        let found = self.host.query_selector_all("summary").unwrap();
        let mut found = (0..found.length()).filter_map(|at| found.item(at));
        let named = found.find(|node| node.text_content().as_deref() == Some(summary));
        let named: HtmlElement = named
            .unwrap_or_else(|| panic!("no {summary}"))
            .unchecked_into();
        named
    }

    /// The texts that describe an input for screen readers: its error and its hint, in this order.
    pub(super) fn description(&self, label: &str) -> Vec<String> {
        let ids = self.input(label).get_attribute("aria-describedby");
        let ids = ids.unwrap_or_default();
        let text = |id: &str| dom::document().get_element_by_id(id)?.text_content();
        ids.split_whitespace().filter_map(text).collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.host.remove();
    }
}

/// Chooses an option of a list, as a person does.
pub(super) async fn choose(stage: &Stage, list: &str, option: i32) {
    let list: HtmlSelectElement = stage.find(list).unwrap().unchecked_into();
    list.set_selected_index(option);
    let options = EventInit::new();
    options.set_bubbles(true);
    let event = Event::new_with_event_init_dict("change", &options).unwrap();
    list.dispatch_event(&event).unwrap();
    stage.settle().await;
}

async fn look_later() {
    let (done, waiting) = oneshot::channel();
    let timeout = Timeout::new(LOOK_MS, || {
        let _ = done.send(());
    });
    waiting.await.unwrap();
    drop(timeout);
}

/// A node that answers nothing.
pub(super) fn no_answer(_: &Request) -> Result<Reply, Fault> {
    Err(Fault::new("This node answers nothing."))
}
