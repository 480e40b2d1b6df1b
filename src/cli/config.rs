//! Settings from a TOML file.
//!
//! The command line's definition is the only list of settings. A file's values become the defaults
//! of the options with the same names. So the command line and the environment override them, and
//! one parser reads each value, wherever it comes from.
//!
//! Keys at the top are options of `serve` and `node`, so that one file suits both. The tables
//! `[wallet]` and `[cli]` have the options of these commands.

mod print;

use std::fs;
use std::ops::Range;
use std::path::Path;

use clap::{Arg, ArgAction, Command};
use thiserror::Error;
use toml_edit::{Document, Item, Value};

pub(crate) use self::print::print;

/// The maximum length of a settings file in bytes. A chain's link has at most 100,000.
const MAX_FILE: u64 = 4 << 20;

/// The commands whose options are keys at the top of the file.
const TOP: [&str; 2] = ["serve", "node"];

/// The commands that have a table of their own.
const TABLES: [&str; 2] = ["wallet", "cli"];

/// The options that a file can't set, since they select what to do, or the file itself.
const OF_THE_LINE: [&str; 5] = ["config", "print_config", "help", "version", "json"];

/// Why a settings file is refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{file}{}: {message}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub(crate) struct ConfigError {
    /// The file's name.
    file: String,
    /// The line, counted from 1; `None` if the error is about the whole file.
    line: Option<usize>,
    /// The error, with the key.
    message: String,
}

/// A file's text and name, for errors.
struct Source<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, span: Option<Range<usize>>, message: impl Into<String>) -> ConfigError {
        let before = span.and_then(|span| self.text.get(..span.start));
        ConfigError {
            file: self.file.display().to_string(),
            line: before.map(|text| text.matches('\n').count() + 1),
            message: message.into(),
        }
    }
}

/// Returns the definition of the command line with a file's values as defaults.
///
/// # Errors
///
/// [`ConfigError`], which names the file, the line and the key.
pub(crate) fn with_file(command: Command, file: &Path) -> Result<Command, ConfigError> {
    let source = Source { file, text: "" };
    let length = fs::metadata(file).map(|it| it.len());
    if length.is_ok_and(|length| length > MAX_FILE) {
        return Err(source.error(None, format!("the file has more than {MAX_FILE} bytes")));
    }
    let text = fs::read_to_string(file)
        .map_err(|error| source.error(None, format!("can't read the file: {error}")))?;
    with_text(command, &Source { file, text: &text })
}

fn with_text(command: Command, source: &Source<'_>) -> Result<Command, ConfigError> {
    let document = Document::parse(source.text)
        .map_err(|error| source.error(error.span(), error.message().trim()))?;
    let mut command = command;
    for (name, item) in document.as_table() {
        let key = document.as_table().key(name);
        let span = key.and_then(|key| key.span()).or_else(|| item.span());
        if TABLES.contains(&name) {
            let Some(table) = item.as_table_like() else {
                return Err(source.error(span, format!("`{name}` is a table: [{name}]")));
            };
            for (inner, item) in table.iter() {
                let span = table.key(inner).and_then(|key| key.span());
                let path = format!("{name}.{inner}");
                command = set(
                    command,
                    &[name],
                    inner,
                    item,
                    &KeyPosition { source, path, span },
                )?;
            }
        } else {
            let path = name.to_owned();
            command = set(
                command,
                &TOP,
                name,
                item,
                &KeyPosition { source, path, span },
            )?;
        }
    }
    Ok(command)
}

/// A key of the file with its position, for errors.
struct KeyPosition<'a> {
    source: &'a Source<'a>,
    path: String,
    span: Option<Range<usize>>,
}

impl KeyPosition<'_> {
    fn error(&self, message: impl std::fmt::Display) -> ConfigError {
        self.source
            .error(self.span.clone(), format!("`{}` {message}", self.path))
    }
}

/// Makes a key's value the default of the options of that name in these subcommands.
fn set(
    command: Command,
    subcommands: &[&str],
    key: &str,
    item: &Item,
    position: &KeyPosition<'_>,
) -> Result<Command, ConfigError> {
    let is_option =
        |arg: &&Arg| arg.get_long() == Some(key) && !OF_THE_LINE.contains(&arg.get_id().as_str());
    let mut command = command;
    let mut is_known = false;
    let common = command.get_arguments().find(is_option).cloned();
    if let Some(arg) = common {
        let values = values(&arg, item, position)?;
        command = command.mut_arg(arg.get_id().as_str(), |arg| arg.default_values(values));
        is_known = true;
    }
    for name in subcommands {
        let Some(subcommand) = command.find_subcommand(name) else {
            continue;
        };
        let Some(arg) = subcommand.get_arguments().find(is_option).cloned() else {
            continue;
        };
        let values = values(&arg, item, position)?;
        command = command.mut_subcommand(name, |subcommand| {
            subcommand.mut_arg(arg.get_id().as_str(), |arg| arg.default_values(values))
        });
        is_known = true;
    }
    match is_known {
        true => Ok(command),
        false => Err(position.error("is not a setting")),
    }
}

