//! The texts of `help`, made from the table.

use chain::Store;

use crate::{Method, ParamKind};

/// How a method is called: its name and its parameters, optional ones in parentheses.
pub(super) fn usage<S: Store>(method: &Method<S>) -> String {
    let mut usage = method.name.to_owned();
    let name = |param: &crate::Param| match param.kind {
        ParamKind::Text => format!("\"{}\"", param.name),
        _ => param.name.to_owned(),
    };
    for param in method.params.iter().filter(|param| param.is_required) {
        usage.push(' ');
        usage.push_str(&name(param));
    }
    let optional: Vec<String> = method
        .params
        .iter()
        .filter(|param| !param.is_required)
        .map(name)
        .collect();
    if !optional.is_empty() {
        usage.push_str(&format!(" ( {} )", optional.join(" ")));
    }
    usage
}

/// The usage, what the method does, its parameters and its answer.
pub(super) fn description<S: Store>(method: &Method<S>) -> String {
    let mut text = format!("{}\n\n{}\n", usage(method), method.about);
    if !method.params.is_empty() {
        text.push_str("\nArguments:\n");
    }
    for (number, param) in (1..).zip(method.params) {
        let kind = match param.kind {
            ParamKind::Text => "string",
            ParamKind::Number => "numeric",
            ParamKind::Coins => "numeric or string",
            ParamKind::Bool => "boolean",
            ParamKind::List => "json array",
            ParamKind::Object => "json object",
        };
        let need = match param.is_required {
            true => "required",
            false => "optional",
        };
        let (name, about) = (param.name, param.about);
        text.push_str(&format!("{number}. {name} ({kind}, {need}) {about}\n"));
    }
    text.push_str(&format!("\nResult:\n{}\n", method.answer));
    text
}
