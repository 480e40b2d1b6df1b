//! The unchanged `esplora-client` crate: it reads blocks and transactions, pushes and watches.

use bitcoin::consensus::encode::deserialize_hex;
use bitcoin::hashes::Hash as _;
use bitcoin::{Address, Amount, BlockHash, Network, Transaction};
use esplora_client::{BlockingClient, Builder};
use serde_json::json;

use crate::node::{Node, within};

/// Runs a client, which blocks its thread.
async fn with_client<T: Send + 'static>(
    node: &Node,
    run: impl FnOnce(BlockingClient) -> T + Send + 'static,
) -> T {
    let url = format!("http://{}/esplora", node.address);
    let running = tokio::task::spawn_blocking(move || run(Builder::new(&url).build_blocking()));
    within(running).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_reads_the_chain() {
    let node = Node::public().await;
    let hashes = node.mine(12).await;
    let genesis = node.genesis();
    with_client(&node, move |client| {
        assert_eq!(client.get_height().unwrap(), 12);
        let tip: BlockHash = hashes[11].parse().unwrap();
        assert_eq!(client.get_tip_hash().unwrap(), tip);
        assert_eq!(client.get_block_hash(0).unwrap().to_string(), genesis);
        let status = client.get_block_status(&tip).unwrap();
        assert!(status.in_best_chain && status.height == Some(12));
        let block = client.get_block_by_hash(&tip).unwrap().unwrap();
        assert_eq!(block.block_hash(), tip);
        assert_eq!(client.get_header_by_hash(&tip).unwrap(), block.header);
        let info = client.get_block_info(&tip).unwrap();
        assert_eq!((info.height, info.tx_count), (12, 1));
        let page = client.get_block_infos(None).unwrap();
        assert_eq!((page.len(), page[0].id), (10, tip));

        let coinbase = block.txdata[0].compute_txid();
        assert_eq!(client.get_tx(&coinbase).unwrap().unwrap(), block.txdata[0]);
        let info = client.get_tx_info(&coinbase).unwrap().unwrap();
        assert_eq!(info.status.block_hash, Some(tip));
        let proof = client.get_merkle_block(&coinbase).unwrap().unwrap();
        let (mut matches, mut indexes) = (Vec::new(), Vec::new());
        let root = proof
            .txn
            .extract_matches(&mut matches, &mut indexes)
            .unwrap();
        assert_eq!((root, matches), (block.header.merkle_root, vec![coinbase]));
        let unknown = bitcoin::Txid::all_zeros();
        assert_eq!(client.get_tx(&unknown).unwrap(), None);
    })
    .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_pushes_a_transaction() {
    let (payer, node) = {
        let payer = Node::public().await;
        let node = payer.twin().await;
        (payer, node)
    };
    for hash in payer.mine(4).await {
        let block = payer.call("getblock", json!([hash, 0])).await;
        assert!(node.call("submitblock", json!([block])).await.is_null());
    }
    let payee = node.call("getnewaddress", json!([])).await;
    let txid = payer.call("sendtoaddress", json!([payee, 2])).await;
    let raw = payer.call("getrawtransaction", json!([txid])).await;
    let raw: Transaction = deserialize_hex(raw.as_str().unwrap()).unwrap();
    let pushed = with_client(&node, move |client| {
        let mut changed = raw.clone();
        changed.output[0].value += Amount::from_sat(1);
        assert!(
            client.broadcast(&changed).is_err(),
            "its signature is wrong"
        );
        client.broadcast(&raw).unwrap()
    })
    .await;
    assert_eq!(txid, pushed.to_string().as_str());
    assert_eq!(node.call("getrawmempool", json!([])).await, json!([txid]));
    payer.stop().await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_watches_a_payment_from_the_pool_into_a_block() {
    let node = Node::public().await;
    node.mine(4).await;
    let payee = node.call("getnewaddress", json!([])).await;
    let txid = node.call("sendtoaddress", json!([payee, 2])).await;
    let raw = node.call("getrawtransaction", json!([txid])).await;
    let parsed = payee.as_str().unwrap().parse::<Address<_>>().unwrap();
    let parsed = parsed.require_network(Network::Regtest).unwrap();
    let address = parsed.clone();
    let transaction = with_client(&node, move |client| {
        let waiting = client.get_mempool_txids().unwrap();
        assert_eq!(waiting.len(), 1);
        let transaction = client.get_tx(&waiting[0]).unwrap().unwrap();
        assert!(!client.get_tx_status(&waiting[0]).unwrap().confirmed);
        let stats = client.get_address_stats(&address).unwrap();
        assert_eq!(stats.mempool_stats.funded_txo_sum, Amount::from_int_btc(2));
        assert_eq!(stats.chain_stats.funded_txo_count, 0);
        transaction
    })
    .await;
    assert_eq!(
        raw,
        bitcoin::consensus::encode::serialize_hex(&transaction).as_str()
    );
    node.mine(1).await;
    with_client(&node, move |client| {
        let txid = transaction.compute_txid();
        assert_eq!(client.get_tx_status(&txid).unwrap().block_height, Some(5));
        assert!(client.get_mempool_txids().unwrap().is_empty());
        let spent = transaction.input[0].previous_output;
        let outspend = client
            .get_output_status(&spent.txid, u64::from(spent.vout))
            .unwrap();
        assert_eq!(outspend.unwrap().txid, Some(txid));
        let utxos = client.get_address_utxos(&parsed).unwrap();
        assert_eq!((utxos.len(), utxos[0].value), (1, Amount::from_int_btc(2)));
        assert!(
            client.broadcast(&transaction).is_err(),
            "it is in the chain"
        );
    })
    .await;
    node.stop().await;
}
