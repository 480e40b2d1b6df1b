//! `tabchain serve`: page and relay.

use std::process::Command;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::place::{Place, finished};

/// A folder that the program accepts as a built page.
pub(crate) fn page(place: &Place) -> String {
    std::fs::create_dir_all(place.path("page")).unwrap();
    place.write("page/index.html", "<title>A page</title>");
    place.text("page")
}

#[test]
fn the_page_is_served_until_sigterm() {
    let place = Place::new();
    let root = page(&place);
    let mut service = place.start(&["serve", "--listen", "127.0.0.1:0", "--root", &root]);
    let url = service.wait_for("listening on ");
    let mut answer = ureq::get(&url).call().unwrap();
    assert_eq!(
        answer.body_mut().read_to_string().unwrap(),
        "<title>A page</title>"
    );
    assert!(answer.headers().contains_key("content-security-policy"));
    let health = ureq::get(format!("{url}health")).call().unwrap();
    assert_eq!(health.status(), 200);
    assert_eq!(service.stop(), Some(0));
}

#[test]
fn https_needs_no_server_in_front() {
    let place = Place::new();
    let root = page(&place);
    let (cert, key) = (place.text("cert.pem"), place.text("key.pem"));
    let made = finished(Command::new("openssl").args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        &key,
        "-out",
        &cert,
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]));
    assert_eq!(made.code, 0, "{made:?}");
    let line = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--root",
        &root,
        "--tls-cert",
        &cert,
        "--tls-key",
        &key,
    ];
    let mut service = place.start(&line);
    let url = service.wait_for("listening on ");
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let trusted = Certificate::from_pem(&std::fs::read(&cert).unwrap())
        .unwrap()
        .to_owned();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[trusted]))
        .build();
    let agent: Agent = Agent::config_builder().tls_config(tls).build().into();
    let mut answer = agent.get(&url).call().unwrap();
    assert_eq!(
        answer.body_mut().read_to_string().unwrap(),
        "<title>A page</title>"
    );
    // A client without TLS gets no answer.
    let plain = ureq::get(url.replace("https", "http")).call();
    assert!(plain.is_err(), "{plain:?}");
    assert_eq!(service.stop(), Some(0));
    place.fails(
        &[&line[..5], &["--tls-cert", "/no/such", "--tls-key", &key]].concat(),
        3,
        &["--tls-cert", "/no/such"],
    );
    let missing = ["serve", "--root", &root, "--tls-cert", &cert];
    place.fails(&missing, 2, &["--tls-key"]);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = Place::new();
    let root = page(&place);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    place.fails(
        &["serve", "--listen", &address, "--root", &root],
        4,
        &["--listen", &address],
    );
}

#[test]
fn wrong_options_are_named() {
    let place = Place::new();
    let root = page(&place);
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["--ice", "example.org"],
            2,
            "--ice: example.org is not an address",
        ),
        (
            &["--trusted-proxy", "everybody"],
            2,
            "--trusted-proxy: not an address or network",
        ),
        (
            &["--turn-secret", ""],
            2,
            "--turn-secret: a secret is empty",
        ),
        (
            &["--group-secret", "@/no/such/file"],
            2,
            "--group-secret: can't read the secret",
        ),
        (&["--nats", "nats://127.0.0.1"], 2, "--nats"),
        (&["--listen", "everywhere"], 2, "--listen"),
        (&["--chain", "/no/such/file"], 3, "--chain: /no/such/file"),
        (&["--log", "relay=loud"], 2, "--log"),
    ];
    for (more, code, part) in cases {
        place.fails(&[&["serve", "--root", &root], more].concat(), code, &[part]);
    }
    place.fails(
        &["serve", "--root", "/no/such/folder"],
        2,
        &["--root", "holds no index.html"],
    );
    place.fails(&["node"], 2, &["--chain"]);
}

#[cfg(not(feature = "embed"))]
#[test]
fn a_program_without_the_page_says_how_to_get_it() {
    let place = Place::new();
    place.fails(
        &["serve"],
        2,
        &["--root", "cargo xtask build", "--features embed"],
    );
}
