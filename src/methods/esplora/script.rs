//! Scripts as Esplora shows them: their type, and their operations.

use primitives::Lock;

/// The type of a lock. Esplora's clients know Bitcoin's forms by name, and treat every other
/// witness program as unknown. So a key lock is `unknown`, and no client takes its P-256 key for a
/// key on secp256k1.
pub(super) const fn kind(lock: &Lock) -> &'static str {
    match lock {
        Lock::Data(_) => "op_return",
        Lock::Key(_) | Lock::Other { .. } | Lock::Invalid(_) => "unknown",
    }
}

/// The operations of a script in the notation of rust-bitcoin, which Esplora shows. An operation
/// that is neither a push, a number nor `OP_RETURN` is written as `OP_` and its code in
/// hexadecimal; only the script of a coinbase can have one. A push beyond the script's end is
/// `[error]`.
pub(super) fn operations(script: &[u8]) -> String {
    let (mut words, mut rest) = (Vec::new(), script);
    while let Some((code, after)) = rest.split_first() {
        rest = after;
        let (name, length) = match *code {
            0 => ("OP_0".to_owned(), 0),
            length @ 1..=75 => (format!("OP_PUSHBYTES_{length}"), usize::from(length)),
            0x4c => ("OP_PUSHDATA1".to_owned(), number::<1>(&mut rest)),
            0x4d => ("OP_PUSHDATA2".to_owned(), number::<2>(&mut rest)),
            0x4e => ("OP_PUSHDATA4".to_owned(), number::<4>(&mut rest)),
            0x4f => ("OP_PUSHNUM_NEG1".to_owned(), 0),
            code @ 0x51..=0x60 => (format!("OP_PUSHNUM_{}", code - 0x50), 0),
            0x6a => ("OP_RETURN".to_owned(), 0),
            code => (format!("OP_{code:02X}"), 0),
        };
        words.push(name);
        let Some((data, after)) = rest.split_at_checked(length) else {
            words.push("[error]".into());
            break;
        };
        if !data.is_empty() {
            words.push(base16ct::lower::encode_string(data));
        }
        rest = after;
    }
    words.join(" ")
}

/// Reads a length of `N` bytes, least significant first; `usize::MAX` if the script ends before.
fn number<const N: usize>(rest: &mut &[u8]) -> usize {
    let Some((bytes, after)) = rest.split_first_chunk::<N>() else {
        *rest = &[];
        return usize::MAX;
    };
    *rest = after;
    let digits = bytes.iter().rev();
    digits.fold(0, |number, digit| number << 8 | usize::from(*digit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::KeyHash;

    /// As the `bitcoin` crate writes them.
    #[test]
    fn the_scripts_of_locks_are_written_as_rust_bitcoin_does() {
        let locks = [
            Lock::Key(KeyHash::from_bytes([7; 20])),
            Lock::new(1, &[9; 32]).unwrap(),
            Lock::new(16, &[9; 2]).unwrap(),
            Lock::Data(Vec::new()),
            Lock::Data(vec![1]),
            Lock::Data(vec![1; 75]),
            Lock::Data(vec![1; 76]),
            Lock::Data(vec![1; 300]),
        ];
        for lock in locks {
            let script = lock.to_script();
            let theirs = bitcoin::ScriptBuf::from_bytes(script.clone());
            assert_eq!(operations(&script), theirs.to_asm_string());
        }
    }

    #[test]
    fn incomplete_and_unknown_operations_are_shown() {
        assert_eq!(operations(&[5, 1, 2]), "OP_PUSHBYTES_5 [error]");
        assert_eq!(operations(&[0x4d, 1]), "OP_PUSHDATA2 [error]");
        assert_eq!(operations(&[0x61, 0x51]), "OP_61 OP_PUSHNUM_1");
        assert_eq!(operations(&[]), "");
    }
}
