//! Direct endpoints: links without a relay.

use std::fs;

use native::network::{Identity, IdentityError, MAX_QUEUED_BYTES};
use node::Fault;
use signal::Endpoint;
use wire::{Command, Message};

use crate::node::{Node, runtime, until, with_endpoint};

/// The longest block message: several times the bytes that a link may queue.
fn long_message() -> Vec<u8> {
    let mut message = vec![0; wire::limits::max_body(Command::Block)];
    message[0] = Command::Block.byte();
    message
}

/// Sends a long message in pieces as a node does: as far as the link has room.
fn send_long(from: &mut Node, to: &mut Node) {
    let (message, link) = (long_message(), from.links[0]);
    let mut pieces = message.chunks(64 << 10).peekable();
    let (mut unsent, mut most) = (0, 0);
    until("a long message", [from, to], |[from, to]| {
        for (_, bytes) in from.take_unsent() {
            unsent = bytes;
        }
        while unsent < MAX_QUEUED_BYTES / 2
            && let Some(piece) = pieces.next()
        {
            from.send_piece(link, piece, pieces.peek().is_none());
            // A driver does this after it has sent something.
            for (_, bytes) in from.take_unsent() {
                unsent = bytes;
            }
        }
        most = most.max(unsent);
        !to.messages.is_empty()
    });
    assert!(most >= MAX_QUEUED_BYTES / 2, "the queue was never full");
    assert!(to.messages.pop() == Some(message), "another message");
}

#[test]
fn an_endpoint_is_linked_with_without_a_relay() {
    let runtime = runtime();
    let identity = Identity::generate().unwrap();
    let mut server = Node::serve(runtime.handle(), with_endpoint(identity));
    let url = server.endpoint.clone().unwrap();
    let mut ann = Node::start(runtime.handle(), &[&url]);
    let mut bob = Node::start(runtime.handle(), &[&url]);
    until(
        "links",
        [&mut server, &mut ann, &mut bob],
        |[server, ann, bob]| {
            server.links.len() == 2 && ann.links.len() == 1 && bob.links.len() == 1
        },
    );
    let ping = Message::Ping(1).encode();
    for link in server.links.clone() {
        server.send(link, &ping);
    }
    until(
        "the pings",
        [&mut server, &mut ann, &mut bob],
        |[_, ann, bob]| {
            ann.messages.pop() == Some(ping.clone()) || bob.messages.pop() == Some(ping.clone())
        },
    );
    drop(bob);
    until(
        "the end of a link",
        [&mut server, &mut ann],
        |[server, _]| server.links.len() == 1,
    );
    ann.messages.clear();
    // The caller sends nothing before the other side has sent a message.
    let link = server.links[0];
    server.send(link, &ping);
    until("a word", [&mut server, &mut ann], |[_, ann]| {
        !ann.messages.is_empty()
    });
    ann.messages.clear();
    send_long(&mut ann, &mut server);
    send_long(&mut server, &mut ann);

    // The server ends a link for an offence, and the link ends at the caller, too.
    let link = server.links[0];
    server.drop_link(link, &Fault::Flood);
    until(
        "the end of the link",
        [&mut server, &mut ann],
        |[_, ann]| ann.links.is_empty(),
    );
}

#[test]
fn a_link_that_does_not_drain_ends_at_its_bound() {
    let runtime = runtime();
    let mut server = Node::serve(
        runtime.handle(),
        with_endpoint(Identity::generate().unwrap()),
    );
    let url = server.endpoint.clone().unwrap();
    let mut ann = Node::start(runtime.handle(), &[&url]);
    until("a link", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
    // The server has not sent a message yet, so the caller's messages wait.
    let link = ann.links[0];
    let piece = vec![Command::Block.byte(); 64 << 10];
    for number in 1..=MAX_QUEUED_BYTES / piece.len() {
        ann.send(link, &piece);
        assert_eq!(ann.take_unsent(), [(link, number * piece.len())]);
    }
    assert_eq!(ann.links.len(), 1);
    ann.send(link, &piece);
    assert!(ann.links.is_empty(), "beyond the bound");
}

#[test]
fn an_endpoint_stays_the_same_across_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endpoint.pem");
    let runtime = runtime();
    let first = with_endpoint(Identity::open(&path).unwrap());
    let mut again = first.clone();
    let mut server = Node::serve(runtime.handle(), first);
    let url = server.endpoint.clone().unwrap();
    let mut ann = Node::start(runtime.handle(), &[&url]);
    let both = |nodes: &mut [&mut Node; 2]| nodes.iter().all(|node| node.links.len() == 1);
    until("a link", [&mut server, &mut ann], both);
    drop(server);
    until("its end", [&mut ann], |[ann]| ann.links.is_empty());
    if let Some(endpoint) = &mut again.endpoint {
        endpoint.identity = Identity::open(&path).unwrap();
    }
    let mut server = Node::serve(runtime.handle(), again);
    assert_eq!(server.endpoint, Some(url));
    until("a link again", [&mut server, &mut ann], both);
}

#[test]
fn a_file_that_is_not_an_identity_is_rejected_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endpoint.pem");
    Identity::open(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only its owner reads the key");
    }
    let half = good.split("-----BEGIN PRIVATE KEY-----").next().unwrap();
    for bad in ["", "hello", half, &good.replace("CERTIFICATE", "CAKE")] {
        fs::write(&path, bad).unwrap();
        let error = Identity::open(&path).unwrap_err();
        assert!(matches!(error, IdentityError::Format { .. }), "{error}");
        assert!(error.to_string().contains("endpoint.pem"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), bad);
    }
}

#[test]
fn a_new_identity_is_written_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endpoint.pem");
    // The file with the new content can't be created where a folder has its name.
    let new = path.with_extension("new");
    fs::create_dir(&new).unwrap();
    let error = Identity::open(&path).unwrap_err();
    assert!(matches!(error, IdentityError::Io { .. }), "{error}");
    assert!(!path.exists(), "half an identity would always be refused");
    fs::remove_dir(&new).unwrap();
    let identity = Identity::open(&path).unwrap();
    let again = Identity::open(&path).unwrap();
    assert_eq!(identity.fingerprint(), again.fingerprint());
    assert!(!new.exists());
}

#[test]
fn links_over_websocket_carry_the_same_frames() {
    let runtime = runtime();
    let mut server = Node::start(runtime.handle(), &[]);
    let url = runtime.block_on(server.mount());
    assert!(matches!(
        Endpoint::parse(&url),
        Some(Endpoint::WebSocket(_))
    ));
    let mut ann = Node::start(runtime.handle(), &[]);
    ann.dial(&url).unwrap();
    until("a link", [&mut server, &mut ann], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
    send_long(&mut ann, &mut server);
    send_long(&mut server, &mut ann);
    drop(ann);
    until("its end", [&mut server], |[server]| server.links.is_empty());
    assert!(server.dial("wss://relay.example/signal").is_err());
}
