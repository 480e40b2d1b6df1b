//! The page of the accounts.

use api::{
    AccountView, ChainCommand, Fault, Field, ProfileCommand, Reply, Request, WalletView, command,
};
use primitives::Amount;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlTextAreaElement, InputEvent, InputEventInit};

use super::stage::{Stage, choose};
use crate::dom;
use crate::route::Route;
use crate::state::sample;
use crate::wallet::account::AccountChoice;
use crate::wallet::tools;

fn account(name: &str, watched: bool) -> AccountView {
    AccountView {
        name: name.into(),
        watched,
        balance: Amount::COIN,
    }
}

/// Three accounts, of which the first is shown.
async fn with_accounts(stage: &Stage) {
    let mut snapshot = sample::snapshot();
    if let Some(chain) = &mut snapshot.chain {
        chain.wallet = WalletView {
            accounts: vec![
                account("", false),
                account("Savings", false),
                account("", true),
            ],
            ..chain.wallet.clone()
        };
    }
    stage.send(snapshot).await;
}

fn done(command: &Request) -> Result<Reply, Fault> {
    match command {
        Request::Profile(ProfileCommand::FindAccounts(_)) => Ok(2_u32.into()),
        Request::Profile(_) => Ok(().into()),
        Request::Chain(ChainCommand::Descriptor) => Ok("account(00)#12345678".to_owned().into()),
        other => Err(Fault::new(format!("unexpected: {other:?}"))),
    }
}

async fn write(stage: &Stage, id: &str, text: &str) {
    let area = dom::document().get_element_by_id(id).unwrap();
    let area: HtmlTextAreaElement = area.unchecked_into();
    area.set_value(text);
    let options = InputEventInit::new();
    options.set_bubbles(true);
    let event = InputEvent::new_with_event_init_dict("input", &options).unwrap();
    area.dispatch_event(&event).unwrap();
    stage.settle().await;
}

#[wasm_bindgen_test]
async fn accounts_are_listed_shown_and_no_longer_watched() {
    let page = |chain| tools::page(&Route::Accounts, chain, true);
    let stage = Stage::show(page, done).await;
    with_accounts(&stage).await;
    let names = stage.texts(".accounts tbody bdi");
    assert_eq!(names, ["Main account", "Savings", "Account 3"]);
    stage.press("Show Savings").await;
    stage.press("Stop watching Account 3").await;
    let commands = stage.commands();
    assert!(commands.contains(&command::ChooseAccount { index: 1 }.into()));
    assert!(commands.contains(&command::RemoveAccount { index: 2 }.into()));
    // One's own accounts stay, and the one that is shown is not shown again.
    let buttons = stage.texts(".accounts tbody button");
    assert_eq!(buttons, ["Show", "Show", "Stop watching"]);

    stage.fill("Name of the account", "Travel").await;
    stage.fill("Passphrase", "correct horse").await;
    stage.press("Add the account").await;
    let added = command::AddAccount {
        name: "Travel".into(),
        passphrase: Some("correct horse".into()),
    };
    assert!(stage.commands().contains(&added.into()));
    stage.press("Find my accounts").await;
    stage
        .until("what was found", |stage| {
            let said = stage.texts("[role=status]").concat();
            said.contains("2 accounts found.").then_some(())
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_descriptor_is_shown_on_demand_and_another_one_watched() {
    let answer = |command: &Request| match command {
        Request::Profile(ProfileCommand::Watch(it)) if it.descriptor == "wrong" => {
            Err(Fault::of(Field::Descriptor, "This isn’t a descriptor."))
        }
        other => done(other),
    };
    let page = |chain| tools::page(&Route::Accounts, chain, false);
    let stage = Stage::show(page, answer).await;
    assert!(stage.find("#descriptor").is_none());
    stage.press("Show this account’s descriptor").await;
    let shown = stage
        .until("the descriptor", |stage| stage.find("#descriptor"))
        .await;
    let shown: HtmlTextAreaElement = shown.unchecked_into();
    assert_eq!(shown.value(), "account(00)#12345678");

    write(&stage, "watch-descriptor", "wrong").await;
    stage.press("Watch").await;
    let fault = stage
        .until("a fault", |stage| stage.find("#watch-descriptor-fault"))
        .await;
    assert_eq!(
        fault.text_content().as_deref(),
        Some("This isn’t a descriptor.")
    );
    write(&stage, "watch-descriptor", " account(00)#12345678\n").await;
    stage.fill("Name of the watched account", "Shop").await;
    stage.press("Watch").await;
    let watched = command::Watch {
        name: "Shop".into(),
        descriptor: "account(00)#12345678".into(),
    };
    assert!(stage.commands().contains(&watched.into()));
}

#[wasm_bindgen_test]
async fn the_wallet_offers_its_accounts_once_there_are_several() {
    let page = |chain: crate::state::Chain| {
        yew::html! {
            <AccountChoice symbol="TST" accounts={chain.wallet.accounts.clone()} chosen={chain.wallet.account} />
        }
    };
    let page = move |chain| yew::html! { <main>{ page(chain) }</main> };
    let stage = Stage::show(page, done).await;
    assert!(stage.find("#account").is_none());
    with_accounts(&stage).await;
    let options = stage.texts("#account option");
    assert_eq!(
        options,
        [
            "Main account: 1 TST",
            "Savings: 1 TST",
            "Account 3 (watch only): 1 TST"
        ]
    );
    choose(&stage, "#account", 2).await;
    let chosen = command::ChooseAccount { index: 2 };
    assert!(stage.commands().contains(&chosen.into()));
}
