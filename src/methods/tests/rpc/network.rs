//! Peers, bans, the program and small utilities.

use core::time::Duration;

use corepc_types::v31;
use node::{Direction, Input, PeerId};
use serde_json::{Value, json};

use crate::world::World;

#[test]
fn a_node_without_peers_has_the_shape_of_core() {
    let mut world = World::new();
    let info: v31::GetNetworkInfo = world.typed("getnetworkinfo", json!([]));
    assert_eq!(info.connections, 0);
    assert!(info.subversion.starts_with("/Tabchain:") && info.version >= 190_000);
    assert_eq!(
        info.local_services_names,
        ["NETWORK", "NETWORK_LIMITED", "WITNESS"]
    );
    assert_eq!(info.local_services, "0000000000000409");
    info.into_model().unwrap();
    let peers: v31::GetPeerInfo = world.typed("getpeerinfo", json!([]));
    assert!(peers.0.is_empty());
    let totals: v31::GetNetTotals = world.typed("getnettotals", json!([]));
    assert_eq!(
        (totals.total_bytes_received, totals.total_bytes_sent),
        (0, 0)
    );
    assert_eq!(world.ok("getconnectioncount", json!([])), 0);
    assert_eq!(world.ok("ping", json!([])), Value::Null);
}

#[test]
fn peers_are_listed_and_closed_by_number_and_by_address() {
    let mut world = World::new();
    for (id, direction) in [(3, Direction::Inbound), (4, Direction::Outbound)] {
        world
            .service
            .handle(world.now, Input::PeerUp(PeerId(id), direction, None));
    }
    world.drain();
    let address = "192.0.2.7:8333".to_owned();
    world.program.addresses.push((PeerId(4), address.clone()));
    let peers: v31::GetPeerInfo = world.typed("getpeerinfo", json!([]));
    let shown: Vec<_> = peers
        .0
        .iter()
        .map(|it| (it.id, it.inbound, it.address.as_str()))
        .collect();
    assert_eq!(shown, [(3, true, "webrtc"), (4, false, &*address)]);
    let info: v31::GetNetworkInfo = world.typed("getnetworkinfo", json!([]));
    assert_eq!(
        (info.connections, info.connections_in, info.connections_out),
        (2, 1, 1)
    );
    world.ok("disconnectnode", json!([address]));
    world.ok("disconnectnode", json!(["", 3]));
    assert_eq!(world.program.disconnected, [PeerId(4), PeerId(3)]);
    for (params, code) in [
        (json!(["192.0.2.8:1"]), -29),
        (json!(["", 9]), -29),
        (json!([address, 3]), -8),
        (json!([]), -8),
    ] {
        assert_eq!(
            world.code("disconnectnode", params.clone()),
            code,
            "{params}"
        );
    }
}

#[test]
fn nodes_are_added_and_removed_by_url() {
    let mut world = World::new();
    world.ok("addnode", json!(["wss://one.example/node", "add"]));
    world.ok("addnode", json!(["wss://two.example/node", "onetry"]));
    world.ok("addnode", json!(["wss://one.example/node", "remove"]));
    assert_eq!(world.program.registered, ["wss://two.example/node"]);
    assert_eq!(
        world.code("addnode", json!(["wss://one.example", "other"])),
        -8
    );
    assert_eq!(world.code("addnode", json!(["wss://one.example"])), -1);
}

#[test]
fn bans_last_as_long_as_the_caller_says() {
    let mut world = World::new();
    let end = world.now + Duration::from_secs(500);
    world.ok("setban", json!(["192.0.2.7", "add"]));
    world.ok("setban", json!(["192.0.2.0/24", "add", 60]));
    world.ok(
        "setban",
        json!(["2001:db8::/32", "add", end.to_timestamp().seconds(), true]),
    );
    let bans: v31::ListBanned = world.typed("listbanned", json!([]));
    let bans: Vec<_> = bans
        .0
        .iter()
        .map(|ban| (ban.address.as_str(), ban.ban_duration))
        .collect();
    assert_eq!(
        bans,
        [
            ("192.0.2.7", 86_400),
            ("192.0.2.0/24", 60),
            ("2001:db8::/32", 500)
        ]
    );
    world.ok("setban", json!(["192.0.2.7", "remove"]));
    for (params, code) in [
        (json!(["192.0.2.7", "remove"]), -30),
        (json!(["x", "add"]), -30),
        (json!(["192.0.2.9", "other"]), -8),
        (json!(["192.0.2.9", "add", 5, true]), -8),
    ] {
        assert_eq!(world.code("setban", params.clone()), code, "{params}");
    }
    world.ok("clearbanned", json!([]));
    assert_eq!(world.ok("listbanned", json!([])), json!([]));
}

#[test]
fn the_program_reports_its_uptime_and_stops() {
    let mut world = World::new();
    assert_eq!(world.ok("uptime", json!([])), 77);
    let info: v31::GetRpcInfo = world.typed("getrpcinfo", json!([]));
    assert_eq!(info.active_commands.len(), 1);
    assert!(
        world
            .ok("stop", json!([]))
            .as_str()
            .unwrap()
            .contains("stopping")
    );
    assert!(world.program.is_stopping);
}

#[test]
fn addresses_are_validated_as_by_core() {
    let mut world = World::new();
    let address = world.elsewhere();
    let valid: v31::ValidateAddress = world.typed("validateaddress", json!([address]));
    assert!(valid.is_valid && valid.is_witness && !valid.is_script);
    assert_eq!(valid.witness_version, Some(2));
    let model = valid.into_model().unwrap();
    assert_eq!(model.address.assume_checked().to_string(), address);
    assert!(model.script_pubkey.is_witness_program());
    // One of Bitcoin's own addresses, and one with a typing error.
    let bitcoin = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    let mistyped = address.replace('q', "p");
    for text in [bitcoin, mistyped.as_str(), "nobody", ""] {
        let invalid = world.ok("validateaddress", json!([text]));
        assert_eq!(invalid["isvalid"], false, "{text}");
        assert!(invalid["error"].is_string());
    }
    assert_eq!(world.code("validateaddress", json!([5])), -3);
}

#[test]
fn fees_and_indexes_are_shown() {
    let mut world = World::with_coins();
    let fee: v31::EstimateSmartFee = world.typed("estimatesmartfee", json!([6]));
    assert_eq!(fee.blocks, 6);
    let rate = fee.into_model().unwrap().fee_rate.unwrap();
    assert_eq!(rate.to_sat_per_vb_ceil(), 1);
    for target in [0, 1_009] {
        assert_eq!(world.code("estimatesmartfee", json!([target])), -8);
    }
    let index: v31::GetIndexInfo = world.typed("getindexinfo", json!([]));
    assert_eq!(index.0["txindex"].best_block_height, 5);
    assert_eq!(world.ok("getindexinfo", json!(["other"])), json!({}));
    assert_eq!(world.code("getindexinfo", json!([1])), -3);
}
