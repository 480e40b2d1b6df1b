//! Making nodes from the templates of `html!`: the half of that macro that runs in the page.

use core::borrow::Borrow;
use core::slice;
use std::rc::Rc;

use yew::html::NodeRef;
use yew::virtual_dom::{Key, Listener, VList, VNode, VTag, VText};
use yew::{AttrValue, Callback, Event, Html, InputEvent, MouseEvent, SubmitEvent};

/// What is only known when the page runs: it takes a place `{}` of a template.
#[derive(Default)]
pub(crate) enum Hole {
    /// No node; no attribute.
    #[default]
    Nothing,
    /// A text, or the value of an attribute.
    Text(AttrValue),
    /// An attribute without a value.
    Switch,
    /// Nodes.
    Node(Html),
    /// What listens to an event of the element.
    Listener(Rc<dyn Listener>),
    /// What tells the element from its siblings.
    Key(Key),
    /// Where the element is made known.
    Reference(NodeRef),
}

/// The nodes of a template. What is missing of the holes counts as nothing.
pub(crate) fn fill(template: &'static str, holes: &mut [Hole]) -> Html {
    let holes = holes.iter_mut();
    Filling { template, holes }.nodes()
}

/// An expression that is all there is.
pub(crate) fn alone(hole: impl Into<Hole>) -> Html {
    hole.into().into_node()
}

/// Nodes one after the other.
pub(crate) fn list(nodes: impl IntoIterator<Item = Html>) -> Hole {
    let mut all = Vec::new();
    for node in nodes {
        all.push(node);
    }
    Hole::Node(listed(all))
}

/// An attribute that is there or not.
pub(crate) fn switch(on: bool) -> Hole {
    if on { Hole::Switch } else { Hole::Nothing }
}

/// The key of an element.
pub(crate) fn key(key: impl Into<Key>) -> Hole {
    Hole::Key(key.into())
}

/// Where an element is made known.
pub(crate) fn reference(node: impl Borrow<NodeRef>) -> Hole {
    Hole::Reference(node.borrow().clone())
}

/// What listens to an event, for each kind of event that the page listens to.
macro_rules! listeners {
    ($($name:ident: $event:ty,)*) => {
        $(pub(crate) fn $name(callback: Callback<$event>) -> Hole {
            Hole::Listener(Rc::new(yew::html::$name::Wrapper::new(callback)))
        })*
    };
}

listeners! {
    onchange: Event,
    onclick: MouseEvent,
    oninput: InputEvent,
    onsubmit: SubmitEvent,
    ontoggle: Event,
}

/// A class that an element always has, and one that it may have.
pub(crate) fn class(always: &'static str, also: Option<&'static str>) -> AttrValue {
    match also {
        Some(also) => format!("{always} {also}").into(),
        None => AttrValue::Static(always),
    }
}

/// From what a hole is filled. None of these is inlined: a view then only names it.
macro_rules! fillings {
    ($($from:ty => |$value:ident| $hole:expr,)*) => {
        $(impl From<$from> for Hole {
            #[inline(never)]
            fn from($value: $from) -> Self {
                $hole
            }
        })*
    };
}

fillings! {
    Html => |node| Self::Node(node),
    Option<Html> => |node| node.map_or(Self::Nothing, Self::Node),
    AttrValue => |text| Self::Text(text),
    &AttrValue => |text| Self::Text(text.clone()),
    Option<AttrValue> => |text| text.map_or(Self::Nothing, Self::Text),
    &'static str => |text| Self::Text(AttrValue::Static(text)),
    Option<&'static str> => |text| text.map_or(Self::Nothing, Self::from),
    String => |text| Self::Text(text.into()),
    &String => |text| Self::Text(text.clone().into()),
    Option<String> => |text| text.map_or(Self::Nothing, Self::from),
    u32 => |number| Self::from(number.to_string()),
    usize => |number| Self::from(number.to_string()),
}

impl Hole {
    fn into_node(self) -> Html {
        match self {
            Self::Node(node) => node,
            Self::Text(text) => VText::new(text).into(),
            _ => Html::default(),
        }
    }

    /// Gives the element what it is.
    fn put_on(self, tag: &mut VTag) {
        match self {
            Self::Listener(listener) => {
                tag.add_listener(listener);
            }
            Self::Key(key) => tag.key = Some(key),
            Self::Reference(node) => tag.node_ref = node,
            _ => (),
        }
    }

    /// Sets an attribute of the element.
    fn set(self, tag: &mut VTag, name: &'static str) {
        match self {
            // What stands in a field is not an attribute: a person changes it.
            Self::Text(text) if name == "value" && matches!(tag.tag(), "input" | "textarea") => {
                tag.set_value(text);
            }
            Self::Text(text) => tag.add_attribute(name, text),
            Self::Switch => tag.add_attribute(name, name),
            _ => (),
        }
    }
}

/// A template on the way to its nodes.
struct Filling<'a> {
    /// What is left of it.
    template: &'static str,
    /// What is left to fill in.
    holes: slice::IterMut<'a, Hole>,
}

