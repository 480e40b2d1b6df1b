//! A profile: a vault and the known chains; and a vault that gets a valid checksum.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::sha256d;
use service::Profile;
use wallet::Vault;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(profile) = bounded(bytes.len(), || Profile::from_bytes(bytes)) {
        assert_eq!(profile.to_bytes(), bytes);
        let _ = (profile.chains(|_| 0), profile.last(), profile.protection());
        let _ = (profile.holdings(), profile.replaced());
    }
    let mut file = bytes.to_vec();
    file.extend_from_slice(&sha256d(bytes)[..8]);
    if let Ok(vault) = bounded(file.len(), || Vault::from_bytes(&file)) {
        assert_eq!(*vault.to_bytes(), file);
        // Without a passphrase, so that Argon2id does not run.
        let _ = vault.open(None);
    }
});
