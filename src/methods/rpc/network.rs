//! Methods about peers, their addresses and bans.

use core::marker::PhantomData;
use core::time::Duration;

use chain::Store;
use node::{Direction, PeerId, PeerInfo};
use primitives::{Amount, Time};
use serde_json::{Map, Value, json};

use super::code;
use super::json::{coins, coins_per_kvb, object};
use super::row::{control, read};
use crate::{Answer, Ban, Call, Failure, Kind, Method, Param, ParamKind};

/// The version of Bitcoin Core whose shapes the answers have. Typed clients choose their types by
/// it.
const SHAPES: u32 = 310_000;
/// The name of this program in the form of BIP14.
const AGENT: &str = concat!("/Tabchain:", env!("CARGO_PKG_VERSION"), "/");
/// The service bits, with their names, of a node that has every block, and of one that has only the
/// newest (BIP159).
const SERVICES: [(u64, &str); 2] = [(1, "NETWORK"), (1 << 10, "NETWORK_LIMITED")];
/// The service bit, with its name, of nodes that know witnesses (BIP144).
const WITNESS: (u64, &str) = (1 << 3, "WITNESS");
/// The default duration of a ban, as in Bitcoin Core: a day.
const DEFAULT_BAN: Duration = Duration::from_secs(24 * 60 * 60);

/// The methods of this group.
pub(super) struct Network<S>(PhantomData<S>);

impl<S: Store + 'static> Network<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        control(
            "addnode",
            "Adds or removes a relay, or the direct endpoint of a node, by its URL.",
            &[
                Param::required("node", ParamKind::Text, "The URL."),
                Param::required(
                    "command",
                    ParamKind::Text,
                    "`add`, `onetry` (the same here) or `remove`.",
                ),
                Param::optional(
                    "v2transport",
                    ParamKind::Bool,
                    "Ignored: every link is encrypted.",
                ),
            ],
            "null.",
            add_node,
        ),
        control("clearbanned", "Ends all bans.", &[], "null.", clear_banned),
        control(
            "disconnectnode",
            "Closes the link to a peer, named by its address or its number.",
            &[
                Param::optional("address", ParamKind::Text, "Its address."),
                Param::optional("nodeid", ParamKind::Number, "Its number."),
            ],
            "null.",
            disconnect_node,
        ),
        read(
            "getconnectioncount",
            "Counts the links.",
            &[],
            "The number of peers.",
            get_connection_count,
        ),
        read(
            "getnettotals",
            "Shows the traffic with the present peers.",
            &[],
            "An object.",
            get_net_totals,
        ),
        read(
            "getnetworkinfo",
            "Shows the state of the network.",
            &[],
            "An object.",
            get_network_info,
        ),
        control(
            "getpeerinfo",
            "Lists the peers.",
            &[],
            "A list of objects.",
            get_peer_info,
        ),
        control(
            "listbanned",
            "Lists the bans.",
            &[],
            "A list of objects.",
            list_banned,
        ),
        read(
            "ping",
            "Does nothing: the latency of every link is measured all the time.",
            &[],
            "null.",
            ping,
        ),
        control(
            "setban",
            "Bans an address or a subnet, or ends its ban.",
            &[
                Param::required(
                    "subnet",
                    ParamKind::Text,
                    "The address, or the subnet in CIDR notation.",
                ),
                Param::required("command", ParamKind::Text, "`add` or `remove`."),
                Param::optional(
                    "bantime",
                    ParamKind::Number,
                    "The duration in seconds, a day by default; or the end in seconds since 1970.",
                ),
                Param::optional(
                    "absolute",
                    ParamKind::Bool,
                    "Whether `bantime` is the end: false by default.",
                ),
            ],
            "null.",
            set_ban,
        ),
    ];
}

const NOTHING: Answer = Answer::Json(Value::Null);

fn add_node<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let url = call.args.text("node")?.to_owned();
    match call.args.text("command")? {
        "add" | "onetry" => call.host.register(&url)?,
        "remove" => call.host.unregister(&url)?,
        _ => return Err(Failure::invalid("command", "is not add, remove or onetry")),
    }
    Ok(NOTHING)
}

fn disconnect_node<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let address = call.args.maybe_text("address")?.filter(|it| !it.is_empty());
    let number: Option<i64> = call.args.maybe_number("nodeid")?;
    let ids = call.service.node().peers().map(|peer| peer.id);
    let ids: Vec<PeerId> = ids.collect();
    let found = match (address, number) {
        (Some(address), None) => {
            let is_named = |id: &&PeerId| call.host.peer_address(**id).as_deref() == Some(address);
            ids.iter().find(is_named)
        }
        (None, Some(number)) => {
            let number = u64::try_from(number).ok();
            ids.iter().find(|id| Some(id.0) == number)
        }
        _ => {
            let message = "Only one of address and nodeid should be provided.";
            return Err(Failure::new(Kind::Invalid, message).with_code(code::INVALID_PARAMETER));
        }
    };
    let found = found.ok_or_else(|| {
        Failure::not_found("Node not found in connected nodes").with_code(code::NOT_CONNECTED)
    })?;
    call.host.disconnect(*found)?;
    Ok(NOTHING)
}

fn get_connection_count<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let count = call.service.node().peers().count();
    Ok(Answer::Json(Value::from(count)))
}

fn get_net_totals<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let peers = call.service.node().peers();
    let add = |(received, sent), peer: PeerInfo| (received + peer.received, sent + peer.sent);
    let (received, sent) = peers.fold((0, 0), add);
    Ok(Answer::Json(json!({
        "totalbytesrecv": received,
        "totalbytessent": sent,
        "timemillis": call.now.millis(),
        "uploadtarget": {
            "timeframe": 86_400,
            "target": 0,
            "target_reached": false,
            "serve_historical_blocks": true,
            "bytes_left_in_cycle": 0,
            "time_left_in_cycle": 0,
        },
    })))
}

