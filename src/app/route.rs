//! The part of the address after the `#`: the page that is shown, or an invitation to a chain.

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// The chains that this profile knows, and how to start or join one.
    Chains,
    /// The miner.
    #[default]
    Mine,
    /// The wallet.
    Wallet,
    /// The newest blocks.
    Blocks,
    /// One block, by hash.
    Block(String),
    /// One transaction, by txid.
    Transaction(String),
    /// One address.
    Address(String),
    /// The coin history of a transaction, by txid, or of one of its outputs.
    Origin(String, Option<u32>),
    /// Peers, relays and the invitation.
    Network,
    /// Stamps, and the verification of proofs.
    Proofs,
    /// The same page with a receipt to verify: the text after `receipt=`.
    Receipt(String),
}

/// What the address bar names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A page.
    Page(Route),
    /// An invitation link to a chain: the whole text after the `#`.
    Invitation(String),
}

impl Place {
    /// Parses `location.hash`, with or without its `#`. Unknown text leads to the first page, so
    /// that an old or mistyped link never shows an empty page.
    pub(crate) fn parse(hash: &str) -> Self {
        let text = hash.strip_prefix('#').unwrap_or(hash);
        if text.starts_with("chain=") {
            return Self::Invitation(text.to_owned());
        }
        if let Some(receipt) = text.strip_prefix("receipt=") {
            return Self::Page(Route::Receipt(receipt.to_owned()));
        }
        let mut parts = text.trim_matches('/').split('/');
        let route = match (parts.next(), parts.next(), parts.next()) {
            (Some("blocks"), Some("origin"), Some(txid)) => {
                let output = parts.next().and_then(|index| index.parse().ok());
                Route::Origin(txid.to_owned(), output)
            }
            (Some("chains"), None, _) => Route::Chains,
            (Some("wallet"), None, _) => Route::Wallet,
            (Some("network"), None, _) => Route::Network,
            (Some("proofs"), None, _) => Route::Proofs,
            (Some("blocks"), Some("block"), Some(hash)) => Route::Block(hash.to_owned()),
            (Some("blocks"), Some("tx"), Some(txid)) => Route::Transaction(txid.to_owned()),
            (Some("blocks"), Some("address"), Some(address)) => Route::Address(address.to_owned()),
            (Some("blocks"), _, _) => Route::Blocks,
            _ => Route::Mine,
        };
        Self::Page(route)
    }
}

impl Route {
    /// The link to this page.
    pub(crate) fn href(&self) -> String {
        match self {
            Self::Chains => "#/chains".to_owned(),
            Self::Mine => "#/mine".to_owned(),
            Self::Wallet => "#/wallet".to_owned(),
            Self::Blocks => "#/blocks".to_owned(),
            Self::Block(hash) => format!("#/blocks/block/{hash}"),
            Self::Transaction(txid) => format!("#/blocks/tx/{txid}"),
            Self::Address(address) => format!("#/blocks/address/{address}"),
            Self::Origin(txid, None) => format!("#/blocks/origin/{txid}"),
            Self::Origin(txid, Some(index)) => format!("#/blocks/origin/{txid}/{index}"),
            Self::Network => "#/network".to_owned(),
            Self::Proofs => "#/proofs".to_owned(),
            Self::Receipt(text) => format!("#receipt={text}"),
        }
    }

    /// The page of the main navigation that this page belongs to.
    pub(crate) fn section(&self) -> Self {
        match self {
            Self::Block(_) | Self::Transaction(_) | Self::Address(_) | Self::Origin(..) => {
                Self::Blocks
            }
            Self::Receipt(_) => Self::Proofs,
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_link() {
        for route in [
            Route::Chains,
            Route::Mine,
            Route::Wallet,
            Route::Blocks,
            Route::Block("00ff".into()),
            Route::Transaction("aa".into()),
            Route::Address("tab1q".into()),
            Route::Origin("aa".into(), None),
            Route::Origin("aa".into(), Some(1)),
            Route::Network,
            Route::Proofs,
            Route::Receipt("AQID-x_".into()),
        ] {
            assert_eq!(Place::parse(&route.href()), Place::Page(route));
        }
    }

    #[test]
    fn an_invitation_is_kept_whole() {
        assert_eq!(
            Place::parse("#chain=AQID/x"),
            Place::Invitation("chain=AQID/x".into())
        );
    }

    #[test]
    fn unknown_text_leads_to_a_page() {
        for text in ["", "#", "#/", "#/nothing", "#nonsense", "#/wallet/x"] {
            assert_eq!(Place::parse(text), Place::Page(Route::Mine), "{text}");
        }
        assert_eq!(Place::parse("#/blocks/tx"), Place::Page(Route::Blocks));
    }
}
