//! The safety of the wallet: making a new one, and locking it.

use api::command::WalletSource;
use api::{
    AutoLock, Fault, Holding, ProfileCommand, Protection, Reply, Request, Restoration, Snapshot,
    StorageView, command,
};
use primitives::Amount;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;
use yew::prelude::*;

use super::stage::{Stage, choose};
use crate::device::auto_lock::use_auto_lock;
use crate::dom;
use crate::identity::Same;
use crate::node::use_node;
use crate::state::{Profile, sample, use_page};
use crate::wallet::lock::Lock;
use crate::wallet::new_wallet::NewWallet;

fn profile() -> Profile {
    Profile {
        chains: Same::new(Vec::new()),
        storage: Same::new(StorageView::Durable),
        is_protected: false,
        replaced: None::<Protection>,
        key: "02ff".into(),
        unopened: None,
    }
}

/// Asks before a used wallet is replaced.
fn asks_first(request: &Request) -> Result<Reply, Fault> {
    let Request::Profile(ProfileCommand::Restore(it)) = request else {
        return Err(Fault::new(format!("unexpected: {request:?}")));
    };
    let restoration = match it.agreed {
        false => Restoration::Replaces {
            holdings: vec![Holding {
                name: "Our chain".into(),
                symbol: "TST".into(),
                amount: Amount::COIN,
            }],
        },
        true => Restoration::Restored {
            key: "03ff".into(),
            unchanged: false,
        },
    };
    Ok(restoration.into())
}

#[wasm_bindgen_test]
async fn a_new_wallet_replaces_the_present_one_after_a_question() {
    let part = |_| html! { <NewWallet profile={profile()} /> };
    let stage = Stage::show(part, asks_first).await;
    stage
        .fill("New passphrase (optional)", "battery staple")
        .await;
    stage.fill("New passphrase again", "battery stable").await;
    stage.press("Make the new wallet").await;
    assert_eq!(
        stage.description("New passphrase again")[0],
        "The two are not the same: type it once more."
    );
    assert!(stage.commands().is_empty());

    stage.fill("New passphrase again", "battery staple").await;
    stage.press("Make the new wallet").await;
    stage
        .until("the question", |stage| stage.find("dialog"))
        .await;
    assert_eq!(stage.texts("dialog li"), ["1 TST on Our chain"]);
    stage.press("Replace it").await;
    stage
        .until("the end of the question", |stage| {
            stage.find("dialog").is_none().then_some(())
        })
        .await;
    let agreed = stage.commands().into_iter().map(|sent| match sent {
        Request::Profile(ProfileCommand::Restore(it)) => {
            assert_eq!(it.source, WalletSource::Fresh);
            assert_eq!(it.passphrase.as_deref(), Some("battery staple"));
            it.agreed
        }
        other => panic!("unexpected: {other:?}"),
    });
    assert_eq!(agreed.collect::<Vec<_>>(), [false, true]);
    assert_eq!(stage.input("New passphrase (optional)").value(), "");
    assert_eq!(
        stage.texts("form [role=status]"),
        ["Made. Now write its 24 words down."]
    );
}

fn accepts(_: &Request) -> Result<Reply, Fault> {
    Ok(().into())
}

#[wasm_bindgen_test]
async fn the_time_until_the_wallet_locks_is_chosen_and_kept() {
    let part = |_| html! { <Lock is_unlocked=true /> };
    let stage = Stage::show(part, accepts).await;
    choose(&stage, "select", 2).await;
    let after = AutoLock::AfterMinutes(5);
    assert_eq!(stage.commands(), [command::SetAutoLock { after }.into()]);
    stage.press("Lock it now").await;
    assert_eq!(stage.commands().last(), Some(&command::Lock.into()));
    drop(stage);

    // The next visit begins with the choice.
    let stage = Stage::show(|_| html! { <Lock is_unlocked=false /> }, accepts).await;
    assert_eq!(
        stage.find("option[selected]").map(|it| it.text_content()),
        Some(Some("After 5 minutes without input".to_owned()))
    );
    assert_eq!(stage.texts("[role=status]"), ["Locked"]);
    assert!(stage.find("button").is_none(), "there is nothing to lock");
    // Other tests begin with the choice of a person who has made none.
    choose(&stage, "select", 0).await;
}

/// What the root does.
#[component]
fn Watched() -> Html {
    let (page, node) = (use_page(), use_node());
    use_auto_lock(&page, &node);
    html! { <p>{ "A page" }</p> }
}

fn protected(is_unlocked: bool) -> Snapshot {
    let mut snapshot = Snapshot {
        protection: Protection::Passphrase,
        ..sample::snapshot()
    };
    if let Some(chain) = &mut snapshot.chain {
        chain.wallet.is_unlocked = is_unlocked;
    }
    snapshot
}

#[wasm_bindgen_test]
async fn the_node_is_told_of_input_while_the_wallet_is_unlocked() {
    let stage = Stage::show(|_| html! { <Watched /> }, accepts).await;
    let press = || {
        let event = Event::new("keydown").unwrap();
        dom::document().dispatch_event(&event).unwrap();
    };
    press();
    stage.settle().await;
    assert_eq!(stage.commands(), [], "nothing locks without a passphrase");
    stage.send(protected(false)).await;
    let after = AutoLock::EachPayment;
    let set = command::SetAutoLock { after }.into();
    assert_eq!(stage.commands(), [set], "as nobody has chosen otherwise");
    press();
    stage.settle().await;
    assert_eq!(stage.commands().len(), 1, "a locked wallet stays locked");

    stage.send(protected(true)).await;
    press();
    let told = stage
        .until("the input to be told", |stage| {
            let commands = stage.commands();
            press();
            (commands.len() > 1).then_some(commands)
        })
        .await;
    assert_eq!(told.last(), Some(&command::NoteInput.into()));
}
