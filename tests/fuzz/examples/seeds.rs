//! Writes the seeds of fuzzing: `cargo run --example seeds`, in the folder of the fuzz targets.

use base64ct::{Base64UrlUnpadded, Encoding};
use chain::{Chain, MemoryStore, SpecDraft, testing};
use fuzz::small_chain::{SmallChain, owner};
use fuzz::small_node::SmallNode;
use methods::Access;
use methods::rpc::{self, Rpc};
use primitives::{Amount, Block, BlockHash, Encode, KeyHash, SecretKey, Timestamp, address};
use service::{Entropy, Invitation, Profile, Restored};
use signal::{Body, FromRelay, Group, IceServer, Introduction, PeerKey, Refusal, Room, ToRelay};
use std::path::Path;
use wallet::{Vault, Words};
use wire::{Item, Message, NameCard, NamedLink, PROTOCOL, SignedName, Version, split};

/// The first transaction that paid somebody (Bitcoin's block 170), without a witness.
const FIRST_PAYMENT: &str = "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000";

fn main() -> std::io::Result<()> {
    let chain = SmallChain::new();
    let open = chain.open();
    let blocks: Vec<Block> = (1..)
        .map_while(|height| open.hash_at(primitives::Height(height)))
        .map(|hash| open.block(&hash).expect("memory").expect("kept"))
        .collect();
    let last = blocks.last().expect("it has blocks");
    save_transactions(last)?;
    save_blocks(&chain, last)?;
    save_messages(&open, &blocks, last)?;
    save_specs(&chain)?;
    let link = save_invitation(&chain)?;
    save_proofs(&open, last)?;
    for (name, message) in relay_messages() {
        save("words", &name, message.as_bytes())?;
    }
    save_profiles(&link)?;
    save_addresses()?;
    save_rows(&chain)?;
    save_signatures()?;
    save_requests(last)?;
    save_calls(last)?;
    save_lines()?;
    let wallet = [[1].as_slice(), &5u32.to_le_bytes(), &[0; 32]].concat();
    save("wallet", "synced", &wallet)?;
    save_next_blocks(&chain, &open, last)
}

fn save_transactions(last: &Block) -> std::io::Result<()> {
    for (index, transaction) in last.transactions.iter().enumerate() {
        save("transaction", &index.to_string(), &transaction.to_bytes())?;
    }
    let first = base16ct::lower::decode_vec(FIRST_PAYMENT).expect("hex");
    save("transaction", "bitcoin", &first)
}

fn save_blocks(chain: &SmallChain, last: &Block) -> std::io::Result<()> {
    save("block", "header", &last.header.to_bytes())?;
    save("block", "genesis", &chain.spec.genesis().to_bytes())?;
    save("block", "payments", &last.to_bytes())
}

/// One message of each kind between nodes, and one stream of frames with the short ones among them.
fn save_messages(open: &Chain<MemoryStore>, blocks: &[Block], last: &Block) -> std::io::Result<()> {
    let headers: Vec<_> = blocks.iter().map(|block| block.header).collect();
    let items = vec![
        Item::Block(last.hash()),
        Item::Transaction(last.transactions[0].txid()),
    ];
    let version = Version {
        protocol: PROTOCOL,
        genesis: open.genesis(),
        height: open.tip().height,
        work: open.tip().work,
        time: Timestamp(1_700_000_000),
        nonce: 7,
        services: 1,
        agent: "tabchain".into(),
    };
    let messages = [
        Message::Version(version),
        Message::Verack,
        Message::Ping(1),
        Message::Pong(1, Timestamp(1_700_000_000)),
        Message::GetHeaders {
            locator: open.locator(),
            stop: BlockHash::ZERO,
        },
        Message::Headers(headers[..2].to_vec()),
        Message::Inv(items.clone()),
        Message::GetData(items.clone()),
        Message::NotFound(items),
        Message::Block(last.clone()),
        Message::Transaction(last.transactions[1].clone()),
        Message::GetPool,
        Message::FeeFilter(1_000),
        Message::Name(Some(Box::new(name(open.genesis())))),
    ];
    let mut frames = Vec::new();
    for message in &messages {
        let name = format!("{:?}", message.command()).to_lowercase();
        let bytes = message.encode();
        save("message", &name, &bytes)?;
        for frame in split(&bytes).filter(|frame| frame.len() < 200) {
            frames.extend_from_slice(&u16::try_from(frame.len()).expect("small").to_le_bytes());
            frames.extend_from_slice(&frame);
        }
    }
    save("frames", "all", &frames)
}

