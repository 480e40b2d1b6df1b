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
    /// Payment requests of this wallet.
    Requests,
    /// The names that the person gave to addresses.
    Contacts,
    /// The whole history of the wallet.
    Activity,
    /// The camera that reads QR codes.
    Scan,
    /// The wallet's coins one by one.
    Coins,
    /// Signed messages.
    Messages,
    /// The accounts of the wallet, and watched ones.
    Accounts,
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
    /// The chain and its people, for a large screen that many people look at.
    Board,
    /// The methods of the tab's API, typed by hand.
    Console,
    /// Stamps, and the verification of proofs.
    Proofs,
    /// The same page with a receipt to verify: the text after `receipt=`.
    Receipt(String),
}

/// The target of the address bar.
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
        Self::Page(Route::parse(text).unwrap_or_default())
    }
}

/// Declares an enum with a name in links for each variant. One list serves writing and parsing, and
/// code that matches on the enum has an arm for every variant. So the link to a page always leads
/// to that page.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident: $($name:ident = $text:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        enum $kind {
            $($name,)*
        }

        impl $kind {
            fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$name),)*
                    _ => None,
                }
            }

            const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

names! {
    /// The first part of a link: a page, or the page above it.
    Section:
    Chains = "chains",
    Mine = "mine",
    Wallet = "wallet",
    Requests = "requests",
    Contacts = "contacts",
    Activity = "activity",
    Scan = "scan",
    Coins = "coins",
    Messages = "messages",
    Accounts = "accounts",
    Blocks = "blocks",
    Network = "network",
    Board = "board",
    Console = "console",
    Proofs = "proofs",
}

names! {
    /// The subject of a page below [`Section::Blocks`].
    Detail:
    Block = "block",
    Transaction = "tx",
    Address = "address",
    Origin = "origin",
}

impl Route {
    /// Parses the path of a link to a page; `None` if no page has it.
    fn parse(path: &str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/');
        let section = Section::parse(parts.next()?)?;
        let route = match section {
            Section::Blocks => return Some(Self::parse_detail(parts).unwrap_or(Self::Blocks)),
            Section::Chains => Self::Chains,
            Section::Mine => Self::Mine,
            Section::Wallet => Self::Wallet,
            Section::Requests => Self::Requests,
            Section::Contacts => Self::Contacts,
            Section::Activity => Self::Activity,
            Section::Scan => Self::Scan,
            Section::Coins => Self::Coins,
            Section::Messages => Self::Messages,
            Section::Accounts => Self::Accounts,
            Section::Network => Self::Network,
            Section::Board => Self::Board,
            Section::Console => Self::Console,
            Section::Proofs => Self::Proofs,
        };
        parts.next().is_none().then_some(route)
    }

    fn parse_detail<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let detail = Detail::parse(parts.next()?)?;
        let name = parts.next()?.to_owned();
        Some(match detail {
            Detail::Block => Self::Block(name),
            Detail::Transaction => Self::Transaction(name),
            Detail::Address => Self::Address(name),
            Detail::Origin => {
                let output = parts.next().and_then(|index| index.parse().ok());
                Self::Origin(name, output)
            }
        })
    }

    /// The link to this page.
    pub(crate) fn href(&self) -> String {
        let page = |section: Section| format!("#/{}", section.text());
        let below = |detail: Detail, name: &str| {
            let (blocks, detail) = (Section::Blocks.text(), detail.text());
            format!("#/{blocks}/{detail}/{name}")
        };
        match self {
            Self::Chains => page(Section::Chains),
            Self::Mine => page(Section::Mine),
            Self::Wallet => page(Section::Wallet),
            Self::Requests => page(Section::Requests),
            Self::Contacts => page(Section::Contacts),
            Self::Activity => page(Section::Activity),
            Self::Scan => page(Section::Scan),
            Self::Coins => page(Section::Coins),
            Self::Messages => page(Section::Messages),
            Self::Accounts => page(Section::Accounts),
            Self::Blocks => page(Section::Blocks),
            Self::Block(hash) => below(Detail::Block, hash),
            Self::Transaction(txid) => below(Detail::Transaction, txid),
            Self::Address(address) => below(Detail::Address, address),
            Self::Origin(txid, None) => below(Detail::Origin, txid),
            Self::Origin(txid, Some(index)) => format!("{}/{index}", below(Detail::Origin, txid)),
            Self::Network => page(Section::Network),
            Self::Board => page(Section::Board),
            Self::Console => page(Section::Console),
            Self::Proofs => page(Section::Proofs),
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
            Self::Console | Self::Board => Self::Network,
            Self::Requests
            | Self::Contacts
            | Self::Activity
            | Self::Scan
            | Self::Coins
            | Self::Messages
            | Self::Accounts => Self::Wallet,
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
            Route::Requests,
            Route::Contacts,
            Route::Activity,
            Route::Scan,
            Route::Coins,
            Route::Messages,
            Route::Accounts,
            Route::Blocks,
            Route::Block("00ff".into()),
            Route::Transaction("aa".into()),
            Route::Address("tab1q".into()),
            Route::Origin("aa".into(), None),
            Route::Origin("aa".into(), Some(1)),
            Route::Network,
            Route::Board,
            Route::Console,
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
