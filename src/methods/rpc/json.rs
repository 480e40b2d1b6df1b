//! Values in the forms of Bitcoin Core's JSON: amounts, fee rates, hexadecimal.

use std::io;

use primitives::{Amount, CompactTarget, FeeRate};
use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value, json};

/// An amount in coins, as a number. Above 2^26 coins a number of this type does not distinguish
/// single base units.
pub(crate) fn coins(amount: Amount) -> Value {
    json!(amount.units() as f64 / Amount::COIN.units() as f64)
}

/// A difference of amounts in coins, as a number.
pub(crate) fn negative_coins(amount: Amount) -> Value {
    match coins(amount).as_f64() {
        Some(value) if !amount.is_zero() => json!(-value),
        _ => json!(0.0),
    }
}

/// A fee rate in coins per 1,000 virtual bytes.
pub(crate) fn coins_per_kvb(rate: FeeRate) -> Value {
    let units = rate.0.saturating_mul(4).min(Amount::MAX.units());
    coins(Amount::from_units(units).unwrap_or(Amount::MAX))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Bits in hexadecimal, as headers show them.
pub(crate) fn bits(bits: CompactTarget) -> String {
    bits.to_string()
}

/// The target of bits in hexadecimal.
pub(crate) fn target(bits: CompactTarget) -> String {
    bits.to_target()
        .map_or_else(|_| "0".repeat(64), |target| target.to_string())
}

/// The difficulty of bits: the quotient of Bitcoin's easiest target and theirs, as Bitcoin Core's
/// `GetDifficulty` computes it.
pub(crate) fn difficulty(bits: CompactTarget) -> f64 {
    let mut difficulty = f64::from(0xffff) / f64::from(bits.bits() & 0x00ff_ffff);
    let exponent = i32::try_from(bits.bits() >> 24).unwrap_or(i32::MAX);
    difficulty *= 256_f64.powi(29 - exponent);
    difficulty
}

/// The object of these members.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The text of a value. A number with a fraction that is a multiple of 10^−8 has eight decimals and
/// no exponent, as Bitcoin Core's amounts; all other numbers have their shortest form.
pub(super) fn text(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Decimals);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        // Neither a value nor a list of bytes can fail.
        Err(_) => Value::Null.to_string(),
    }
}

struct Decimals;

impl Formatter for Decimals {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let decimals = format!("{value:.8}");
        match decimals.parse() == Ok(value) {
            true => writer.write_all(decimals.as_bytes()),
            false => write!(writer, "{}", json!(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_eight_decimals_and_difficulties_their_shortest_form() {
        let units = |units| coins(Amount::from_units(units).unwrap());
        for (value, wanted) in [
            (units(1), "0.00000001"),
            (units(5_000_000_000), "50.00000000"),
            (units(2_099_999_997_690_000), "20999999.97690000"),
            (negative_coins(Amount::COIN), "-1.00000000"),
            (negative_coins(Amount::ZERO), "0.00000000"),
            (json!(4.656_542_373_906_925e-10), "4.656542373906925e-10"),
            (json!({ "a": [1, "x", null] }), r#"{"a":[1,"x",null]}"#),
        ] {
            assert_eq!(text(&value), wanted);
        }
    }

    /// Bitcoin Core's `blockchain_tests.cpp`, and block 100,000 of Bitcoin.
    #[test]
    fn difficulties_are_those_of_bitcoin_core() {
        for (bits, wanted) in [
            (0x1f11_1111, 0.000_001),
            (0x1ef8_8f6f, 0.000_016),
            (0x1df8_8f6f, 0.004_023),
            (0x1cf8_8f6f, 1.029_916),
            (0x12345678, 5_913_134_931_067_755_359_633_408.0),
            (0x1b04_864c, 14_484.162_361_225_399),
        ] {
            let found = difficulty(CompactTarget(bits));
            let scale = f64::max(wanted, 1.0);
            assert!((found - wanted).abs() / scale < 1e-6, "{bits:x}: {found}");
        }
    }
}
