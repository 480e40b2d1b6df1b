//! Commands that show addresses, balance, history, labels and address book.

use std::fmt::Write as _;

use clap::Subcommand;
use primitives::{Txid, address};
use serde_json::{Value, json};
use wallet::{Descriptor, Entry, Kind};

use super::opened::OpenWallet;
use super::options::WalletOptions;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The commands on addresses, balance, history, labels and address book.
#[derive(Debug, Subcommand)]
pub(crate) enum OverviewCommand {
    /// Prints the present address
    Address {
        /// Makes a fresh address, which becomes the present one
        #[arg(long)]
        new: bool,
        /// Prints the public key of the identity, which a new chain can list as an author
        #[arg(long, conflicts_with = "new")]
        identity: bool,
        /// Asks no node; the address may have been used in the meantime
        #[arg(long)]
        offline: bool,
    },
    /// Prints the balance
    Balance,
    /// Prints the account's descriptor, with which others can watch it; asks no node
    Descriptor,
    /// Prints the payments, newest first
    History {
        /// The maximum number of payments to print
        #[arg(long, value_name = "COUNT", default_value_t = 100)]
        count: usize,
    },
    /// Labels a transaction or an address
    Label {
        /// The transaction id or the address
        #[arg(value_name = "TXID|ADDRESS")]
        of: String,
        /// The label; an empty one removes it
        text: String,
    },
    /// Shows or changes the address book
    #[command(subcommand)]
    Book(BookCommand),
}

/// The commands on the address book.
#[derive(Debug, Subcommand)]
pub(crate) enum BookCommand {
    /// Adds a name, or changes its address
    Add {
        /// The name
        name: String,
        /// The address
        address: String,
    },
    /// Removes a name
    Remove {
        /// The name
        name: String,
    },
    /// Prints all names with their addresses
    List,
}

/// Runs a command.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn run(
    command: &OverviewCommand,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    match command {
        OverviewCommand::Address { identity: true, .. } => {
            let key = options.folder()?.vault()?.identity().to_string();
            output.print(&json!({ "identity": key }), &key)
        }
        OverviewCommand::Address { new, offline, .. } => {
            let mut opened = match offline {
                true => options.open()?,
                false => options.open_at_tip(output)?.0,
            };
            let lock = match new {
                true => opened.wallet.next_receive_lock(),
                false => opened.wallet.receive_lock(),
            };
            opened.save()?;
            let address = opened.address(&lock);
            output.print(&json!({ "address": address }), &address)
        }
        OverviewCommand::Descriptor => {
            let opened = options.open()?;
            let descriptor = Descriptor {
                genesis: opened.genesis(),
                account: opened.wallet.account().clone(),
            };
            let text = descriptor.to_string();
            output.print(&json!({ "descriptor": text }), &text)
        }
        OverviewCommand::Balance => balance(&options.open_at_tip(output)?.0, output),
        OverviewCommand::History { count } => {
            history(&options.open_at_tip(output)?.0, *count, output)
        }
        OverviewCommand::Label { of, text } => {
            let mut opened = options.open()?;
            let is_address = address::parse(of, &opened.spec().prefix).is_ok();
            if !is_address && of.parse::<Txid>().is_err() {
                let message = format!("{of:?} is neither a transaction id nor an address");
                return Err(Failure::of("TXID|ADDRESS", Exit::Usage, message));
            }
            opened.names.set_label(of, text)?;
            opened.save()?;
            output.print(
                &json!({ "of": of, "label": text }),
                &format!("{of}: {text}"),
            )
        }
        OverviewCommand::Book(command) => book(command, options.open()?, output),
    }
}

fn book(command: &BookCommand, mut opened: OpenWallet, output: Output) -> Result<(), Failure> {
    match command {
        BookCommand::Add { name, address } => {
            let prefix = opened.spec().prefix.clone();
            opened.names.add(name, address, &prefix)?;
        }
        BookCommand::Remove { name } => opened.names.remove(name)?,
        BookCommand::List => {}
    }
    opened.save()?;
    let mut text = String::new();
    for (name, address) in opened.names.book() {
        writeln!(text, "{address}  {name}").ok();
    }
    output.print(&json!(opened.names.book()), &text)
}

fn balance(opened: &OpenWallet, output: Output) -> Result<(), Failure> {
    let balance = opened.wallet.balance(opened.tip);
    let symbol = &opened.spec().symbol;
    let parts = [
        ("spendable", balance.spendable),
        ("immature", balance.immature),
        ("incoming", balance.incoming),
        ("outgoing", balance.outgoing),
        ("dust", balance.dust),
    ];
    let mut document = json!({ "symbol": symbol, "height": opened.tip.value() });
    let mut text = format!("{} {symbol}\n", balance.spendable);
    for (name, amount) in parts {
        document[name] = amount.to_string().into();
        if name != "spendable" && !amount.is_zero() {
            writeln!(text, "{name:9} {amount} {symbol}").ok();
        }
    }
    output.print(&document, &text)
}

fn history(opened: &OpenWallet, count: usize, output: Output) -> Result<(), Failure> {
    let entries = opened.wallet.history(opened.tip, count);
    let documents: Vec<Value> = entries
        .iter()
        .map(|entry| document(opened, entry))
        .collect();
    let mut text = String::new();
    for (entry, document) in entries.iter().zip(&documents) {
        let when = match entry.height {
            Some(height) => format!("block {}", height.value()),
            None => "unconfirmed".to_owned(),
        };
        let label = document["label"].as_str().unwrap_or_default();
        let kind = kind(entry.kind);
        let (txid, amount) = (entry.txid, entry.amount);
        writeln!(text, "{txid}  {when:12}  {kind:10}  {amount:>16}  {label}").ok();
    }
    output.print(&Value::Array(documents), &text)
}

fn document(opened: &OpenWallet, entry: &Entry) -> Value {
    let txid = entry.txid.to_string();
    let others = entry.counterparts.iter().map(|lock| opened.address(lock));
    let others: Vec<String> = others.filter(|address| !address.is_empty()).collect();
    let labelled = |text: &String| {
        let names = &opened.names;
        names
            .label(text)
            .or_else(|| names.name_of(text))
            .map(str::to_owned)
    };
    let label = labelled(&txid).or_else(|| others.iter().find_map(labelled));
    json!({
        "txid": txid,
        "kind": kind(entry.kind),
        "amount": entry.amount.to_string(),
        "fee": entry.fee.map(|fee| fee.to_string()),
        "height": entry.height.map(|height| height.value()),
        "confirmations": entry.confirmations,
        "time": entry.time.seconds(),
        "addresses": others,
        "label": label,
    })
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Received => "received",
        Kind::Sent => "sent",
        Kind::Reward => "reward",
        Kind::Allocation => "allocation",
        Kind::ToSelf => "to self",
        Kind::Data => "data",
    }
}
