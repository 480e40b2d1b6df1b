//! Timestamps: a file's hash, carried by a transaction.
//!
//! The hash stands in an output that can't be spent, behind a short [`TAG`] that tells it from other data. Any number of
//! files can be stamped by one transaction, an output for each.

use primitives::{Amount, Lock, Output};

/// The bytes that begin a data lock which carries a file's SHA-256.
pub const TAG: [u8; 4] = *b"file";

/// The lock that carries the SHA-256 of a file.
pub fn lock(digest: &[u8; 32]) -> Lock {
    Lock::Data([&TAG[..], digest].concat())
}

/// The output that carries the SHA-256 of a file; it pays nothing.
pub fn output(digest: &[u8; 32]) -> Output {
    Output {
        amount: Amount::ZERO,
        lock: lock(digest),
    }
}

/// The SHA-256 of a file that a lock carries, if it does.
pub fn digest(lock: &Lock) -> Option<[u8; 32]> {
    match lock {
        Lock::Data(data) => data.strip_prefix(&TAG)?.try_into().ok(),
        Lock::Key(_) | Lock::Other { .. } | Lock::Invalid(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_digest_behind_the_tag_counts() {
        let hash = primitives::sha256(b"a letter");
        assert_eq!(digest(&lock(&hash)), Some(hash));
        for data in [
            hash.to_vec(),
            TAG.to_vec(),
            [&TAG[..], &hash[..31]].concat(),
            [&TAG[..], &hash, &[0]].concat(),
            [&b"File"[..], &hash].concat(),
        ] {
            assert_eq!(digest(&Lock::Data(data)), None);
        }
        let program = [&TAG[..], &hash].concat();
        assert_eq!(
            digest(&Lock::Other {
                version: 9,
                program
            }),
            None
        );
    }
}
