//! Data folders and settings that are refused, with the file or argument at fault, and nothing
//! changed.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use std::fs;
use std::path::Path;

use api::Secret;
use chain::{Authority, SpecDraft};
use common::{draft, mining, refusal, settings, spec, started, tip, until_height};
use daemon::{Folder, FolderError, Settings};

fn refused(folder: &Path, passphrase: Option<&str>) -> FolderError {
    let passphrase = passphrase.map(Secret::from);
    Folder::open(folder, passphrase.as_ref()).expect_err("it is refused")
}

#[tokio::test]
async fn a_locked_folder_names_itself_and_its_holder() {
    let folder = tempfile::tempdir().unwrap();
    let running = started(settings(folder.path(), spec("Locked"))).await;
    let error = refused(folder.path(), None).to_string();
    assert!(
        error.contains(&folder.path().display().to_string()),
        "{error}"
    );
    let process = format!("process {}", std::process::id());
    assert!(error.contains(&process), "{error}");
    running.stop().await.unwrap();
    Folder::open(folder.path(), None).unwrap();
}

#[test]
fn a_folder_that_is_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, b"something").unwrap();
    let error = refused(&path, None).to_string();
    assert!(error.contains(&path.display().to_string()), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"something");
}

#[test]
fn an_unreadable_profile_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile");
    drop(Folder::open(folder.path(), None).unwrap());
    let mut of_later_version = fs::read(&path).unwrap();
    of_later_version[0] += 1;
    let cut = of_later_version[..40].to_vec();
    for bytes in [b"garbage".to_vec(), of_later_version, cut, Vec::new()] {
        fs::write(&path, &bytes).unwrap();
        let error = refused(folder.path(), None);
        assert!(matches!(error, FolderError::Profile { .. }), "{error}");
        assert!(error.to_string().contains("profile"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_passphrase_is_checked_at_once_and_needed_for_a_new_chain() {
    let folder = tempfile::tempdir().unwrap();
    let right = Secret::from("a long passphrase");
    drop(Folder::open(folder.path(), Some(&right)).unwrap());
    let error = refused(folder.path(), Some("another")).to_string();
    assert!(
        error.contains("passphrase") && !error.contains("another"),
        "{error}"
    );

    // A locked profile can be read, but a new chain's keys are derived from its words.
    let locked = settings(folder.path(), spec("New"));
    let error = refusal(locked).await;
    assert!(error.contains("passphrase"), "{error}");
    let with_passphrase = Settings {
        passphrase: Some(right),
        ..settings(folder.path(), spec("New"))
    };
    started(with_passphrase).await.stop().await.unwrap();
    started(settings(folder.path(), spec("New")))
        .await
        .stop()
        .await
        .unwrap();
}

/// The database of a chain that has a few blocks.
async fn database(folder: &Path, name: &str) -> std::path::PathBuf {
    let chosen = settings(folder, spec(name));
    let path = chosen.folder.database(&spec(name).genesis_hash());
    let running = started(mining(chosen)).await;
    until_height(&mut running.handle.events(), 3).await;
    running.stop().await.unwrap();
    path
}

#[tokio::test]
async fn a_database_of_another_chain_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mine = database(folder.path(), "Mine").await;
    let chosen = settings(folder.path(), spec("Other"));
    let other = chosen.folder.database(&spec("Other").genesis_hash());
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    fs::copy(&mine, &other).unwrap();
    let before = fs::read(&other).unwrap();
    let error = refusal(chosen).await;
    assert!(error.contains(&other.display().to_string()), "{error}");
    assert!(
        error.contains(&spec("Mine").genesis_hash().to_string()),
        "{error}"
    );
    assert!(fs::read(&other).unwrap() == before, "bytes changed");
}

#[tokio::test]
async fn a_damaged_database_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path(), "Damaged").await;
    let whole = fs::read(&path).unwrap();
    let garbage = b"not a database ".repeat(1_000);
    for bytes in [garbage, whole[..whole.len() / 2].to_vec()] {
        fs::write(&path, &bytes).unwrap();
        let error = refusal(settings(folder.path(), spec("Damaged"))).await;
        assert!(error.contains(&path.display().to_string()), "{error}");
        assert!(fs::read(&path).unwrap() == bytes, "bytes changed");
    }
    fs::write(&path, &whole).unwrap();
    let running = started(settings(folder.path(), spec("Damaged"))).await;
    assert!(tip(&running).await.0.value() >= 3);
    running.stop().await.unwrap();
}

/// A 4 KiB page of the database's rows is overwritten. The engine may panic when it opens the
/// database. The next start verifies all bytes, so it does not panic.
#[tokio::test]
async fn a_database_on_which_the_engine_panics_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path(), "Panics").await;
    let mark = path.with_file_name("opening");
    assert!(!mark.exists(), "the last opening has ended");
    let whole = fs::read(&path).unwrap();
    let mut was_damage_found = false;
    for page in (1..whole.len() / 4_096).step_by(7) {
        let mut bytes = whole.clone();
        bytes[page * 4_096..][..4_096].fill(0xff);
        fs::write(&path, &bytes).unwrap();
        fs::write(&mark, b"").unwrap();
        match daemon::start(settings(folder.path(), spec("Panics"))).await {
            Ok(running) => running.stop().await.unwrap(),
            Err(error) => {
                was_damage_found = true;
                let error = error.to_string();
                assert!(error.contains(&path.display().to_string()), "{error}");
            }
        }
    }
    assert!(was_damage_found);
}

#[tokio::test]
async fn miners_authors_and_names_must_fit() {
    let folder = tempfile::tempdir().unwrap();
    let sealing = Settings {
        author: true,
        ..settings(folder.path(), spec("Free"))
    };
    let error = refusal(sealing).await;
    assert!(error.contains("no authors"), "{error}");
    let many = Settings {
        cores: 257,
        ..settings(folder.path(), spec("Free"))
    };
    let error = refusal(many).await;
    assert!(error.contains("256"), "{error}");

    let named = Settings {
        name: Some("a/b".into()),
        ..settings(folder.path(), spec("Free"))
    };
    let error = refusal(named).await;
    assert!(error.contains("at most 32 characters"), "{error}");

    let others = chain::testing::authority_draft(2, true);
    let others = SpecDraft {
        authority: Some(Authority {
            work: true,
            ..others.authority.unwrap()
        }),
        ..draft("Authors")
    };
    let others = others.build().unwrap();
    let error = refusal(mining(settings(folder.path(), others.clone()))).await;
    assert!(error.contains("not started as an author"), "{error}");
    let stranger = Settings {
        author: true,
        ..settings(folder.path(), others)
    };
    let key = stranger
        .folder
        .profile(service::Profile::identity)
        .to_string();
    let error = refusal(stranger).await;
    assert!(
        error.contains(&key) && error.contains("not one of the chain's authors"),
        "{error}"
    );
}
