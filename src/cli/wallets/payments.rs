//! `tabchain wallet send`: a payment is prepared, shown, signed here and sent to a node.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::Args;
use primitives::{Amount, FeeRate};
use serde_json::json;
use wallet::{Draft, Payment, Spend};

use super::explorer::{Explorer, fee_rate};
use super::opened::OpenWallet;
use super::options::WalletOptions;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The maximum fee without `--max-fee`: a tenth of a coin, as Bitcoin Core's `-maxtxfee`.
const MAX_FEE: &str = "0.1";

/// The options of a payment.
#[derive(Debug, Args)]
pub(crate) struct SendOptions {
    /// The payee: an address, or a name in the address book
    to: String,
    /// The amount in coins, or max for all coins that can be spent
    amount: String,
    /// A public note that goes with the payment and stays on the chain
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The label of the payment, which stays on this machine
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// The fee rate in base units per virtual byte [default: the node's estimate]
    #[arg(long, value_name = "RATE")]
    fee_rate: Option<f64>,
    /// The maximum fee in coins
    #[arg(long, value_name = "COINS", default_value = MAX_FEE)]
    max_fee: String,
    /// Pays without asking
    #[arg(long)]
    yes: bool,
}

/// Makes a payment.
///
/// # Errors
///
/// [`Failure`]. Nothing was sent then, unless the failure says so.
pub(crate) fn run(
    command: &SendOptions,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    let (mut opened, node) = options.open_at_tip(output)?;
    let payment = payment(command, &opened, &node)?;
    let draft = opened
        .wallet
        .prepare(&payment, opened.tip)
        .map_err(|error| Failure::new(Exit::Refused, error.to_string()))?;
    let most = amount("--max-fee", &command.max_fee)?;
    if draft.fee > most {
        let message = format!(
            "the fee would be {}, and at most {most} is allowed",
            draft.fee
        );
        return Err(Failure::of("--max-fee", Exit::Refused, message));
    }
    let text = summary(&opened, &draft);
    if !command.yes {
        confirm(&text)?;
    }
    let seed = opened.words(&options.passphrase)?.seed();
    let transaction = opened
        .wallet
        .sign(&draft, &seed)
        .map_err(|error| Failure::of("--wallet", Exit::Data, error.to_string()))?;
    opened.send(&node, &transaction)?;
    let txid = transaction.txid();
    if let Some(label) = &command.label {
        opened.names.set_label(&txid.to_string(), label)?;
        opened.save()?;
    }
    let document = json!({
        "txid": txid.to_string(),
        "to": opened.address(&draft.to),
        "amount": draft.amount.to_string(),
        "fee": draft.fee.to_string(),
        "change": draft.change.map(|change| change.to_string()),
    });
    output.print(&document, &txid.to_string())
}

fn payment(
    command: &SendOptions,
    opened: &OpenWallet,
    node: &Explorer,
) -> Result<Payment, Failure> {
    Ok(Payment {
        to: opened.names.payee(&command.to, &opened.spec().prefix)?,
        amount: match command.amount.as_str() {
            "max" => Spend::Max,
            text => Spend::Exact(amount("AMOUNT", text)?),
        },
        fee_rate: rate(command.fee_rate, node)?,
        note: command.note.clone().map(String::into_bytes),
    })
}

/// The fee rate of an option, or the node's estimate.
///
/// # Errors
///
/// [`Failure`] if the option is not a rate, or if the node does not answer.
pub(super) fn rate(option: Option<f64>, node: &Explorer) -> Result<FeeRate, Failure> {
    match option {
        None => node.fee_rate(),
        Some(rate) if (1.0..=1e6).contains(&rate) => Ok(fee_rate(rate)),
        Some(rate) => {
            let message =
                format!("{rate} is not between 1 and 1000000 base units per virtual byte");
            Err(Failure::of("--fee-rate", Exit::Usage, message))
        }
    }
}

fn amount(argument: &str, text: &str) -> Result<Amount, Failure> {
    let parsed = text.parse::<Amount>();
    parsed.map_err(|error| Failure::of(argument, Exit::Usage, format!("{text:?}: {error}")))
}

fn summary(opened: &OpenWallet, draft: &Draft) -> String {
    let address = opened.address(&draft.to);
    let name = opened.names.name_of(&address);
    let payee = match name {
        Some(name) => format!("{address} ({name})"),
        None => address.clone(),
    };
    let symbol = &opened.spec().symbol;
    let total = draft.amount.checked_add(draft.fee).unwrap_or(Amount::MAX);
    format!(
        "To      {payee}\nAmount  {} {symbol}\nFee     {} {symbol}\nTotal   {total} {symbol}",
        draft.amount, draft.fee
    )
}

/// Shows the payment on the terminal and asks whether to make it.
fn confirm(text: &str) -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        let message =
            "there is no terminal on which to confirm the payment; --yes pays without asking";
        return Err(Failure::of("--yes", Exit::Usage, message));
    }
    let mut err = io::stderr();
    write!(err, "{text}\nPay now? [y/N] ").ok();
    err.flush().ok();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    match read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes") {
        true => Ok(()),
        false => Err(Failure::new(Exit::Refused, "nothing was paid")),
    }
}
