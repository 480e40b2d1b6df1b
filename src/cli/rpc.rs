//! `tabchain cli`: calls of a node's JSON-RPC, with the options of `bitcoin-cli`.

use std::io::{self, BufRead as _};
use std::time::Duration;

use clap::Args;
use methods::rpc::Rpc;
use methods::{Param, ParamKind};
use serde_json::{Map, Value, json};
use store::RedbStore;

use crate::clock;
use crate::failure::{Exit, Failure};
use crate::node_client::{Answer, NoAnswer, NodeAccess, NodeClient};
use crate::output;

/// Bitcoin Core's error code of a node that is still starting.
const IN_WARMUP: i64 = -28;
/// The wait between two attempts to reach a node, as in bitcoin-cli.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// The options whose value may be the next argument of the command line.
const WITH_VALUE: [&str; 7] = [
    "config",
    "cookie",
    "log",
    "node",
    "password-file",
    "rpcwaittimeout",
    "user",
];

/// A call of a method.
#[derive(Debug, Args)]
pub(crate) struct RpcOptions {
    #[command(flatten)]
    access: NodeAccess,
    /// Takes the parameters as NAME=VALUE
    #[arg(long)]
    named: bool,
    /// Waits for the node to start
    #[arg(long)]
    rpcwait: bool,
    /// The maximum time to wait for the node; 0 waits without end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    rpcwaittimeout: u64,
    /// Reads further parameters from standard input, one per line
    #[arg(long)]
    stdin: bool,
    /// The method, such as getblockcount; the method help lists all
    method: String,
    /// The parameters of the method, as JSON unless they are texts
    #[arg(allow_hyphen_values = true, trailing_var_arg = true)]
    params: Vec<String>,
}

/// Replaces the single hyphen of options, which bitcoin-cli allows, by two. `line` is the whole
/// command line, including the program's name.
pub(crate) fn with_two_hyphens(mut line: Vec<String>) -> Vec<String> {
    if line.get(1).map(String::as_str) != Some("cli") {
        return line;
    }
    let mut is_value = false;
    for argument in line.iter_mut().skip(2) {
        if std::mem::take(&mut is_value) {
            continue;
        }
        match argument.strip_prefix('-') {
            Some(rest) if rest.starts_with('-') => {}
            Some(rest) if rest.len() > 1 => *argument = format!("--{rest}"),
            _ => break,
        }
        is_value = WITH_VALUE.contains(&argument.trim_start_matches('-'));
    }
    line
}

/// Calls the method and prints its result. Failures of the node have Bitcoin Core's codes.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn run(options: &RpcOptions) -> Result<(), Failure> {
    let client = NodeClient::new(&options.access).map_err(as_unasked)?;
    let mut params = options.params.clone();
    if options.stdin {
        let lines = io::stdin().lock().lines();
        let lines = lines.collect::<Result<Vec<_>, _>>();
        params
            .extend(lines.map_err(|error| Failure::of("--stdin", Exit::Other, error.to_string()))?);
    }
    let params = match options.named {
        true => named(&options.method, &params)?,
        false => positional(&options.method, &params)?,
    };
    let request = json!({ "jsonrpc": "1.0", "id": 1, "method": options.method, "params": params });
    let answer = ask(&client, options, request.to_string().as_bytes())?;
    show(&answer)
}

/// Sends the request. With `--rpcwait`, it is repeated until the node has started.
fn ask(client: &NodeClient, options: &RpcOptions, body: &[u8]) -> Result<Value, Failure> {
    let start = clock::ticks();
    let longest = Duration::from_secs(options.rpcwaittimeout);
    loop {
        let answer = client.post("/", "application/json", body);
        let is_starting = match &answer {
            Ok(answer) => code_of(&document(answer)) == Some(IN_WARMUP),
            Err(error) => error.is_unreached(),
        };
        let is_late = options.rpcwaittimeout > 0 && start.elapsed() >= longest;
        if !options.rpcwait || !is_starting || is_late {
            return decoded(client, answer);
        }
        clock::wait_until(clock::ticks() + ASK_AGAIN);
    }
}

fn decoded(client: &NodeClient, answer: Result<Answer, NoAnswer>) -> Result<Value, Failure> {
    let answer = answer.map_err(|error| {
        let message = format!("could not connect to the node ({error}); is it running?");
        as_unasked(Failure::new(Exit::Node, message))
    })?;
    match (answer.status, document(&answer)) {
        (401, _) => Err(Failure::new(
            Exit::Other,
            "authorization failed: wrong cookie, or wrong user or password",
        )),
        (_, Value::Object(document))
            if document.contains_key("result") || document.contains_key("error") =>
        {
            Ok(Value::Object(document))
        }
        (status, _) => {
            let text: String = answer.text().chars().take(200).collect();
            let message = format!("{} answers with status {status}: {text}", client.url());
            Err(Failure::new(Exit::Other, message))
        }
    }
}

