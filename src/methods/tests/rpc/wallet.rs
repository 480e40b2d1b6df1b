//! The node's own wallet.

use core::time::Duration;

use corepc_types::v31;
use serde_json::{Value, json};

use crate::world::{World, draft, unknown};

#[test]
fn a_wallet_mines_pays_and_counts() {
    let mut world = World::with_coins();
    let balances: v31::GetBalances = world.typed("getbalances", json!([]));
    let balances = balances.into_model().unwrap().mine;
    let coins = |coins: f64| bitcoin::Amount::from_btc(coins).unwrap();
    // Of five rewards, four are mature in the next block.
    assert_eq!(
        (balances.trusted, balances.immature),
        (coins(200.0), coins(50.0))
    );
    let balance: v31::GetBalance = world.typed("getbalance", json!([]));
    assert_eq!(balance.into_model().unwrap().0, coins(200.0));
    let address: v31::GetNewAddress = world.typed("getnewaddress", json!(["label", "bech32m"]));
    let address = address.into_model().unwrap().0.assume_checked().to_string();
    assert!(address.starts_with("bcrt1z"));

    let sent: v31::SendToAddress = world.typed("sendtoaddress", json!([world.elsewhere(), 20]));
    let txid = sent.into_model().unwrap().txid.to_string();
    let left = world.ok("getbalance", json!(["*", 0])).as_f64().unwrap();
    assert!(left < 180.0 && left > 179.99, "{left}");
    let deep = world.ok("getbalance", json!(["*", 5])).as_f64().unwrap();
    assert!(deep <= 50.0, "{deep}");
    let shown: v31::GetTransaction = world.typed("gettransaction", json!([txid]));
    assert!((shown.amount + 20.0).abs() < 1e-9 && shown.fee.unwrap() < 0.0);
    assert_eq!((shown.confirmations, shown.trusted), (0, Some(true)));
    assert_eq!(shown.details.len(), 1);
    let model = shown.into_model().unwrap();
    assert_eq!(model.tx.compute_txid().to_string(), txid);
    let hash = world.generate(1).remove(0);
    let shown = world.ok("gettransaction", json!([txid, false, true]));
    assert_eq!(
        (&shown["confirmations"], &shown["blockhash"]),
        (&json!(1), &json!(hash))
    );
    assert_eq!(shown["decoded"]["txid"], json!(txid));

    let info: v31::GetWalletInfo = world.typed("getwalletinfo", json!([]));
    assert_eq!((info.tx_count, info.unlocked_until), (7, None));
    assert_eq!(info.last_processed_block.unwrap().hash, hash);
    assert_eq!(world.ok("listwallets", json!([])), json!([""]));
}

#[test]
fn the_history_has_a_row_for_each_payment() {
    let mut world = World::with_coins();
    let txid = world.pay(20.0);
    let own = world.ok("getnewaddress", json!([]));
    let to_self = world.ok("sendtoaddress", json!([own, 3]));
    let list: v31::ListTransactions = world.typed("listtransactions", json!(["*", 100]));
    let rows = &list.0;
    assert_eq!(rows.len(), 5 + 1 + 2);
    let named = |name: &str| rows.iter().filter(|row| row.txid == name).count();
    assert_eq!((named(&txid), named(to_self.as_str().unwrap())), (1, 2));
    let sent = rows.iter().find(|row| row.txid == txid).unwrap();
    assert!((sent.amount + 20.0).abs() < 1e-9);
    assert_eq!(sent.address.as_deref(), Some(&*world.elsewhere()));
    let categories: Vec<Value> = rows.iter().map(|row| json!(row.category)).collect();
    let count = |name: &str| categories.iter().filter(|it| **it == name).count();
    assert_eq!(
        (count("immature"), count("send"), count("receive")),
        (1, 2, 1)
    );
    assert_eq!(count("generate"), 4);
    // The oldest come first; pages count from the newest.
    let newest = world.ok("listtransactions", json!(["*", 1]));
    let before = world.ok("listtransactions", json!(["*", 2, 1]));
    assert_eq!(newest[0]["txid"], to_self);
    assert_eq!(before[0]["txid"], json!(txid));
    for (params, code) in [
        (json!(["*", 1_001]), -8),
        (json!(["*", -1]), -8),
        (json!(["*", 1, -1]), -8),
        (json!(["friends"]), -8),
    ] {
        assert_eq!(
            world.code("listtransactions", params.clone()),
            code,
            "{params}"
        );
    }
    assert_eq!(world.code("gettransaction", json!([unknown()])), -5);
}