/// A name as it is told on a link between nodes with the nonces 1 and 2.
fn name(genesis: BlockHash) -> SignedName {
    let identity = SecretKey::from_bytes([1; 32]).expect("in range");
    let card = NameCard::sign("Ann", &identity, genesis).expect("a key follows");
    card.tell(&NamedLink {
        genesis,
        binding: [0; 32],
        from: 1,
        to: 2,
    })
}

fn save_specs(chain: &SmallChain) -> std::io::Result<()> {
    save("spec", "small", &chain.spec.to_bytes())?;
    let plain = SpecDraft::default().build().expect("within bounds");
    save("spec", "plain", &plain.to_bytes())?;
    let fixed = SpecDraft {
        fixed_difficulty: true,
        ..SpecDraft::default()
    };
    let fixed = fixed.build().expect("within bounds");
    save("spec", "fixed", &fixed.to_bytes())
}

/// An invitation's link and its payload without the checksum. Returns the link.
fn save_invitation(chain: &SmallChain) -> std::io::Result<String> {
    let invitation = Invitation {
        spec: chain.spec.clone(),
        relay: "wss://relay.example/signal".into(),
        endpoints: vec!["wss://node.example/node".into()],
    };
    let link = invitation.to_link("https://example.org/");
    save("invitation", "link", link.as_bytes())?;
    let payload = link.rsplit_once('=').expect("a payload").1;
    let body = Base64UrlUnpadded::decode_vec(payload).expect("our own");
    save("invitation", "body", &body[..body.len() - 4])?;
    Ok(link)
}

fn save_proofs(open: &Chain<MemoryStore>, last: &Block) -> std::io::Result<()> {
    for (name, index) in [("reward", 0), ("payment", 1)] {
        let proof = proof::prove(open, &last.transactions[index].txid()).expect("it is there");
        save("proof", name, &proof.to_bytes())?;
    }
    Ok(())
}

/// A profile that is new, then has a chain, then another wallet, and vaults without checksums.
fn save_profiles(link: &str) -> std::io::Result<()> {
    let entropy = |words| Entropy {
        words: [words; 32],
        salt: [4; 16],
        nonce: [5; 24],
    };
    let mut profile = Profile::new(entropy(3));
    save("profile", "new", &profile.to_bytes())?;
    profile.join(link, false, None).expect("our own link");
    save("profile", "joined", &profile.to_bytes())?;
    let others = Words::from_entropy([4; 16]).phrase();
    let others = Restored::of_words(&others, None, entropy(4)).expect("twelve words");
    profile.restore(&others, None).expect("no passphrase");
    save("profile", "replaced", &profile.to_bytes())?;
    let words = Words::from_entropy([3; 16]);
    for (name, passphrase) in [("clear", None), ("sealed", Some("open sesame"))] {
        let vault = Vault::seal(&words, passphrase, [1; 16], [2; 24]).to_bytes();
        save("profile", name, &vault[..vault.len() - 8])?;
    }
    Ok(())
}

fn save_addresses() -> std::io::Result<()> {
    let prefix = address::Prefix::new("tab").expect("a prefix");
    let text = address::encode_key(&prefix, KeyHash::from_bytes([9; 20]));
    save("address", "typed", text.as_bytes())?;
    save("address", "words", &[&[2][..], &[17; 32]].concat())
}

/// The last row of each table of the store.
fn save_rows(chain: &SmallChain) -> std::io::Result<()> {
    for table in 0..8 {
        let rows = chain.store.rows(chain::Table::ALL[usize::from(table)]);
        if let Some(value) = rows.values().last() {
            let row = u8::try_from(rows.len() - 1).expect("few rows");
            let bytes = [&[table, row], &value[..]].concat();
            save("store", &table.to_string(), &bytes)?;
        }
    }
    Ok(())
}