/// The services of a node in hexadecimal, and their names.
fn services(serves_all: bool) -> (String, Vec<&'static str>) {
    let from = usize::from(!serves_all);
    let services = || SERVICES[from..].iter().chain([&WITNESS]);
    let bits: u64 = services().map(|(bit, _)| bit).sum();
    let names = services().map(|(_, name)| *name).collect();
    (format!("{bits:016x}"), names)
}

fn get_network_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let node = call.service.node();
    let directions = node.peers().map(|peer| peer.direction);
    let directions: Vec<Direction> = directions.collect();
    let inbound = directions.iter().filter(|it| **it == Direction::Inbound);
    let inbound = inbound.count();
    let (bits, names) = services(!node.chain().is_pruned());
    let limits = node.pool().limits();
    Ok(Answer::Json(json!({
        "version": SHAPES,
        "subversion": AGENT,
        "protocolversion": 70_016,
        "localservices": bits,
        "localservicesnames": names,
        "localrelay": true,
        "timeoffset": node.clock_offset().unwrap_or(0),
        "networkactive": true,
        "connections": directions.len(),
        "connections_in": inbound,
        "connections_out": directions.len() - inbound,
        "networks": [],
        "relayfee": coins_per_kvb(limits.rate),
        "incrementalfee": coins_per_kvb(limits.increment),
        "localaddresses": [],
        "warnings": [],
    })))
}

fn get_peer_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let peers: Vec<PeerInfo> = call.service.node().peers().collect();
    let shown = peers.iter().map(|peer| {
        let address = call.host.peer_address(peer.id);
        Value::from(shown(peer, address.as_deref()))
    });
    Ok(Answer::Json(shown.collect()))
}

/// A peer. Fields that this protocol does not have are zero or missing, as Bitcoin Core allows.
fn shown(peer: &PeerInfo, address: Option<&str>) -> Map<String, Value> {
    let (bits, names) = services(peer.serves_all);
    let is_inbound = peer.direction == Direction::Inbound;
    let mut shown = object(json!({
        "id": peer.id.0,
        "addr": address.unwrap_or("webrtc"),
        "network": "not_publicly_routable",
        "services": bits,
        "servicesnames": names,
        "relaytxes": true,
        "lastsend": 0,
        "lastrecv": 0,
        "last_transaction": 0,
        "last_block": 0,
        "bytessent": peer.sent,
        "bytesrecv": peer.received,
        "conntime": peer.since.to_timestamp(),
        "timeoffset": 0,
        "version": 70_016,
        "subver": peer.agent,
        "inbound": is_inbound,
        "bip152_hb_to": false,
        "bip152_hb_from": false,
        "startingheight": peer.height,
        "presynced_headers": -1,
        "synced_headers": peer.height,
        "synced_blocks": peer.height,
        "inflight": [],
        "addr_relay_enabled": false,
        "addr_processed": 0,
        "addr_rate_limited": 0,
        "permissions": [],
        "minfeefilter": coins(Amount::ZERO),
        "bytessent_per_msg": {},
        "bytesrecv_per_msg": {},
        "inv_to_send": 0,
        "last_inv_sequence": 0,
        "connection_type": match is_inbound {
            true => "inbound",
            false => "outbound-full-relay",
        },
        "transport_protocol_type": "detecting",
        "session_id": "",
    }));
    if let Some(person) = &peer.person {
        let person = json!({ "name": person.name, "key": person.identity.to_string() });
        shown.insert("person".into(), person);
    }
    if let Some(latency) = peer.latency {
        shown.insert("pingtime".into(), json!(latency.as_secs_f64()));
    }
    shown
}

fn ping<S: Store>(_: &mut Call<'_, S>) -> Result<Answer, Failure> {
    Ok(NOTHING)
}

fn set_ban<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let subnet = call.args.text("subnet")?.to_owned();
    let time: Option<u64> = call.args.maybe_number("bantime")?;
    let is_end = call.args.flag("absolute", false)?;
    let seconds = time.filter(|seconds| *seconds > 0).map(Duration::from_secs);
    let until = match seconds {
        Some(end) if is_end => Time(0) + end,
        seconds => call.now + seconds.unwrap_or(DEFAULT_BAN),
    };
    match call.args.text("command")? {
        "add" if until <= call.now => {
            return Err(Failure::invalid("bantime", "is in the past"));
        }
        "add" => call.host.ban(&subnet, until).map_err(subnet_failure)?,
        "remove" => call.host.unban(&subnet).map_err(subnet_failure)?,
        _ => return Err(Failure::invalid("command", "is not add or remove")),
    }
    Ok(NOTHING)
}

/// The failure about a subnet, with Bitcoin Core's code.
fn subnet_failure(failure: Failure) -> Failure {
    match failure.kind {
        Kind::Invalid | Kind::NotFound => failure.with_code(code::INVALID_SUBNET),
        _ => failure,
    }
}

fn list_banned<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let now = call.now;
    let shown = |ban: Ban| {
        json!({
            "address": ban.subnet,
            "ban_created": ban.created.to_timestamp(),
            "banned_until": ban.until.to_timestamp(),
            "ban_duration": ban.until.since(ban.created).as_secs(),
            "time_remaining": ban.until.since(now).as_secs(),
        })
    };
    Ok(Answer::Json(
        call.host.bans().into_iter().map(shown).collect(),
    ))
}

fn clear_banned<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    call.host.clear_bans()?;
    Ok(NOTHING)
}
