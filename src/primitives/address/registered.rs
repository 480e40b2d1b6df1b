//! Address prefixes that other currencies have registered.

/// The currencies and their prefixes (human-readable parts) for the main, test and regression test
/// networks, as registered in SLIP-0173
/// (<https://github.com/satoshilabs/slips/blob/0088a7df1d5c8bc350cc37a226f324b17f145131/slip-0173.md>).
#[rustfmt::skip]
const REGISTERED: &[(&str, &[&str])] = &[
    ("Agoric", &["agoric"]),
    ("Akash Network", &["akash"]),
    ("Alaya", &["atp", "atx"]),
    ("Althea", &["althea"]),
    ("Arkhadian", &["arkh"]),
    ("BARE", &["bare", "tbare", "bart"]),
    ("Band Protocol", &["band"]),
    ("Bellcoin", &["bm", "bt", "br"]),
    ("Binance Chain", &["bnb"]),
    ("Bitcoin", &["bc", "tb", "bcrt"]),
    ("Bitcoin Atom", &["bca", "tbca", "bcart"]),
    ("Bitcoin Gold", &["btg", "tbtg"]),
    ("Bitcoin Platinum", &["btp", "tbtp"]),
    ("Bitcoin Post-Quantum", &["pq", "tq", "pqrt"]),
    ("Bitcoin Private", &["btcp", "tbtcp", "regbtcp"]),
    ("Bitcore", &["btx", "tbtx"]),
    ("Bitsong", &["bitsong"]),
    ("BitZeny", &["bz", "tz", "rz"]),
    ("Blacknet", &["blacknet", "rblacknet"]),
    ("CertiK Chain", &["certik"]),
    ("Cosmos Hub", &["cosmos"]),
    ("CPUchain", &["cpu", "tcpu", "rcpu"]),
    ("CranePay", &["cp", "cpt", "cpr"]),
    ("Crypto.org Chain", &["cro", "tcro"]),
    ("Cyber", &["cyber"]),
    ("Decentr", &["decentr"]),
    ("Desmos", &["desmos"]),
    ("DigiByte", &["dgb", "dgbt", "dgbrt"]),
    ("e-Money", &["emoney"]),
    ("Evmos", &["evmos"]),
    ("fetch.ai", &["fetch"]),
    ("FujiCoin", &["fc", "tf", "fcrt"]),
    ("Gitopia", &["gitopia"]),
    ("Groestlcoin", &["grs", "tgrs", "grsrt"]),
    ("Handshake", &["hs", "ts", "rs"]),
    ("Injective", &["inj"]),
    ("IoTeX", &["io", "it"]),
    ("IRISnet", &["iris"]),
    ("Juno", &["juno"]),
    ("Kava", &["kava"]),
    ("KiChain", &["ki"]),
    ("Kira Network", &["kira"]),
    ("LatticeX", &["pla", "plt"]),
    ("Litecoin", &["ltc", "tltc", "rltc"]),
    ("Medibloc", &["panacea"]),
    ("Microtick", &["micro"]),
    ("Monacoin", &["mona", "tmona", "rmona"]),
    ("Moneta Coin", &["moneta"]),
    ("Myriad", &["my", "tm"]),
    ("Namecoin", &["nc", "tn", "ncrt"]),
    ("Oasis Network", &["oasis"]),
    ("OKExChain", &["ex"]),
    ("Omni", &["o", "to", "ocrt"]),
    ("Osmosis", &["osmo"]),
    ("Peercoin", &["xpc", "tpc"]),
    ("Persistence", &["persistence"]),
    ("PKT", &["pkt", "tpk"]),
    ("PlatON", &["lat", "lax"]),
    ("Provenance", &["pb", "tp"]),
    ("Quantum Resistant Ledger", &["qrl", "tqrl", "qrlrt"]),
    ("Ravencoin", &["rc", "tr", "rcrt"]),
    ("Regen", &["regen"]),
    ("Riecoin", &["ric", "tric", "rric"]),
    ("Secret Network", &["secret"]),
    ("Sentinel", &["sent"]),
    ("Sifchain", &["sif"]),
    ("Sommelier", &["somm"]),
    ("Stargaze", &["stars"]),
    ("Starname", &["star"]),
    ("Straightedge", &["str"]),
    ("Switcheo", &["swth"]),
    ("Sugarchain", &["sugar", "tugar", "rugar"]),
    ("Susucoin", &["susu", "tutu", "ruru"]),
    ("Syscoin", &["sys", "tsys", "scrt"]),
    ("Terra", &["terra"]),
    ("Tgrade", &["tgrade"]),
    ("Thorchain", &["thor"]),
    ("Unit-e", &["ue", "tue", "uert"]),
    ("Vertcoin", &["vtc", "tvtc"]),
    ("Viacoin", &["via", "tvia"]),
    ("VIPSTARCOIN", &["vips", "tvips"]),
    ("YeeCo", &["yee", "tyee"]),
    ("Zen Protocol", &["zen", "tzn"]),
    ("Zilliqa", &["zil", "tzil"]),
];

/// The only registered prefix that a chain may have: that of Bitcoin's regression test network,
/// whose coins are worthless. A chain with this prefix has addresses that Bitcoin's tools can read:
/// these tools read only Bitcoin's prefixes.
const ALLOWED: &str = "bcrt";

/// The currency whose addresses have this prefix. `None` if a chain may have the prefix.
pub fn currency_of(prefix: &str) -> Option<&'static str> {
    let mut currencies = REGISTERED.iter();
    let found = currencies.find(|(_, prefixes)| prefixes.contains(&prefix));
    found
        .filter(|_| prefix != ALLOWED)
        .map(|(currency, _)| *currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Prefix, PrefixError};

    #[test]
    fn registered_prefixes_are_rejected() {
        for (currency, prefix) in [
            ("Bitcoin", "bc"),
            ("Bitcoin", "tb"),
            ("Litecoin", "ltc"),
            ("Zilliqa", "zil"),
        ] {
            assert_eq!(Prefix::new(prefix), Err(PrefixError::Registered(currency)));
        }
        let prefixes = REGISTERED.iter().flat_map(|(_, prefixes)| *prefixes);
        for prefix in prefixes.filter(|prefix| **prefix != "bcrt") {
            let error = Prefix::new(prefix).unwrap_err();
            let is_short = prefix.len() < Prefix::MIN_LEN;
            let is_registered = matches!(error, PrefixError::Registered(_));
            assert!(is_short || is_registered, "{prefix}: {error}");
        }
        for free in ["bcrt", "tab", "bcd", "ltcx"] {
            assert_eq!(Prefix::new(free).unwrap().as_str(), free);
        }
    }
}
