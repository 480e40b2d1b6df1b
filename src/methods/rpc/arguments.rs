//! The arguments of a call: by position, by name, or both with Bitcoin Core's `args`.

use chain::Store;
use serde_json::{Map, Value};

use super::code;
use super::help::usage;
use crate::{Args, Failure, Method};

/// The arguments by name. `params` is a list or an object.
///
/// # Errors
///
/// [`Failure`] if there are too many arguments, if a name is unknown, if an argument is given
/// twice, or if a required one is missing.
pub(super) fn arguments<S: Store>(method: &Method<S>, params: &Value) -> Result<Args, Failure> {
    let mut named = Map::new();
    let empty = Vec::new();
    let positional = match params {
        Value::Array(positional) => positional,
        Value::Object(members) => {
            named = members.clone();
            match named.remove("args") {
                None | Some(Value::Null) => &empty,
                Some(Value::Array(_)) => members["args"].as_array().unwrap_or(&empty),
                Some(_) => return Err(invalid("args must be a list".into())),
            }
        }
        _ => &empty,
    };
    if let Some(unknown) = named.keys().find(|name| !has(method, name)) {
        return Err(invalid(format!("Unknown named parameter {unknown}")));
    }
    if positional.len() > method.params.len() {
        return Err(wrong_count(method));
    }
    for (param, value) in method.params.iter().zip(positional) {
        if named.insert(param.name.into(), value.clone()).is_some() {
            let name = param.name;
            let message =
                format!("Parameter {name} specified twice both as positional and named argument");
            return Err(invalid(message));
        }
    }
    let args = Args::new(named);
    let mut required = method.params.iter().filter(|param| param.is_required);
    match required.any(|param| args.value(param.name).is_none()) {
        true => Err(wrong_count(method)),
        false => Ok(args),
    }
}

fn has<S: Store>(method: &Method<S>, name: &str) -> bool {
    method.params.iter().any(|param| param.name == name)
}

fn invalid(message: String) -> Failure {
    Failure::new(crate::Kind::Invalid, message).with_code(code::INVALID_PARAMETER)
}

/// As Bitcoin Core does, the message says how the method is called.
fn wrong_count<S: Store>(method: &Method<S>) -> Failure {
    Failure::new(crate::Kind::Invalid, usage(method)).with_code(code::MISC_ERROR)
}