/// Valid signatures, one with each kind of damage, and numbers beyond the group's order.
fn save_signatures() -> std::io::Result<()> {
    let sixteen: Vec<u8> = (0..16).flat_map(|key| [key, key / 4, 9, 0]).collect();
    save("signatures", "true", &[&[0], &sixteen[..]].concat())?;
    let harmed = (0..10).flat_map(|harm| {
        let numbers = if (4..7).contains(&harm) { 32 } else { 0 };
        [&[harm, 1, harm, 3][..], &[0xff; 32][..numbers]].concat()
    });
    let harmed: Vec<u8> = sixteen.iter().copied().chain(harmed).collect();
    save("signatures", "harmed", &[&[1], &harmed[..]].concat())
}

/// Requests of REST and Esplora: the byte that selects, the path with its query, and the body.
fn save_requests(last: &Block) -> std::io::Result<()> {
    let (hash, txid) = (last.hash(), last.transactions[1].txid());
    let payment = base16ct::lower::encode_string(&last.transactions[1].to_bytes());
    let requests = [
        ("running", 0, "running".to_owned(), String::new()),
        ("block", 0, "block?index=1&from=0".into(), String::new()),
        (
            "chain",
            0,
            "blockchain?from=2&count=3".into(),
            String::new(),
        ),
        (
            "register",
            10,
            "register?url=ws%3A%2F%2Fa%2Fsignal".into(),
            String::new(),
        ),
        ("push", 2, "pushtx".into(), payment.clone()),
        (
            "push-json",
            6,
            "pushtx".into(),
            format!(r#"{{"transaction":"{payment}"}}"#),
        ),
        (
            "send",
            22,
            "create-and-send".into(),
            r#"{"to":"bcrt1q","amount":"0.1"}"#.into(),
        ),
        (
            "esplora-block",
            1,
            format!("block/{hash}/txs/0"),
            String::new(),
        ),
        (
            "esplora-proof",
            1,
            format!("tx/{txid}/merkleblock-proof"),
            String::new(),
        ),
        ("esplora-push", 3, "tx".into(), payment),
    ];
    for (name, choice, target, body) in requests {
        let bytes = [&[choice], target.as_bytes(), b"\n", body.as_bytes()].concat();
        save("http", name, &bytes)?;
    }
    Ok(())
}

/// Calls of JSON-RPC: every method without arguments in one batch, and some with arguments.
fn save_calls(last: &Block) -> std::io::Result<()> {
    let names = Rpc::<MemoryStore>::METHODS.iter().map(|method| method.name);
    let calls = names.map(|name| format!(r#"{{"method":"{name}"}}"#));
    let batch = format!("[{}]", calls.collect::<Vec<_>>().join(","));
    save("rpc", "all", format!("\u{2}{batch}").as_bytes())?;
    let (hash, txid) = (last.hash(), last.transactions[1].txid());
    let payment = base16ct::lower::encode_string(&last.transactions[1].to_bytes());
    let block = base16ct::lower::encode_string(&last.to_bytes());
    let calls = [
        ("getblock", format!(r#"["{hash}",2]"#)),
        (
            "getblockheader",
            format!(r#"{{"blockhash":"{hash}","verbose":false}}"#),
        ),
        ("getrawtransaction", format!(r#"["{txid}",true]"#)),
        ("gettxoutproof", format!(r#"[["{txid}"]]"#)),
        ("gettxout", format!(r#"["{txid}",0]"#)),
        ("decoderawtransaction", format!(r#"["{payment}"]"#)),
        ("testmempoolaccept", format!(r#"[["{payment}"]]"#)),
        ("submitblock", format!(r#"["{block}"]"#)),
        ("getblocktemplate", r#"[{"rules":["segwit"]}]"#.to_owned()),
        ("listtransactions", r#"["*",10,0]"#.to_owned()),
        ("setban", r#"["10.0.0.0/8","add",60]"#.to_owned()),
        ("addnode", r#"["ws://a/node","add"]"#.to_owned()),
    ];
    for (name, params) in calls {
        let call = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{name}","params":{params}}}"#);
        save("rpc", name, format!("\u{2}{call}").as_bytes())?;
    }
    Ok(())
}

/// The lines of a miner from its first one to a share.
fn save_lines() -> std::io::Result<()> {
    let mut node = SmallNode::new();
    let template = br#"{"method":"getblocktemplate","params":[{"rules":["segwit"]}]}"#;
    let reply = rpc::answer(template, Access::Read, &mut node.call());
    let reply: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
    let time = reply["result"]["curtime"].as_u64().expect("a time");
    let share = |job: u32| {
        format!(
            r#"{{"id":5,"method":"mining.submit","params":["name","{job}","00000000","{time:08x}","00000001","00002000"]}}"#
        )
    };
    let (first, second) = (share(1), share(3));
    let lines = [
        r#"{"id":1,"method":"mining.configure","params":[["version-rolling","minimum-difficulty"],{"version-rolling.mask":"1fffe000","minimum-difficulty.value":0.001}]}"#,
        r#"{"id":2,"method":"mining.subscribe","params":["miner/1.0"]}"#,
        r#"{"id":3,"method":"mining.authorize","params":["name","word"]}"#,
        r#"{"id":4,"method":"mining.suggest_difficulty","params":[2.4e-10]}"#,
        &first,
        "+",
        "!",
        &second,
    ];
    save("stratum", "session", lines.join("\n").as_bytes())?;
    for (number, line) in lines.iter().enumerate() {
        save("stratum", &number.to_string(), line.as_bytes())?;
    }
    Ok(())
}

/// Blocks for the checks: the next one, unchanged and to be repaired, and one of another branch.
fn save_next_blocks(
    chain: &SmallChain,
    open: &Chain<MemoryStore>,
    last: &Block,
) -> std::io::Result<()> {
    let coin = testing::output_of(&last.transactions[1], 0).0;
    let amount = Amount::from_units(100).expect("small");
    let payment = owner(5).pay(open, coin, &owner(1).lock(), amount);
    let next = testing::next_block(open, &owner(2).lock(), vec![payment]).to_bytes();
    save("check", "as-is", &[&[0], &next[..]].concat())?;
    save("check", "put-right", &[&[15], &next[..]].concat())?;
    let aside = chain.branch[0].to_bytes();
    save("check", "aside", &[&[0], &aside[..]].concat())
}

/// The messages between a peer and the relay, each with its number as its name.
fn relay_messages() -> Vec<(String, String)> {
    let (room, peer) = (Room::from_bytes([1; 32]), PeerKey::from_bytes([2; 16]));
    let bodies = [
        Body::Offer {
            sdp: "v=0\r\n".into(),
        },
        Body::Answer {
            sdp: "v=0\r\n".into(),
        },
        Body::Candidate {
            candidate: "candidate:1 1 udp 1 a 1 typ host".into(),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
        },
        Body::Decline,
    ];
    let group = Group::from_bytes([3; 8]);
    let introduction = Introduction { peer, group };
    let mut messages = vec![ToRelay::Join { room, peer }.encode()];
    for body in bodies {
        messages.push(
            ToRelay::Signal {
                to: peer,
                body: body.clone(),
            }
            .encode(),
        );
        messages.push(
            FromRelay::Signal {
                from: peer,
                group,
                body,
            }
            .encode(),
        );
    }
    let server = IceServer {
        urls: vec!["stun:example.org".into()],
        username: None,
        credential: Some("c".into()),
    };
    messages.push(
        FromRelay::Welcome {
            peers: vec![introduction],
            ice_servers: vec![server],
        }
        .encode(),
    );
    messages.push(FromRelay::Arrived(introduction).encode());
    messages.push(ToRelay::Alive {}.encode());
    messages.push(FromRelay::Left { peer }.encode());
    messages.push(
        FromRelay::Refused {
            reason: Refusal::TooFast,
            detail: "slow".into(),
        }
        .encode(),
    );
    let texts = messages
        .into_iter()
        .map(|message| message.expect("within bounds"));
    texts
        .enumerate()
        .map(|(place, text)| (place.to_string(), text))
        .collect()
}

fn save(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}
