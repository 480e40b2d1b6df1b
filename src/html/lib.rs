//! `html!` in the syntax of Yew, for a page whose program is small.
//!
//! Yew's own macro writes into the program, for every element, the instructions that make it: about 150 bytes each. This
//! one leaves an element as text, a template in which `{}` stands for what is only known when the page runs, and passes
//! that beside it:
//!
//! ```text
//! html! { <p class="fault" role="alert">{ fault }</p> }
//! crate::template::fill("<p class=\"fault\" role=\"alert\">{}</>", &mut [crate::template::Hole::from(fault)])
//! ```
//!
//! The crate that uses it has a module `template` with
//!
//! - `Hole`, which comes from everything that stands in braces, as text, node or value of an attribute;
//! - `fill`, which makes the nodes; `list` for `{ for … }`, `key` and `reference` for the attributes `key` and `ref`, and
//!   a function named like the attribute for each listener.
//!
//! A template is elements `<tag …>…</>` or `<tag … />`, texts, and `{}`. An element's attributes are ` name="value"`,
//! ` name={}`, and ` {}` for a listener, a key or a reference. The holes are in the order of the template.
//!
//! Components, and what else Yew knows and this page does not need, go through `yew::html!`.

mod parse;
mod template;

use proc_macro::TokenStream;

/// Nodes of a page, in the syntax of `yew::html!`: elements, components, fragments, texts, `{ expression }`,
/// `{ for nodes }`, `if`, `if let` and `else`.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    parse::root(input).unwrap_or_else(parse::Mistake::into_error)
}
