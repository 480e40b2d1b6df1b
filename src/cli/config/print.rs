//! Printing the settings in effect, in the form of a settings file.

use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::OF_THE_LINE;

/// The options whose values are secret. Only whether they are set is printed.
const SECRET: [&str; 3] = ["turn_secret", "group_secret", "nats"];

/// The settings of a command as a JSON document and as a settings file. `matches` are the matches
/// of this subcommand. `table` is the name of its table in a settings file; `None` if its settings
/// are at the top.
pub(crate) fn print(
    command: &Command,
    matches: &ArgMatches,
    table: Option<&str>,
) -> (Value, String) {
    let mut document = Map::new();
    let mut text = table.map(|name| format!("[{name}]\n")).unwrap_or_default();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let Some(name) = arg.get_long().filter(|_| !OF_THE_LINE.contains(&id)) else {
            continue;
        };
        let Some(source) = matches.value_source(id) else {
            continue;
        };
        let source = source_name(source);
        if is_secret(id, matches) {
            document.insert(
                name.to_owned(),
                json!({ "from": source, "is_secret": true }),
            );
            writeln!(text, "# {name} is set ({source}), and not shown").ok();
            continue;
        }
        let value = value(arg, matches, id);
        writeln!(text, "{name} = {value}  # {source}").ok();
        document.insert(name.to_owned(), json!({ "from": source, "value": value }));
    }
    (Value::Object(document), text)
}

/// Whether an option's value is secret, or a list of ICE servers with a password.
fn is_secret(id: &str, matches: &ArgMatches) -> bool {
    let mut raw = matches.get_raw(id).into_iter().flatten();
    SECRET.contains(&id) || raw.any(|raw| raw.to_string_lossy().contains("credential"))
}

const fn source_name(source: ValueSource) -> &'static str {
    match source {
        ValueSource::CommandLine => "command line",
        ValueSource::EnvVariable => "environment",
        _ => "file or default",
    }
}

/// An option's value or values. JSON's texts, numbers and lists have the same form in TOML.
fn value(arg: &Arg, matches: &ArgMatches, id: &str) -> Value {
    let raw = matches.get_raw(id).into_iter().flatten();
    let mut values = raw.map(|raw| typed(&raw.to_string_lossy()));
    match arg.get_action() {
        ArgAction::Append => Value::Array(values.collect()),
        ArgAction::SetTrue => Value::Bool(matches.get_flag(id)),
        _ => values
            .next()
            .unwrap_or_else(|| Value::String(String::new())),
    }
}

fn typed(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<u32>() {
            Ok(number) if number.to_string() == text => Value::from(number),
            _ => Value::String(text.to_owned()),
        },
    }
}
