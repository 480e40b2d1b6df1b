//! `tabchain`: one program that hosts the page, introduces peers, keeps chains, answers programs,
//! and is a wallet on the command line.
//!
//! | command | what it does | module |
//! | --- | --- | --- |
//! | `serve` | page, relay and nodes | [`nodes`] |
//! | `node` | nodes alone | [`nodes`] |
//! | `chain` | settings file ↔ link ↔ genesis | [`chains`] |
//! | `wallet` | keys, payments, load | [`wallets`] |
//! | `cli` | calls of a node's JSON-RPC | [`rpc`] |
//!
//! [`arguments`] defines the command line, from which completions, manual pages and the keys of the
//! settings file ([`config`]) are made. [`failure`] lists the exit codes.

mod arguments;
mod chain_source;
mod chains;
mod clock;
mod config;
mod data_folder;
mod documents;
mod failure;
mod faults;
mod logs;
mod node_client;
mod nodes;
mod output;
mod passphrase;
mod rpc;
mod wallets;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use crate::arguments::{Arguments, Command};
use crate::failure::{Exit, Failure};
use crate::output::Output;

fn main() -> ExitCode {
    let line = rpc::with_two_hyphens(std::env::args().collect());
    let is_json = line.iter().any(|argument| argument == "--json");
    let output = Output { is_json };
    match start(&line, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.fail(&failure);
            ExitCode::from(failure.exit)
        }
    }
}

/// Parses the command line, with the settings file's values as defaults, and runs the command.
fn start(line: &[String], output: Output) -> Result<(), Failure> {
    let mut command = Arguments::command();
    let mut matches = parsed(command.clone(), line, output)?;
    let config = matches.get_one::<std::path::PathBuf>("config").cloned();
    if let Some(file) = config {
        command = config::with_file(command, &file)
            .map_err(|error| Failure::of("--config", Exit::Settings, error.to_string()))?;
        matches = parsed(command.clone(), line, output)?;
    }
    let arguments = Arguments::from_arg_matches(&matches)
        .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    if arguments.common.print_config {
        return print_config(&command, &matches, &arguments, output);
    }
    let common = &arguments.common;
    match &arguments.command {
        Command::Serve(options) => {
            logs::start(&common.log, common.json)?;
            nodes::serve(options, output)
        }
        Command::Node(options) => {
            logs::start(&common.log, common.json)?;
            nodes::node(options, output)
        }
        Command::Chain(command) => chains::run(command, output),
        Command::Wallet(arguments) => wallets::run(arguments, output),
        Command::Cli(options) => rpc::run(options),
        Command::Bench => bench::lines::answer_all(native::kernels)
            .map_err(|error| Failure::new(Exit::Other, error.to_string())),
        Command::Document(command) => documents::run(command, Arguments::command()),
    }
}

/// Parses the command line. Help and version are printed, and end the program.
fn parsed(command: clap::Command, line: &[String], output: Output) -> Result<ArgMatches, Failure> {
    match command.try_get_matches_from(line) {
        Ok(matches) => Ok(matches),
        Err(error) if output.is_json && error.use_stderr() => {
            let text = error.render().to_string();
            Err(Failure::new(
                Exit::Usage,
                text.trim_start_matches("error: ").trim(),
            ))
        }
        Err(error) => error.exit(),
    }
}

fn print_config(
    command: &clap::Command,
    matches: &ArgMatches,
    arguments: &Arguments,
    output: Output,
) -> Result<(), Failure> {
    let name = arguments.command.name();
    let found = command
        .find_subcommand(name)
        .zip(matches.subcommand_matches(name));
    let Some((subcommand, matches)) =
        found.filter(|_| !matches!(name, "chain" | "bench" | "document"))
    else {
        let message = "only serve, node, wallet and cli have settings";
        return Err(Failure::of("--print-config", Exit::Usage, message));
    };
    let table = matches!(name, "wallet" | "cli").then_some(name);
    let (document, text) = config::print(subcommand, matches, table);
    output.print(&document, &text)
}
