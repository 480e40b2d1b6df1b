//! Keys in PEM files, which OpenSSL reads.

use std::process::Command;

use crate::place::{Place, finished, is_private};

#[test]
fn openssl_reads_the_key_of_a_new_address() {
    let place = Place::new();
    let chain = place.chain("Keys", &[]);
    let file = place.text("key.pem");
    let line = [
        "wallet",
        "--chain",
        &chain,
        "create-address",
        "--pem",
        &file,
    ];
    let made = place.json(&line);
    assert!(is_private(&place.path("key.pem")));
    let shown = finished(Command::new("openssl").args([
        "ec",
        "-in",
        &file,
        "-pubout",
        "-conv_form",
        "compressed",
        "-outform",
        "DER",
        "-out",
        &place.text("public.der"),
    ]));
    assert_eq!(shown.code, 0, "{shown:?}");
    let der = std::fs::read(place.path("public.der")).unwrap();
    let public: String = der[der.len() - 33..]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(made["public_key"], public);
    let named = finished(Command::new("openssl").args(["pkey", "-in", &file, "-noout", "-text"]));
    assert!(named.out.contains("prime256v1"), "{named:?}");
    // A key is never overwritten.
    place.fails(&line, 5, &["--pem", "key.pem"]);
}

#[test]
fn a_file_without_a_key_is_refused() {
    let place = Place::new();
    let chain = place.chain("Keys", &[]);
    let file = place.write(
        "no.pem",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    );
    let line = ["wallet", "--chain", &chain, "sweep", "--pem", &file];
    place.fails(&line, 3, &["--pem", "no.pem", "P-256"]);
}