#[test]
fn unspent_outputs_are_those_that_payments_may_spend() {
    let mut world = World::with_coins();
    let list: v31::ListUnspent = world.typed("listunspent", json!([]));
    assert_eq!(list.0.len(), 4, "one of five rewards is immature");
    list.into_model().unwrap();
    let old: v31::ListUnspent = world.typed("listunspent", json!([5, 5]));
    assert_eq!(old.0.len(), 1);
    let address = old.0[0].address.clone();
    let at: v31::ListUnspent = world.typed("listunspent", json!([0, 9_999_999, [address]]));
    assert!(at.0.iter().all(|coin| coin.address == address) && !at.0.is_empty());
    world.pay(20.0);
    let with_change: v31::ListUnspent = world.typed("listunspent", json!([0]));
    assert!(
        with_change
            .0
            .iter()
            .any(|coin| coin.confirmations == 0 && coin.safe)
    );
    let confirmed: v31::ListUnspent = world.typed("listunspent", json!([]));
    assert_eq!(confirmed.0.len(), 3);
    assert_eq!(world.code("listunspent", json!([0, 9, ["nobody"]])), -5);
    assert_eq!(world.code("listunspent", json!(["x"])), -3);
}

#[test]
fn payments_that_can_t_be_made_have_core_s_codes() {
    let mut world = World::with_coins();
    let to = world.elsewhere();
    for (params, code) in [
        (json!([to, 1_000]), -6),
        (json!([to, 0]), -3),
        (json!([to, -1]), -3),
        (json!([to, "x"]), -3),
        (json!([to, 0.000_000_001]), -3),
        (json!([to, 0.000_000_01]), -4),
        (json!(["nobody", 1]), -5),
        (json!([to]), -1),
        (json!([to, 1, "", "", true]), -8),
    ] {
        assert_eq!(
            world.code("sendtoaddress", params.clone()),
            code,
            "{params}"
        );
    }
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
    assert_eq!(world.code("walletpassphrase", json!(["x", 5])), -15);
    assert_eq!(world.code("walletlock", json!([])), -15);
    assert_eq!(world.code("getbalance", json!(["savings"])), -8);
}

#[test]
fn a_locked_wallet_pays_only_while_it_is_unlocked() {
    let mut world = World::of(draft(), Some("correct horse"));
    world.generate(5);
    let to = world.elsewhere();
    let pay = json!([to, 1]);
    assert_eq!(world.code("sendtoaddress", pay.clone()), -13);
    let info: v31::GetWalletInfo = world.typed("getwalletinfo", json!([]));
    assert_eq!(info.unlocked_until, Some(0));
    for (params, code) in [
        (json!(["wrong", 60]), -14),
        (json!(["", 60]), -8),
        (json!(["correct horse", -1]), -8),
        (json!(["correct horse"]), -1),
    ] {
        assert_eq!(
            world.code("walletpassphrase", params.clone()),
            code,
            "{params}"
        );
    }
    assert_eq!(world.code("sendtoaddress", pay.clone()), -13);
    assert_eq!(
        world.ok("walletpassphrase", json!(["correct horse", 60])),
        Value::Null
    );
    let until = (world.now + Duration::from_secs(60))
        .to_timestamp()
        .seconds();
    let info: v31::GetWalletInfo = world.typed("getwalletinfo", json!([]));
    assert_eq!(info.unlocked_until, Some(until));
    assert!(world.ok("sendtoaddress", pay.clone()).is_string());
    world.now = world.now + Duration::from_secs(61);
    assert_eq!(world.code("sendtoaddress", pay.clone()), -13);
    world.ok("walletpassphrase", json!(["correct horse", 60]));
    assert_eq!(world.ok("walletlock", json!([])), Value::Null);
    assert_eq!(world.code("sendtoaddress", pay), -13);
    // Reading needs no passphrase.
    assert!(world.ok("getbalance", json!([])).as_f64().unwrap() > 190.0);
}

#[test]
fn messages_are_signed_and_verified() {
    let mut world = World::of(draft(), Some("correct horse"));
    let own = world.ok("getnewaddress", json!([]));
    let sign = json!([own, "text"]);
    assert_eq!(world.code("signmessage", sign.clone()), -13);
    world.ok("walletpassphrase", json!(["correct horse", 60]));
    let signature = world.ok("signmessage", sign);
    for (params, verdict) in [
        (json!([own, signature, "text"]), true),
        (json!([own, signature, "Text"]), false),
        (json!([world.elsewhere(), signature, "text"]), false),
    ] {
        let found = world.ok("verifymessage", params.clone());
        assert_eq!(found, json!(verdict), "{params}");
    }
    let long = "a".repeat(5_000);
    for (method, params, code) in [
        ("signmessage", json!([world.elsewhere(), "text"]), -5),
        ("signmessage", json!(["nobody", "text"]), -5),
        ("signmessage", json!([own, long]), -8),
        ("verifymessage", json!(["nobody", signature, "text"]), -5),
        ("verifymessage", json!([own, "AkEA", "text"]), -3),
        ("verifymessage", json!([own, signature, long]), -8),
        ("verifymessage", json!([own, signature]), -1),
    ] {
        assert_eq!(
            world.code(method, params.clone()),
            code,
            "{method} {params}"
        );
    }
}
