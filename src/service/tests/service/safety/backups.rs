//! The backup file of a wallet: its content, its passphrase, and files that are refused.

use api::command::{MAX_BACKUP_BYTES, WalletSource};
use api::{ChainReason, Fault, Field, FileBytes, Protection};
use service::{Profile, Restored};
use wallet::{Vault, Words};

use crate::people::entropy;

/// Opens a backup file with a passphrase.
fn open(bytes: &[u8], passphrase: Option<&str>) -> Result<Restored, Fault> {
    let source = WalletSource::Backup(FileBytes(bytes.to_vec()));
    Restored::read(&source, passphrase, entropy(9))
}

/// The refusal of a backup file.
fn refused(bytes: &[u8], passphrase: Option<&str>) -> Fault {
    open(bytes, passphrase).err().unwrap()
}

/// A profile with a passphrase.
fn locked() -> Profile {
    let mut profile = Profile::new(entropy(1));
    let passphrase = Some("correct horse");
    profile
        .set_passphrase(None, passphrase, entropy(2))
        .unwrap();
    profile
}

#[test]
fn a_backup_of_a_locked_wallet_takes_the_wallet_to_another_profile_and_back() {
    let ann = locked();
    let backup = ann.backup("correct horse", entropy(3)).unwrap().0;
    assert_eq!(
        backup,
        ann.vault().to_bytes().to_vec(),
        "the file is the vault, as the command line reads it"
    );
    let restored = open(&backup, Some("correct horse")).unwrap();
    assert!(ann.is_present(&restored));

    let mut bob = Profile::new(entropy(4));
    bob.restore(&restored, None).unwrap();
    assert_eq!(bob.identity(), ann.identity());
    assert_eq!(bob.protection(), Protection::Passphrase);
    let words = Words::from_entropy([1; 16]).phrase().to_string();
    assert_eq!(bob.words(Some("correct horse")).unwrap(), words);
    assert!(bob.words(None).is_err());
    bob.undo_restore(None).unwrap();
    let words = Words::from_entropy([4; 16]).phrase().to_string();
    assert_eq!(bob.words(None).unwrap(), words);
}

/// The words of a new wallet are those of BIP39 for all 32 bytes. The wallet that it replaces can
/// be brought back.
#[test]
fn a_new_wallet_with_24_words_replaces_the_present_one() {
    let mut profile = locked();
    let old = profile.identity();
    let fresh = |passphrase| Restored::read(&WalletSource::Fresh, passphrase, entropy(7));
    let empty = Fault::of(Field::Passphrase, ChainReason::EmptyPassphrase);
    assert_eq!(fresh(Some("")).err(), Some(empty));
    let made = fresh(Some("battery staple")).unwrap();
    assert!(!profile.is_present(&made));
    let refused = profile.restore(&made, None).unwrap_err();
    assert_eq!(refused.field, Some(Field::PresentPassphrase));

    profile.restore(&made, Some("correct horse")).unwrap();
    let words = profile.words(Some("battery staple")).unwrap();
    assert_eq!(words, *Words::from_long_entropy([7; 32]).phrase());
    assert_eq!(words.split(' ').count(), 24);
    let read = Profile::from_bytes(&profile.to_bytes()).unwrap();
    assert_eq!(read.words(Some("battery staple")).unwrap(), words);
    profile.undo_restore(Some("correct horse")).unwrap();
    assert_eq!(profile.identity(), old);
}

#[test]
fn a_backup_of_an_open_wallet_is_encrypted_and_the_wallet_stays_open() {
    let profile = Profile::new(entropy(1));
    let before = profile.to_bytes();
    let backup = profile.backup("battery staple", entropy(3)).unwrap().0;
    assert_eq!(profile.to_bytes(), before);
    let has = |bytes: &[u8]| bytes.windows(16).any(|part| part == [1; 16]);
    assert!(has(&before) && !has(&backup));
    assert!(profile.is_present(&open(&backup, Some("battery staple")).unwrap()));
    let fault = profile.backup("", entropy(3)).unwrap_err();
    let expected = Fault::of(Field::Passphrase, ChainReason::EmptyPassphrase);
    assert_eq!(fault, expected);
}

#[test]
fn a_backup_is_made_and_opened_with_the_right_passphrase_only() {
    let profile = locked();
    let fault = profile.backup("wrong horse", entropy(3)).unwrap_err();
    assert!(fault.needs_passphrase());
    let backup = profile.backup("correct horse", entropy(3)).unwrap().0;
    let needed = Fault::of(Field::Passphrase, ChainReason::PassphraseNeeded);
    for missing in [None, Some("")] {
        assert_eq!(refused(&backup, missing), needed);
    }
    let wrong = refused(&backup, Some("wrong horse"));
    assert_eq!(wrong.field, Some(Field::Passphrase));
    assert_eq!(wrong.to_string(), "The passphrase is wrong.");
}

#[test]
fn other_files_are_refused_as_backups() {
    let backup = locked().backup("correct horse", entropy(3)).unwrap().0;
    let not_backup = Fault::of(Field::Backup, ChainReason::NotBackup);
    let cut = &backup[..backup.len() - 1];
    let longer = [&backup[..], &[0]].concat();
    let long = vec![2; MAX_BACKUP_BYTES + 1];
    let mut changed = backup.clone();
    changed[60] ^= 1;
    let foreign = b"%PDF-1.7".as_slice();
    for bytes in [&[][..], foreign, cut, &longer, &long, &changed] {
        assert_eq!(refused(bytes, Some("correct horse")), not_backup);
    }
    let mut later = backup;
    later[0] += 1;
    let body = later.len() - 8;
    let (body, sum) = later.split_at_mut(body);
    sum.copy_from_slice(&primitives::sha256d(body)[..8]);
    let version = Fault::of(Field::Backup, ChainReason::BackupVersion);
    assert_eq!(refused(&later, Some("correct horse")), version);
}

/// The command line's `--no-passphrase` makes such a vault, and `export` copies it.
#[test]
fn an_unencrypted_backup_gets_the_passphrase_that_was_typed() {
    let words = Words::from_entropy([5; 16]);
    let clear = Vault::seal(&words, None, [0; 16], [0; 24]).to_bytes();
    for (typed, protection) in [
        (None, Protection::None),
        (Some("correct horse"), Protection::Passphrase),
    ] {
        let mut profile = Profile::new(entropy(1));
        profile
            .restore(&open(&clear, typed).unwrap(), None)
            .unwrap();
        assert_eq!(profile.protection(), protection);
        assert_eq!(profile.words(typed).unwrap(), *words.phrase());
    }
    let empty = Fault::of(Field::Passphrase, ChainReason::EmptyPassphrase);
    assert_eq!(refused(&clear, Some("")), empty);
}
