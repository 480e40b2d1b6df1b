//! The page `docs/api.md`, made from the table of methods.

use core::fmt::Write as _;

use chain::MemoryStore;

use crate::cases::{self, ErrorCase};
use crate::esplora::Esplora;
use crate::rest::Rest;
use crate::rpc::Rpc;
use crate::{Access, Method, Param, ParamKind, Verb};

const BEGIN: &str = "\
# The API

A node answers programs at its API's address, `127.0.0.1:18443` unless told otherwise. This page is made from the table of
methods in `src/methods/`; `METHODS_WRITE=1 cargo test -p methods` writes it anew.

| right | who has it |
| --- | --- |
| read | anyone with user and password; everyone if `--api-public-read` is set, and in a tab |
| control | anyone with user and password |
| wallet | anyone with user and password, where the node has a wallet of its own |

User and password are those in the file `.cookie` of the data folder, or those in the settings. They are sent as HTTP's basic
authentication. If the node keeps several chains, the first one answers at the root, and each one below `/chains/GENESIS/`.

Amounts are in base units, 100,000,000 of which are a coin. Bitcoin Core's methods have amounts in coins. Hashes and
transaction ids are in reversed hexadecimal, as in Bitcoin.
";

const REST: &str = "
## REST, below `/api/`

A list that may be long comes in pages: the answer's `next` is the argument for the next page, and null on the last one. A
failure is a problem document (RFC 9457) of the type `application/problem+json`. Each answer has a strong `ETag`.
`/api/openapi.json` describes the same methods for programs.

A `POST` has its arguments in its body as a JSON object.
";

const RPC: &str = "
## JSON-RPC, by `POST /`

Bitcoin Core's methods, by JSON-RPC 1.0, 1.1 and 2.0, alone and in batches. Arguments come by position or by name.
";

const ESPLORA: &str = "
## Esplora, below `/esplora/`

[Esplora's API](https://github.com/Blockstream/esplora/blob/master/API.md), for its clients and its front end. Failures are
plain text.
";

/// The page.
pub fn page() -> String {
    let mut page = BEGIN.to_owned();
    page.push_str(REST);
    table(
        &mut page,
        Rest::<MemoryStore>::methods(),
        http_name,
        |method| error_case(method.name, cases::REST),
    );
    page.push_str(RPC);
    let rpc = Rpc::<MemoryStore>::METHODS.iter();
    table(
        &mut page,
        rpc,
        |method| format!("`{}`", method.name),
        rpc_error,
    );
    page.push_str(ESPLORA);
    let esplora = Esplora::<MemoryStore>::METHODS.iter();
    table(&mut page, esplora, http_name, |method| {
        error_case(method.name, cases::ESPLORA)
    });
    page
}

fn table(
    page: &mut String,
    methods: impl Iterator<Item = &'static Method<MemoryStore>>,
    name: impl Fn(&Method<MemoryStore>) -> String,
    error: impl Fn(&Method<MemoryStore>) -> String,
) {
    page.push_str("\n| method | | parameters | answer | right | error case |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for method in methods {
        let params: Vec<String> = method.params.iter().map(param).collect();
        let params = params.join("<br>");
        // Writing to a text can't fail.
        let _ = writeln!(
            page,
            "| {} | {} | {params} | {} | {} | {} |",
            name(method),
            cell(method.about),
            cell(method.answer),
            right(method.access),
            error(method),
        );
    }
}

fn http_name(method: &Method<MemoryStore>) -> String {
    format!("`{} {}`", verb(method.verb), method.name)
}

fn param(param: &Param) -> String {
    let kind = match param.kind {
        ParamKind::Text => "text",
        ParamKind::Number => "number",
        ParamKind::Coins => "coins",
        ParamKind::Bool => "true or false",
        ParamKind::List => "list",
        ParamKind::Object => "object",
    };
    let optional = match param.is_required {
        true => "",
        false => ", optional",
    };
    format!("`{}` ({kind}{optional}): {}", param.name, cell(param.about))
}

fn error_case(method: &str, cases: &[ErrorCase]) -> String {
    let Some(case) = cases.iter().find(|case| case.method == method) else {
        return String::new();
    };
    let body = match case.body {
        "" => String::new(),
        body => format!(" with `{body}`"),
    };
    let target = case.target.replace(LONG_ZEROES, "00…");
    format!("`{} {target}`{body}: {}", verb(case.verb), case.status)
}

/// The beginning of an unknown hash, which the page shows shortened.
const LONG_ZEROES: &str = "000000000000000000000000000000000000000000000000000000000000000";

const fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
    }
}

const fn right(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Control => "control",
        Access::Wallet => "wallet",
    }
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A call with a wrong number of arguments. Bitcoin Core answers it with the method's help.
fn rpc_error(method: &Method<MemoryStore>) -> String {
    match method.params.iter().find(|param| param.is_required) {
        Some(param) => format!("without `{}`: code -1", param.name),
        None => match method.params.len() {
            0 => "with an argument: code -1".into(),
            length => format!("with {} arguments: code -1", length + 1),
        },
    }
}
