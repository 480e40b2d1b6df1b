//! Transactions and scripts as JSON.

use primitives::{Encode, Input, Lock, Output, Prefix, Transaction, address};
use serde_json::{Map, Value, json};

use super::json::{coins, hex, object};

/// A transaction as `decoderawtransaction` shows it. `prefix` is that of the chain's addresses.
pub(super) fn transaction(transaction: &Transaction, prefix: &Prefix) -> Map<String, Value> {
    let is_coinbase = transaction.is_coinbase();
    let inputs = transaction.inputs.iter();
    let inputs: Vec<Value> = inputs
        .map(|it| Value::from(input(it, is_coinbase)))
        .collect();
    let outputs = (0..).zip(&transaction.outputs);
    let outputs: Vec<Value> = outputs
        .map(|(index, it)| output(index, it, prefix))
        .collect();
    object(json!({
        "txid": transaction.txid(),
        "hash": transaction.wtxid(),
        "version": transaction.version,
        "size": transaction.encoded_len(),
        "vsize": virtual_size(transaction.weight()),
        "weight": transaction.weight(),
        "locktime": transaction.lock_time,
        "vin": inputs,
        "vout": outputs,
    }))
}

/// The bytes of a transaction in hexadecimal.
pub(super) fn transaction_hex(transaction: &Transaction) -> String {
    hex(&transaction.to_bytes())
}

/// Virtual bytes: a quarter of the weight, rounded up (BIP141).
pub(super) const fn virtual_size(weight: usize) -> usize {
    weight.div_ceil(4)
}

fn input(input: &Input, is_coinbase: bool) -> Map<String, Value> {
    let script = hex(&input.script);
    let mut shown = object(match is_coinbase {
        true => json!({ "coinbase": script }),
        false => json!({
            "txid": input.previous.txid,
            "vout": input.previous.index,
            "scriptSig": { "asm": asm(&input.script), "hex": script },
        }),
    });
    if !input.witness.is_empty() {
        let items: Vec<String> = input.witness.iter().map(hex).collect();
        shown.insert("txinwitness".into(), Value::from(items));
    }
    shown.insert("sequence".into(), Value::from(input.sequence));
    shown
}

fn output(index: u32, output: &Output, prefix: &Prefix) -> Value {
    json!({
        "value": coins(output.amount),
        "n": index,
        "scriptPubKey": lock(&output.lock, prefix),
    })
}

/// The script of an output. The field `desc` is missing, since descriptors can't express this
/// chain's keys.
pub(super) fn lock(lock: &Lock, prefix: &Prefix) -> Value {
    let script = lock.to_script();
    let kind = match lock {
        Lock::Key(_) | Lock::Other { .. } => "witness_unknown",
        Lock::Data(_) => "nulldata",
        Lock::Invalid(_) => "nonstandard",
    };
    let mut shown = object(json!({
        "asm": asm(&script),
        "hex": hex(&script),
        "type": kind,
    }));
    if let Some(address) = address::encode(prefix, lock) {
        shown.insert("address".into(), Value::from(address));
    }
    Value::from(shown)
}

/// A script in the notation of Bitcoin Core. Scripts of this chain have numbers, pushes of data and
/// `OP_RETURN` only.
fn asm(script: &[u8]) -> String {
    let mut words = Vec::new();
    let mut rest = script;
    while let Some((opcode, after)) = rest.split_first() {
        let length = match (opcode, after) {
            (0x01..=0x4b, _) => Some((usize::from(*opcode), after)),
            (0x4c, [length, data @ ..]) => Some((usize::from(*length), data)),
            (0x4d, [low, high, data @ ..]) => {
                Some((usize::from(u16::from_le_bytes([*low, *high])), data))
            }
            _ => None,
        };
        let word = match (opcode, length) {
            (_, Some((length, data))) => {
                let Some((pushed, after)) = data.split_at_checked(length) else {
                    words.push("[error]".to_owned());
                    break;
                };
                rest = after;
                words.push(push(pushed));
                continue;
            }
            (0x00, _) => "0".to_owned(),
            (0x4f, _) => "-1".to_owned(),
            (0x51..=0x60, _) => (opcode - 0x50).to_string(),
            (0x6a, _) => "OP_RETURN".to_owned(),
            // No valid script of this chain has any other operation.
            _ => "OP_UNKNOWN".to_owned(),
        };
        words.push(word);
        rest = after;
    }
    words.join(" ")
}

/// A push of at most four bytes is shown as the number that it encodes.
fn push(data: &[u8]) -> String {
    if data.len() > 4 {
        return hex(data);
    }
    let Some((last, low)) = data.split_last() else {
        return "0".to_owned();
    };
    let magnitude = low
        .iter()
        .chain(&[last & 0x7f])
        .rev()
        .fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    match last & 0x80 {
        0 => magnitude.to_string(),
        _ => (-magnitude).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The results of Bitcoin Core's `decodescript` for these scripts.
    #[test]
    fn scripts_are_shown_as_by_bitcoin_core() {
        let key = [&[0x52, 0x14][..], &[7; 20]].concat();
        for (script, wanted) in [
            (&key[..], "2 0707070707070707070707070707070707070707"),
            (&[0x6a, 0x02, 0x01, 0x02], "OP_RETURN 513"),
            (&[0x6a, 0x05, 1, 2, 3, 4, 5], "OP_RETURN 0102030405"),
            (&[0x6a, 0x01, 0x81], "OP_RETURN -1"),
            (&[0x6a, 0x00], "OP_RETURN 0"),
            (&[0x6a, 0x4c, 0x01, 0x05], "OP_RETURN 5"),
            (&[0x6a, 0x05, 1], "OP_RETURN [error]"),
            (&[], ""),
        ] {
            assert_eq!(asm(script), wanted);
        }
    }
}
