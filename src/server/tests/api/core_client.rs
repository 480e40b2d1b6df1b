//! The unchanged `corepc-client` crate, which was written for Bitcoin Core 28: it mines, reads,
//! pays and waits.

#![expect(
    deprecated,
    reason = "the client has got a new name, under which programs do not have it yet"
)]

use bitcoin::{Amount, Transaction, consensus};
use corepc_client::client_sync::Auth;
use corepc_client::client_sync::v28::{Client, TemplateRequest};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::http::Request;
use crate::node::{Node, within};

/// Runs a client, which blocks its thread.
async fn with_client<T: Send + 'static>(
    node: &Node,
    run: impl FnOnce(Client) -> T + Send + 'static,
) -> T {
    within(with_client_begun(node, run)).await.unwrap()
}

/// Begins to run a client.
fn with_client_begun<T: Send + 'static>(
    node: &Node,
    run: impl FnOnce(Client) -> T + Send + 'static,
) -> JoinHandle<T> {
    let (url, cookie) = (format!("http://{}", node.address), node.cookie_file());
    tokio::task::spawn_blocking(move || {
        let client = Client::new_with_auth(&url, Auth::CookieFile(cookie)).unwrap();
        run(client)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn it_mines_and_reads() {
    let node = Node::start(|_| ()).await;
    let genesis = node.genesis();
    with_client(&node, move |client| {
        let info = client.get_blockchain_info().unwrap();
        assert_eq!((info.chain.as_str(), info.blocks), ("regtest", 0));
        let own = client.new_address().unwrap();
        let hashes = client
            .generate_to_address(5, &own)
            .unwrap()
            .into_model()
            .unwrap()
            .0;
        assert_eq!(hashes.len(), 5);
        assert_eq!(client.get_block_count().unwrap().0, 5);
        let best = client
            .get_best_block_hash()
            .unwrap()
            .into_model()
            .unwrap()
            .0;
        assert_eq!(best, hashes[4]);
        let first = client.get_block_hash(0).unwrap().into_model().unwrap().0;
        assert_eq!(first.to_string(), genesis);

        // The `bitcoin` crate finds the same hash in the block's bytes.
        let block = client.get_block(best).unwrap();
        assert_eq!(block.block_hash(), best);
        assert!(block.check_merkle_root());
        let header = client.get_block_header_verbose(&best).unwrap();
        assert_eq!((header.height, header.confirmations), (5, 1));

        let balance = client.get_balance().unwrap().into_model().unwrap().0;
        assert_eq!(
            balance,
            Amount::from_int_btc(200),
            "the fifth reward is not mature"
        );
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_pays() {
    let node = Node::start(|_| ()).await;
    node.mine(4).await;
    with_client(&node, |client| {
        let payee = client.new_address().unwrap();
        let amount = Amount::from_int_btc(3);
        let sent = client.send_to_address(&payee, amount).unwrap();
        let txid = sent.into_model().unwrap().txid;
        assert_eq!(
            client.get_raw_mempool().unwrap().into_model().unwrap().0,
            [txid]
        );
        let raw = client
            .get_raw_transaction(txid)
            .unwrap()
            .into_model()
            .unwrap()
            .0;
        assert_eq!(raw.compute_txid(), txid);
        let paid = raw
            .output
            .iter()
            .find(|output| output.script_pubkey == payee.script_pubkey());
        assert_eq!(paid.unwrap().value, amount);

        client.generate_to_address(1, &payee).unwrap();
        let mined = client.get_raw_transaction_verbose(txid).unwrap();
        assert_eq!(mined.confirmations, Some(1));
        assert!(
            client
                .get_raw_mempool()
                .unwrap()
                .into_model()
                .unwrap()
                .0
                .is_empty()
        );
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_pushes_a_transaction_once_and_then_gets_an_error() {
    let node = Node::start(|_| ()).await;
    node.mine(4).await;
    with_client(&node, |client| {
        let payee = client.new_address().unwrap();
        let txid = client
            .send_to_address(&payee, Amount::from_int_btc(1))
            .unwrap();
        let txid = txid.into_model().unwrap().txid;
        let raw: Transaction = client
            .get_raw_transaction(txid)
            .unwrap()
            .into_model()
            .unwrap()
            .0;
        client.generate_to_address(1, &payee).unwrap();
        let error = client.send_raw_transaction(&raw).unwrap_err().to_string();
        // Bitcoin Core's code for an output that is in the chain already.
        assert!(error.contains("-27"), "{error}");
        let mut changed = raw.clone();
        changed.output[0].value += Amount::from_sat(1);
        let error = client
            .send_raw_transaction(&changed)
            .unwrap_err()
            .to_string();
        assert!(error.contains("-26") || error.contains("-25"), "{error}");
        assert!(consensus::encode::serialize_hex(&changed).len() > 100);
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_for_a_template_ends_with_a_new_block() {
    let node = Node::start(|_| ()).await;
    node.mine(1).await;
    let first = node
        .call("getblocktemplate", json!([{ "rules": ["segwit"] }]))
        .await;
    let id = first["longpollid"].as_str().unwrap().to_owned();
    let waiting = {
        let body = json!({
            "method": "getblocktemplate",
            "params": [{ "rules": ["segwit"], "longpollid": id }],
            "id": 1,
        });
        let request = Request::post("/", &body.to_string()).with(&node.credentials());
        let address = node.address;
        tokio::spawn(async move { request.send(address).await })
    };
    // The wait is shown in the metrics.
    let metric = "tabchain_http_waits 1";
    within(async {
        loop {
            let request = Request::get("/metrics").with(&node.credentials());
            if request.send(node.address).await.body.contains(metric) {
                return;
            }
        }
    })
    .await;
    assert!(!waiting.is_finished());
    let hashes = node.mine(1).await;
    let second = within(waiting).await.unwrap().json();
    assert_eq!(second["result"]["previousblockhash"], hashes[0].as_str());
    assert_ne!(second["result"]["longpollid"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_for_a_block_ends_with_the_block() {
    let node = Node::start(|_| ()).await;
    let running = with_client_begun(&node, |client| {
        let new = client.wait_for_new_block().unwrap();
        // The block at this height is there already.
        let height = client.wait_for_block_height(1).unwrap();
        (new.into_model().unwrap(), height.into_model().unwrap())
    });
    let waits = |text: &str| text.contains("tabchain_http_waits 1");
    let metrics = || {
        Request::get("/metrics")
            .with(&node.credentials())
            .send(node.address)
    };
    within(async { while !waits(&metrics().await.body) {} }).await;
    let hashes = node.mine(1).await;
    let (new, height) = within(running).await.unwrap();
    assert_eq!((new.height, new.hash.to_string()), (1, hashes[0].clone()));
    assert_eq!(height.hash, new.hash);
    let late = node.call("waitforblockheight", json!([99, 10])).await;
    assert_eq!(late["height"], 1, "the time is up");
    let wrong = node.try_call("waitforblock", json!(["nonsense"])).await;
    assert_eq!(wrong.json()["error"]["code"], -8, "{}", wrong.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_templates_parse() {
    let node = Node::start(|_| ()).await;
    node.mine(1).await;
    with_client(&node, |client| {
        let rules = vec![corepc_client::client_sync::v28::TemplateRules::Segwit];
        let request = TemplateRequest { rules };
        let template = client.get_block_template(&request).unwrap();
        assert_eq!(template.height, 2);
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_answered_in_order_and_in_one_body() {
    let node = Node::start(|_| ()).await;
    let batch = json!([
        { "jsonrpc": "2.0", "method": "getblockcount", "id": "a" },
        { "jsonrpc": "2.0", "method": "nosuchmethod", "id": "b" },
        { "jsonrpc": "2.0", "method": "uptime" },
        { "method": "getblockhash", "params": [0], "id": 3 },
    ]);
    let request = Request::post("/", &batch.to_string()).with(&node.credentials());
    let answer = request.send(node.address).await;
    assert_eq!(answer.status, 200);
    let answers = answer.json();
    assert_eq!(
        answers[0],
        json!({ "jsonrpc": "2.0", "result": 0, "id": "a" })
    );
    assert_eq!(answers[1]["error"]["code"], -32601);
    assert_eq!(answers[2]["result"], node.genesis().as_str());
    assert_eq!(answers.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn errors_have_cores_statuses() {
    let node = Node::start(|_| ()).await;
    for (body, status, code) in [
        ("{", 500, -32700),
        (r#"{"method":"nosuchmethod","id":1}"#, 404, -32601),
        (r#"{"id":1}"#, 400, -32600),
        (r#"{"method":"getblockhash","params":[99],"id":1}"#, 500, -8),
    ] {
        let request = Request::post("/", body).with(&node.credentials());
        let answer = request.send(node.address).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
        assert_eq!(answer.json()["error"]["code"], code, "{body}");
    }
}