/// The values of a key as texts, after the option's own parser has accepted each.
fn values(arg: &Arg, item: &Item, position: &KeyPosition<'_>) -> Result<Vec<String>, ConfigError> {
    let is_list = matches!(arg.get_action(), ArgAction::Append);
    let values = match item.as_value() {
        Some(Value::Array(list)) if is_list => list.iter().map(|it| text(it, position)).collect(),
        Some(value) => text(value, position).map(|text| vec![text]),
        None => Err(position.error("is a table, where a value is expected")),
    }?;
    let option = arg.get_long().unwrap_or_default().to_owned();
    for value in &values {
        let alone = Command::new("settings")
            .no_binary_name(true)
            .arg(alone(arg))
            .try_get_matches_from([format!("--{option}={value}")]);
        if let Err(error) = alone {
            return Err(position.error(format!("is wrong: {}", reason(&error))));
        }
    }
    Ok(values)
}

/// A copy of the option without its relations to others, to parse a single value.
fn alone(arg: &Arg) -> Arg {
    let id = arg.get_id().to_string();
    let mut alone = Arg::new(id)
        .action(arg.get_action().clone())
        .value_parser(arg.get_value_parser().clone());
    if let Some(long) = arg.get_long() {
        alone = alone.long(long.to_owned());
    }
    if let Some(delimiter) = arg.get_value_delimiter() {
        alone = alone.value_delimiter(delimiter);
    }
    alone
}

/// The text of a value, as it would stand on the command line.
fn text(value: &Value, position: &KeyPosition<'_>) -> Result<String, ConfigError> {
    match value {
        Value::String(text) => Ok(text.value().clone()),
        Value::Integer(number) => Ok(number.value().to_string()),
        Value::Float(number) => Ok(number.value().to_string()),
        Value::Boolean(flag) => Ok(flag.value().to_string()),
        Value::Array(_) => Err(position.error("takes one value, not a list")),
        Value::InlineTable(_) => Err(position.error("is a table, where a value is expected")),
        Value::Datetime(_) => Err(position.error("is a date; put it in quotation marks")),
    }
}

/// The first line of the command line's own error, without its head.
fn reason(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _};

    use super::*;
    use crate::arguments::{Arguments, Command as Chosen};

    fn with(text: &str) -> Result<Command, ConfigError> {
        let file = Path::new("t.toml");
        with_text(Arguments::command(), &Source { file, text })
    }

    fn serve(text: &str, line: &[&str]) -> crate::nodes::ServeOptions {
        let line = [&["tabchain", "serve"], line].concat();
        let matches = with(text).unwrap().try_get_matches_from(line).unwrap();
        match Arguments::from_arg_matches(&matches).unwrap().command {
            Chosen::Serve(options) => *options,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_comes_before_the_file_and_the_file_before_the_defaults() {
        let text =
            "listen = \"127.0.0.1:1\"\nmine = 2\nlan = true\nice = [\"stun:a:1\", \"stun:b:2\"]\n";
        let options = serve(text, &["--listen", "127.0.0.1:9"]);
        assert_eq!(options.listen, Some(([127, 0, 0, 1], 9).into()));
        assert_eq!(options.node.mine, 2);
        assert!(options.lan);
        assert_eq!(options.node.ice.len(), 2);
        assert!(!serve(text, &["--lan=false"]).lan);
        assert_eq!(serve("", &[]).node.mine, 0);
    }

    #[test]
    fn an_error_names_file_line_and_key() {
        let cases = [
            ("\n\nlisten = ", "t.toml, line 3:"),
            (
                "mine = 1\nshout = 2\n",
                "t.toml, line 2: `shout` is not a setting",
            ),
            (
                "mine = \"many\"\n",
                "t.toml, line 1: `mine` is wrong: invalid value 'many'",
            ),
            ("mine = [1]\n", "`mine` takes one value, not a list"),
            (
                "[mine]\na = 1\n",
                "`mine` is a table, where a value is expected",
            ),
            ("wallet = 1\n", "line 1: `wallet` is a table"),
            (
                "[wallet]\n\nchain = 1\nnod = \"x\"\n",
                "line 4: `wallet.nod` is not a setting",
            ),
            ("config = \"x\"\n", "`config` is not a setting"),
        ];
        for (text, wanted) in cases {
            let error = with(text).expect_err(text).to_string();
            assert!(error.contains(wanted), "{text:?}: {error}");
        }
    }
}
