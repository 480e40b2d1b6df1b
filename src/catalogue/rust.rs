//! A language's messages as functions.

use core::fmt::Write;

use crate::message::{Argument, Kind, Language, Message, Part};

/// The source of one module for each feature, with one function for each message. A function takes
/// the values of its message under their names, so that a missing or a wrong value does not
/// compile. It calls `plain`, `filled` or `element` of the module that includes the source. The
/// constant `MESSAGES` is the number of messages.
///
/// # Panics
/// Never: writing to a `String` does not fail.
#[must_use]
pub fn rust(language: &Language) -> String {
    let mut source = String::new();
    let mut feature = "";
    for (number, message) in language.messages.iter().enumerate() {
        if message.feature != feature {
            let end = if feature.is_empty() { "" } else { "}\n\n" };
            feature = &message.feature;
            let name = identifier(feature);
            write!(
                source,
                "{end}/// The texts of `{feature}.ftl`.\npub(crate) mod {name} {{\n"
            )
            .expect("a text grows");
        }
        source.push_str(&function(number, message));
    }
    source.push_str("}\n\n");
    let count = language.messages.len();
    write!(
        source,
        "/// The number of messages.\nconst MESSAGES: usize = {count};\n"
    )
    .expect("a text grows");
    source
}

fn function(number: usize, message: &Message) -> String {
    let name = identifier(&message.name);
    let doc = match shown(&message.pattern, &message.arguments) {
        text if text.trim().is_empty() => "Spaces only.".to_owned(),
        text => text,
    };
    let arguments = &message.arguments;
    let has = |kind| arguments.iter().any(|argument| argument.kind == kind);
    let (answer, call) = match (arguments.is_empty(), has(Kind::Element)) {
        (true, _) => ("&'static str", "plain"),
        (false, false) => ("::std::string::String", "filled"),
        (false, true) => ("::yew::Html", "element"),
    };
    let parameters = arguments.iter().map(|argument| {
        let kind = match argument.kind {
            Kind::Text => "&dyn ::core::fmt::Display",
            Kind::Number => "u64",
            Kind::Element => "::yew::Html",
        };
        format!("{}: {kind}", identifier(&argument.name))
    });
    let values = arguments.iter().map(|argument| {
        let kind = match argument.kind {
            Kind::Text => "Text",
            Kind::Number => "Number",
            Kind::Element => "Element",
        };
        format!("super::Value::{kind}({})", identifier(&argument.name))
    });
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let values = match arguments.is_empty() {
        true => String::new(),
        false => format!(", &[{}]", values.collect::<Vec<_>>().join(", ")),
    };
    format!(
        "    #[doc = {doc:?}]\n    pub(crate) fn {name}({parameters}) -> {answer} {{\n        \
         super::{call}({number}{values})\n    }}\n"
    )
}

/// The text of a message for its function's documentation, with the names of the values in braces.
fn shown(parts: &[Part], arguments: &[Argument]) -> String {
    let parts = parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Argument(index) => format!("{{ {} }}", arguments[*index].name),
        Part::Select { variants, .. } => {
            let variants = variants.iter();
            let variants = variants.map(|variant| shown(&variant.parts, arguments));
            variants.collect::<Vec<_>>().join(" / ")
        }
    });
    parts.collect()
}

/// A name of Fluent's as one of Rust's.
fn identifier(name: &str) -> String {
    let name = name.replace('-', "_");
    match name.as_str() {
        "as" | "for" | "in" | "match" | "mod" | "move" | "type" | "use" | "where" | "yield" => {
            format!("r#{name}")
        }
        _ => name,
    }
}