impl Filling<'_> {
    /// All nodes up to the end of their element, and that too.
    fn nodes(&mut self) -> Html {
        let mut nodes = Vec::new();
        while !self.template.is_empty() && !self.skip("</>") {
            let node = self.node();
            nodes.push(node);
        }
        if nodes.len() == 1 {
            return nodes.remove(0);
        }
        listed(nodes)
    }

    fn node(&mut self) -> Html {
        if self.skip("{}") {
            return self.hole().into_node();
        }
        if self.skip("<") {
            return self.element();
        }
        VText::new(AttrValue::Static(self.until(&['<', '{']))).into()
    }

    /// The element whose name comes next.
    fn element(&mut self) -> Html {
        let name = self.until(&[' ', '/', '>']);
        let mut tag = VTag::new(AttrValue::Static(name));
        loop {
            if self.skip(" {}") {
                self.hole().put_on(&mut tag);
            } else if self.skip(" ") {
                let name = self.until(&['=']);
                let value = if self.skip("={}") {
                    self.hole()
                } else {
                    self.skip("=\"");
                    let value = self.until(&['"']);
                    self.skip("\"");
                    Hole::Text(AttrValue::Static(value))
                };
                value.set(&mut tag, name);
            } else {
                break;
            }
        }
        if !self.skip("/>") {
            self.skip(">");
            let nodes = self.nodes();
            if let Some(children) = tag.children_mut() {
                *children = nodes;
            }
        }
        tag.into()
    }

    fn hole(&mut self) -> Hole {
        self.holes.next().map(core::mem::take).unwrap_or_default()
    }

    /// Takes a piece of the syntax, if it comes next.
    fn skip(&mut self, syntax: &str) -> bool {
        let rest = self.template.strip_prefix(syntax);
        self.template = rest.unwrap_or(self.template);
        rest.is_some()
    }

    /// Takes everything before the first of some letters.
    fn until(&mut self, ends: &[char]) -> &'static str {
        let end = self.template.find(ends).unwrap_or(self.template.len());
        let (text, rest) = self.template.split_at(end);
        self.template = rest;
        text
    }
}

fn listed(nodes: Vec<VNode>) -> Html {
    VList::with_children(nodes, None).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// Nodes as text. Attributes are sorted, as the two macros order them differently.
    fn written(node: &Html) -> String {
        match node {
            VNode::VTag(tag) => {
                let mut attributes: Vec<String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| format!(" {name}={value:?}"))
                    .collect();
                attributes.extend(tag.value().map(|value| format!(" .value={value:?}")));
                attributes.extend(tag.key.as_ref().map(|key| format!(" .key={key}")));
                attributes.sort();
                let children = tag.children().map(written).unwrap_or_default();
                format!("<{}{}>{children}</>", tag.tag(), attributes.concat())
            }
            VNode::VText(text) => text.text.to_string(),
            VNode::VList(list) => list.iter().map(written).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// What our macro makes of a piece of source, and what Yew's does.
    macro_rules! both {
        ($($source:tt)*) => {
            (written(&html! { $($source)* }), written(&yew::html! { $($source)* }))
        };
    }

    #[test]
    fn a_template_makes_the_nodes_that_yew_makes() {
        let text = "a < b & {c} \"d\"".to_owned();
        let (some, none) = (Some("there"), None::<&'static str>);
        let node = html! { <b>{ "bold" }</b> };
        let (ours, yews) = both! {
            <section class="card" aria-labelledby="title" data-x={some} data-y={none}>
                <h2 id="title" title={text.clone()}>{ "Plain" }{ ", and " }{ text.clone() }</h2>
                <p>{ "With < in it, { and \"quotes\"," } { " on \
                      two lines, ü" }</p>
                <br class={none} />
                <ul class={class("a", some)} id={class("b", none)}>
                    <li key="first">{ 1u32 }</li>
                    { for (2..4u32).map(|number| yew::html! { <li key={number}>{ number }</li> }) }
                </ul>
                { node.clone() }
                <input id="field" value={text.clone()} disabled={true} readonly={false} />
                <textarea value="much" />
                <progress value={"3"} max="4" />
                <svg viewBox="0 0 1 1"><path d="M0 0h1" stroke-width="2" /></svg>
                <></>
            </section>
        };
        assert_eq!(ours, yews);
        assert!(ours.contains("a < b & {c} \"d\""), "{ours}");
    }

    #[test]
    fn a_choice_makes_the_nodes_that_yew_makes() {
        struct Pair {
            left: Option<u32>,
            right: u32,
        }
        for (left, right) in [(None, 0), (None, 1), (Some(7), 0), (Some(7), 1)] {
            let pair = Pair { left, right };
            let (ours, yews) = both! {
                <div>
                    if pair.right > 0 {
                        <p>{ "more" }</p>{ "than one" }
                    }
                    if let Pair { left: Some(left), .. } = pair {
                        { left }
                    } else if right == 0 {
                        <i>{ "neither" }</i>
                    } else {
                        { "right" }
                    }
                    if left.is_some() && let Some(left) = left { <b>{ left }</b> }
                </div>
            };
            assert_eq!(ours, yews, "{left:?} {right}");
        }
    }

    #[test]
    fn what_is_no_element_can_stand_alone() {
        for (ours, yews) in [
            both! {},
            both! { "words" },
            both! { 3u32 },
            both! { { "in braces" } },
            both! { <>{ "a" }<b>{ "b" }</b></> },
        ] {
            assert_eq!(ours, yews);
        }
    }

    #[test]
    fn references_and_listeners_reach_the_element() {
        let (node, other) = (NodeRef::default(), NodeRef::default());
        let callback = Callback::from(|_: MouseEvent| ());
        let made = html! { <button ref={&node} onclick={callback}>{ "press" }</button> };
        let VNode::VTag(tag) = made else {
            panic!("{made:?}");
        };
        assert!(tag.node_ref == node && tag.node_ref != other);
        assert!(format!("{tag:?}").contains("onclick"), "{tag:?}");
    }
}
