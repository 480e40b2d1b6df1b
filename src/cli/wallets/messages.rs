//! Commands that sign a message with the key of an address, and that check one.

use clap::Subcommand;
use primitives::signed_message::verify_message;
use primitives::{Lock, address};
use serde_json::json;
use wallet::SignMessageError;

use super::options::WalletOptions;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The commands on signed messages.
#[derive(Debug, Subcommand)]
pub(crate) enum MessageCommand {
    /// Signs a message for an address of the wallet, and prints the signature (BIP322)
    SignMessage {
        /// An address of the wallet
        address: String,
        /// The message; every character counts
        #[arg(allow_hyphen_values = true)]
        message: String,
    },
    /// Checks the signature of a message; needs no wallet
    VerifyMessage {
        /// The address of the person who is said to have signed it
        address: String,
        /// The message; every character counts
        #[arg(allow_hyphen_values = true)]
        message: String,
        /// The signature
        signature: String,
    },
}

/// Runs a command.
///
/// # Errors
///
/// [`Failure`]; also if the owner of the address did not sign the message.
pub(crate) fn run(
    command: &MessageCommand,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    match command {
        MessageCommand::SignMessage { address, message } => {
            let opened = options.open()?;
            let lock = address::parse(address, &opened.spec().prefix)
                .map_err(|error| wrong_address(&error))?;
            if !opened.wallet.owns(&lock) {
                return Err(wrong_address(&SignMessageError::NotOwn));
            }
            let seed = opened.words(&options.passphrase)?.seed();
            let signed = opened.wallet.sign_message(&lock, message, &seed);
            let signature =
                signed.map_err(|error| Failure::of("MESSAGE", Exit::Usage, error.to_string()))?;
            let address = opened.address(&lock);
            let document =
                json!({ "address": address, "message": message, "signature": signature });
            output.print(&document, &signature)
        }
        MessageCommand::VerifyMessage {
            address,
            message,
            signature,
        } => {
            let lock = address::parse_any(address).map_err(|error| wrong_address(&error))?;
            let Lock::Key(owner) = lock else {
                return Err(wrong_address(&"this isn't an address"));
            };
            verify_message(owner, message, signature)
                .map_err(|error| Failure::new(Exit::Refused, error.to_string()))?;
            let text = "valid: the owner of the address signed exactly this message";
            output.print(&json!({ "valid": true }), text)
        }
    }
}

fn wrong_address(error: &dyn core::fmt::Display) -> Failure {
    Failure::of("ADDRESS", Exit::Usage, error.to_string())
}
