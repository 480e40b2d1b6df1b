//! Which messages a part of the program speaks.
//!
//! Messages are bytes without names, so that parts of two builds could take one word for another: it happens where a cache
//! answers for one file and the network for the next. So the node worker says first which types it was built from.

/// The text of all types that page and node worker exchange.
const TYPES: [&[u8]; 12] = [
    include_bytes!("message.rs"),
    include_bytes!("../signal/words.rs"),
    include_bytes!("../api/command.rs"),
    include_bytes!("../api/connection.rs"),
    include_bytes!("../api/document.rs"),
    include_bytes!("../api/fault.rs"),
    include_bytes!("../api/new_chain.rs"),
    include_bytes!("../api/proof.rs"),
    include_bytes!("../api/provenance.rs"),
    include_bytes!("../api/query.rs"),
    include_bytes!("../api/secret.rs"),
    include_bytes!("../api/snapshot.rs"),
];

/// A hash of these types. Two builds in which it is the same understand each other.
pub const DIALECT: u64 = hash();

/// FNV-1a of 64 bits: nobody gains by a collision, and the compiler can work it out.
const fn hash() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut file = 0;
    while file < TYPES.len() {
        let mut at = 0;
        while at < TYPES[file].len() {
            hash = (hash ^ TYPES[file][at] as u64).wrapping_mul(0x100_0000_01b3);
            at += 1;
        }
        file += 1;
    }
    hash
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::path::Path;
    use std::{fs, io};

    use super::*;

    #[test]
    fn every_file_with_messages_counts() -> io::Result<()> {
        let api = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api");
        for file in fs::read_dir(api)? {
            let file = file?.path();
            if file.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read(&file)?;
                let has_messages = text.windows(11).any(|bytes| bytes == b"Deserialize");
                let counts = TYPES.contains(&text.as_slice());
                assert_eq!(counts, has_messages, "{}", file.display());
            }
        }
        Ok(())
    }
}
