//! Single keys in PEM files, which OpenSSL reads: PKCS#8 (RFC 5958) with a key on P-256 (RFC 5915).
//!
//! Such a key is random and not derived from the wallet's words: one private key of an account,
//! together with the account's public keys, would reveal all other private keys.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use primitives::{
    Amount, Input, KeySpend, Lock, OutPoint, Output as Coin, SecretKey, Sighash, Transaction,
    address, dust_limit,
};
use serde_json::json;
use zeroize::Zeroizing;

use super::folder::write_new;
use super::keys::fill;
use super::options::WalletOptions;
use super::payments::rate;
use crate::chain_source;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The maximum number of coins that one sweep spends, so that nodes relay the transaction.
const MAX_SWEPT: usize = 200;
/// The maximum length of a PEM file in bytes; one with a key on P-256 has some 250.
const MAX_PEM: u64 = 16_384;

/// The commands on single keys.
#[derive(Debug, Subcommand)]
pub(crate) enum PemCommand {
    /// Makes an address whose key is in a .pem file and not in the wallet
    CreateAddress {
        /// The new file, which only its owner may read
        #[arg(long, value_name = "FILE")]
        pem: PathBuf,
    },
    /// Pays the coins of a .pem file's address to the wallet
    Sweep {
        /// The file: an unencrypted private key on P-256, PKCS#8 or SEC1
        #[arg(long, value_name = "FILE")]
        pem: PathBuf,
        /// The fee rate in base units per virtual byte [default: the node's estimate]
        #[arg(long, value_name = "RATE")]
        fee_rate: Option<f64>,
    },
}

/// Runs a command on single keys.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn run(
    command: &PemCommand,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    match command {
        PemCommand::CreateAddress { pem } => create(pem, options, output),
        PemCommand::Sweep { pem, fee_rate } => sweep(pem, *fee_rate, options, output),
    }
}

fn create(pem: &Path, options: &WalletOptions, output: Output) -> Result<(), Failure> {
    let prefix = match &options.chain {
        Some(chain) => chain_source::read(chain, "--chain")?.spec.prefix.clone(),
        None => options.open()?.spec().prefix.clone(),
    };
    let key = loop {
        let mut bytes = Zeroizing::new([0; 32]);
        fill(bytes.as_mut_slice())?;
        // Nearly every number of 32 bytes is a key.
        if let Ok(key) = p256::SecretKey::from_slice(bytes.as_slice()) {
            break key;
        }
    };
    let text = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|error| Failure::of("--pem", Exit::Other, error.to_string()))?;
    write_new(pem, text.as_bytes())
        .map_err(|error| Failure::of("--pem", Exit::Data, format!("{}: {error}", pem.display())))?;
    let key = secret(&key)?;
    let address = address::encode_key(&prefix, key.public().key_hash());
    let document = json!({
        "address": address,
        "public_key": key.public().to_string(),
        "file": pem.display().to_string(),
    });
    output.print(&document, &address)
}

fn sweep(
    pem: &Path,
    fee_rate: Option<f64>,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    let key = read(pem)?;
    let (opened, node) = options.open_at_tip(output)?;
    let address = address::encode_key(&opened.spec().prefix, key.public().key_hash());
    let mut coins = node.unspent(&address)?;
    let left = coins.len().saturating_sub(MAX_SWEPT);
    coins.truncate(MAX_SWEPT);
    let units: u64 = coins.iter().map(|(_, amount)| amount.units()).sum();
    let to = opened.wallet.receive_lock();
    let draft = transaction(&coins, to.clone(), Amount::ZERO);
    let weight = draft.weight() + 2 + coins.len() * KeySpend::WITNESS_LEN;
    let fee = rate(fee_rate, &node)?.fee(weight);
    let amount = units.saturating_sub(fee.units());
    if amount < dust_limit(&to).units() {
        let message = format!(
            "{address} has {units} base units, which is less than the fee and the minimum payment"
        );
        return Err(Failure::of("--pem", Exit::Refused, message));
    }
    let amount = Amount::from_units(amount)
        .map_err(|error| Failure::of("--pem", Exit::Refused, error.to_string()))?;
    let mut signed = transaction(&coins, to, amount);
    let lock = Lock::Key(key.public().key_hash());
    let spent: Vec<Coin> = coins
        .iter()
        .map(|(_, amount)| Coin {
            amount: *amount,
            lock: lock.clone(),
        })
        .collect();
    let sighash = Sighash::new(opened.genesis(), &signed, &spent);
    for (index, input) in signed.inputs.iter_mut().enumerate() {
        input.witness = KeySpend::sign(&key, &sighash.digest(index)).to_witness();
    }
    node.push(&signed)?;
    let txid = signed.txid().to_string();
    let document = json!({
        "txid": txid,
        "amount": amount.to_string(),
        "fee": fee.to_string(),
        "coins_left": left,
    });
    output.print(&document, &txid)
}

/// The transaction that pays all these coins to one lock, without its witnesses.
fn transaction(coins: &[(OutPoint, Amount)], to: Lock, amount: Amount) -> Transaction {
    Transaction {
        version: 2,
        inputs: coins.iter().map(|(at, _)| Input::spending(*at)).collect(),
        outputs: vec![Coin { amount, lock: to }],
        lock_time: 0,
    }
}

fn read(pem: &Path) -> Result<SecretKey, Failure> {
    let fail = |message: String| {
        Failure::of(
            "--pem",
            Exit::Settings,
            format!("{}: {message}", pem.display()),
        )
    };
    let length = fs::metadata(pem)
        .map_err(|error| fail(error.to_string()))?
        .len();
    if length > MAX_PEM {
        return Err(fail(format!(
            "the file has {length} bytes; a key has at most {MAX_PEM}"
        )));
    }
    let text = fs::read_to_string(pem).map_err(|error| fail(error.to_string()))?;
    let text = Zeroizing::new(text);
    let key = p256::SecretKey::from_pkcs8_pem(&text)
        .ok()
        .or_else(|| p256::SecretKey::from_sec1_pem(&text).ok());
    let key = key.ok_or_else(|| {
        fail("this is not an unencrypted private key on P-256, in PKCS#8 or SEC1".to_owned())
    })?;
    secret(&key)
}

fn secret(key: &p256::SecretKey) -> Result<SecretKey, Failure> {
    let bytes = Zeroizing::new(<[u8; 32]>::from(key.to_bytes()));
    SecretKey::from_bytes(*bytes)
        .map_err(|error| Failure::of("--pem", Exit::Settings, error.to_string()))
}
