//! Timestamps: hashes of files in a transaction.
//!
//! The hash is the data of an unspendable output, after a short [`TAG`] that distinguishes it from
//! other data. A transaction can stamp any number of files, with an output for each.

use primitives::{Amount, Lock, Output};

/// The first bytes of a data lock with a file's SHA-256.
pub const TAG: [u8; 4] = *b"file";

/// Returns the lock that contains the SHA-256 of a file.
pub fn lock(digest: &[u8; 32]) -> Lock {
    Lock::Data([&TAG[..], digest].concat())
}

/// Returns the output that contains the SHA-256 of a file; its amount is zero.
pub fn output(digest: &[u8; 32]) -> Output {
    Output {
        amount: Amount::ZERO,
        lock: lock(digest),
    }
}

/// Returns the SHA-256 of a file that a lock contains; `None` if the lock contains no such hash.
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
    fn only_a_full_digest_after_the_tag_counts() {
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