fn document(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
}

fn code_of(document: &Value) -> Option<i64> {
    document.pointer("/error/code")?.as_i64()
}

/// The failure with the exit code 1, which bitcoin-cli has for failures before the node is asked.
fn as_unasked(failure: Failure) -> Failure {
    Failure {
        exit: Exit::Other as u8,
        ..failure
    }
}

/// Prints the result: a text as it is, nothing for null, everything else as JSON.
fn show(document: &Value) -> Result<(), Failure> {
    if let Some(error) = document.get("error").filter(|error| !error.is_null()) {
        let code = code_of(document).unwrap_or(-1);
        let message = error
            .get("message")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let exit = u8::try_from(code.unsigned_abs() & 0xff).unwrap_or(1).max(1);
        return Err(Failure {
            exit,
            message: format!("code {code}: {message}"),
            argument: None,
        });
    }
    match document.get("result") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(text)) => output::line(text),
        Some(value) => output::line(&format!("{value:#}")),
    }
}

/// The parameters of a method in the table; `None` if this program does not know it.
fn table(method: &str) -> Option<&'static [Param]> {
    let methods = Rpc::<RedbStore>::METHODS.iter();
    let mut found = methods.filter(|known| known.name == method);
    found.next().map(|known| known.params)
}

fn positional(method: &str, texts: &[String]) -> Result<Value, Failure> {
    let params = table(method);
    let values = texts.iter().enumerate().map(|(index, text)| {
        let param = params.map(|params| params.get(index));
        value(text, param)
    });
    values.collect::<Result<_, _>>().map(Value::Array)
}

fn named(method: &str, texts: &[String]) -> Result<Value, Failure> {
    let params = table(method);
    let mut values = Map::new();
    let mut positions = Vec::new();
    for text in texts {
        let Some((name, text)) = text.split_once('=') else {
            positions.push(text.clone());
            continue;
        };
        let param = params.map(|params| params.iter().find(|param| param.name == name));
        if values
            .insert(name.to_owned(), value(text, param)?)
            .is_some()
        {
            return Err(Failure::of(
                name,
                Exit::Other,
                "the parameter is given twice",
            ));
        }
    }
    if !positions.is_empty() {
        // As in Bitcoin Core, `args` has the parameters by position before the named ones.
        values.insert("args".to_owned(), positional(method, &positions)?);
    }
    Ok(Value::Object(values))
}

/// The value of a parameter. `param` is `None` if this program does not know the method, and
/// `Some(None)` if the method has no such parameter; in both cases the node decides.
fn value(text: &str, param: Option<Option<&Param>>) -> Result<Value, Failure> {
    let parsed = serde_json::from_str::<Value>(text);
    match param.flatten() {
        Some(param) if matches!(param.kind, ParamKind::Text) => Ok(text.into()),
        Some(param) => parsed.map_err(|error| {
            let message = format!("{text:?} is not JSON: {error}");
            Failure::of(param.name, Exit::Other, message)
        }),
        // A long text of digits is a hash, although it would be a number in JSON.
        None => Ok(parsed
            .ok()
            .filter(|_| text.len() < 20 || !is_number(text))
            .unwrap_or_else(|| text.into())),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_with_one_hyphen_are_those_of_bitcoin_cli() {
        let line = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let translated =
            with_two_hyphens(line("tabchain cli -named --node=x -rpcwait getblock -1"));
        assert_eq!(
            translated.join(" "),
            "tabchain cli --named --node=x --rpcwait getblock -1"
        );
        let translated = with_two_hyphens(line("tabchain cli --node x -stdin help -stdin"));
        assert_eq!(
            translated.join(" "),
            "tabchain cli --node x --stdin help -stdin"
        );
        let other = line("tabchain serve -h");
        assert_eq!(with_two_hyphens(other.clone()), other);
    }

    #[test]
    fn parameters_of_unknown_methods_are_json_or_text() {
        let texts = ["12", "true", "[1,2]", "word", "{\"a\":1}"].map(str::to_owned);
        let values = positional("unknownmethod", &texts).unwrap();
        assert_eq!(values, json!([12, true, [1, 2], "word", { "a": 1 }]));
        let texts = ["first", "verbose=1"].map(str::to_owned);
        let values = named("unknownmethod", &texts).unwrap();
        assert_eq!(values, json!({ "args": ["first"], "verbose": 1 }));
    }

    #[test]
    fn a_code_of_the_node_becomes_the_exit_code() {
        let exit = |code: i64| {
            let document = json!({ "result": null, "error": { "code": code, "message": "m" } });
            show(&document).unwrap_err().exit
        };
        assert_eq!(exit(-8), 8);
        assert_eq!(exit(-28), 28);
        assert_eq!(exit(-32_601), 89);
        assert_eq!(exit(-256), 1);
    }
}
