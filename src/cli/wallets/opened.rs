//! A wallet that is open on one chain, and follows a node's chain.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use chain::Spec;
use primitives::{BlockHash, Height, Lock, Transaction, Txid, address};
use service::to_json;
use wallet::{AccountPublic, Protection, Settings, Vault, Wallet, Words};

use super::explorer::{Explorer, PushError};
use super::folder::{WalletFolder, unopened};
use super::names::Names;
use super::rows::Rows;
use crate::chain_source;
use crate::clock;
use crate::failure::{Exit, Failure};
use crate::passphrase::PassphraseOptions;

/// The maximum number of unconfirmed transactions of others that are read to find payments to this
/// wallet. In a larger mempool, incoming payments are found once they are confirmed.
const MAX_MEMPOOL: usize = 2_000;
/// The number of blocks after which the rows are saved while the wallet catches up.
const SAVE_EVERY: u32 = 1_000;

/// A wallet that is open on one chain.
pub(crate) struct OpenWallet {
    folder: WalletFolder,
    chain: PathBuf,
    /// The number of the account.
    account: u32,
    vault: Vault,
    spec: Spec,
    rows: Rows,
    /// The wallet.
    pub(crate) wallet: Wallet,
    /// The address book and the labels.
    pub(crate) names: Names,
    /// The height up to which the wallet has read the node's chain; 0 if it has read none.
    pub(crate) tip: Height,
}

impl OpenWallet {
    /// Opens an account of the wallet on the chain that a link or a file names; if `chain` is
    /// `None`, on the only chain on which the wallet was used. The first opening of an account
    /// needs the passphrase, to derive its keys.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the argument or the file.
    pub(crate) fn open(
        folder: WalletFolder,
        chain: Option<&str>,
        number: u32,
        passphrase: &PassphraseOptions,
    ) -> Result<Self, Failure> {
        let vault = folder.vault()?;
        let spec = match chain {
            Some(chain) => chain_source::read(chain, "--chain")?.spec,
            None => only_chain(&folder)?,
        };
        let genesis = spec.genesis_hash();
        let chain = folder.chain(&genesis);
        let account = account(&folder, &chain, number, &vault, &spec, passphrase)?;
        let settings = Settings {
            genesis,
            maturity: spec.maturity,
        };
        let stored = fs::read(chain.join(file_of("rows", number))).ok();
        let rows = stored.and_then(|bytes| Rows::from_bytes(&bytes));
        let rows = rows.unwrap_or_default();
        let restored = Wallet::restore(account.clone(), settings, rows.pairs());
        let (wallet, rows) = match restored {
            Ok(wallet) => (wallet, rows),
            // The rows are made anew from the chain.
            Err(_) => (Wallet::new(account, settings), Rows::default()),
        };
        let tip = wallet
            .synced()
            .map_or(Height::GENESIS, |(height, _)| height);
        Ok(Self {
            names: read_names(&chain)?,
            folder,
            chain,
            account: number,
            vault,
            spec,
            rows,
            wallet,
            tip,
        })
    }

    /// The chain's settings.
    pub(crate) const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The genesis hash.
    pub(crate) fn genesis(&self) -> BlockHash {
        self.spec.genesis_hash()
    }

    /// The address of a lock; an empty text if the lock has none.
    pub(crate) fn address(&self, lock: &Lock) -> String {
        address::encode(&self.spec.prefix, lock).unwrap_or_default()
    }

    /// Opens the vault.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the passphrase is missing or wrong.
    pub(crate) fn words(&self, passphrase: &PassphraseOptions) -> Result<Words, Failure> {
        words(&self.vault, passphrase)
    }

    /// Reads the node's chain up to its tip, and the wallet's payments in the mempool. Calls
    /// `progress` for each block with its height and the height of the tip.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the node does not answer. The blocks read before are saved.
    pub(crate) fn follow(
        &mut self,
        node: &Explorer,
        mut progress: impl FnMut(u32, u32),
    ) -> Result<(), Failure> {
        let tip = node.tip_height()?;
        let followed = self.follow_blocks(node, tip, &mut progress);
        let followed = followed.and_then(|()| self.follow_mempool(node));
        self.save()?;
        followed
    }

    fn follow_blocks(
        &mut self,
        node: &Explorer,
        tip: u32,
        progress: &mut impl FnMut(u32, u32),
    ) -> Result<(), Failure> {
        self.go_back(node)?;
        loop {
            let next = match self.wallet.synced() {
                Some((height, _)) => height.next(),
                None => Height::GENESIS,
            };
            let Some(hash) = node.hash_at(next.value())? else {
                break;
            };
            let missing = || {
                let message = format!(
                    "the node has pruned block {}; a wallet needs a node with all blocks",
                    next.value()
                );
                Failure::of("--node", Exit::Node, message)
            };
            let block = node.block(&hash)?.ok_or_else(missing)?;
            if !self.wallet.connect(next, &block) {
                // The node's chain was reorganised since the last answer.
                self.go_back(node)?;
                continue;
            }
            progress(next.value(), tip.max(next.value()));
            if next.value() % SAVE_EVERY == 0 {
                self.save()?;
            }
        }
        self.tip = self
            .wallet
            .synced()
            .map_or(Height::GENESIS, |(height, _)| height);
        Ok(())
    }

    /// Disconnects the blocks that are not on the node's best chain any more.
    fn go_back(&mut self, node: &Explorer) -> Result<(), Failure> {
        while let Some((height, hash)) = self.wallet.synced() {
            if node.hash_at(height.value())? == Some(hash) {
                break;
            }
            let undone = match node.block(&hash)? {
                Some(block) => self.wallet.disconnect(height, &block),
                None => false,
            };
            if !undone {
                // The block's content is not available, so the chain is read from the beginning.
                self.wallet.forget();
            }
        }
        Ok(())
    }

    fn follow_mempool(&mut self, node: &Explorer) -> Result<(), Failure> {
        let now = clock::now().to_timestamp();
        let waiting: BTreeSet<Txid> = node.mempool()?.into_iter().collect();
        for transaction in self.wallet.unconfirmed() {
            let txid = transaction.txid();
            if waiting.contains(&txid) {
                self.wallet.pool_added(&transaction, now);
                continue;
            }
            match node.push(&transaction) {
                Ok(()) => self.wallet.pool_added(&transaction, now),
                Err(PushError::Refused(_)) => self.wallet.pool_removed(&txid),
                Err(error) => return Err(error.into()),
            }
        }
        let unconfirmed = self.wallet.kept().filter(|kept| kept.height.is_none());
        let unconfirmed: BTreeSet<Txid> = unconfirmed.map(|kept| kept.txid).collect();
        for txid in unconfirmed.difference(&waiting) {
            if !self.wallet.is_own(txid) {
                self.wallet.pool_removed(txid);
            }
        }
        let others: Vec<_> = waiting.difference(&unconfirmed).collect();
        if others.len() > MAX_MEMPOOL {
            return Ok(());
        }
        for txid in others {
            if let Some(transaction) = node.transaction(txid)? {
                self.wallet.pool_added(&transaction, now);
            }
        }
        Ok(())
    }

    /// Sends a signed transaction of this wallet to the node. It is saved first. So the wallet
    /// knows the payment even if the node gives no answer or this program ends, and sends the same
    /// transaction again when it is opened.
    ///
    /// # Errors
    ///
    /// [`Failure`]. It says whether the transaction may have been sent.
    pub(crate) fn send(
        &mut self,
        node: &Explorer,
        transaction: &Transaction,
    ) -> Result<(), Failure> {
        let txid = transaction.txid();
        let now = clock::now().to_timestamp();
        self.wallet.pool_added(transaction, now);
        self.save()?;
        match node.push(transaction) {
            Ok(()) => Ok(()),
            Err(PushError::Gone(failure)) => Err(Failure {
                message: format!(
                    "{}; the transaction {txid} may have been sent, and is sent again by the \
                     wallet's next command",
                    failure.message
                ),
                ..failure
            }),
            Err(error) => {
                self.wallet.pool_removed(&txid);
                self.save()?;
                Err(error.into())
            }
        }
    }

    /// Saves rows and names.
    ///
    /// # Errors
    ///
    /// [`Failure`] with the file's name.
    pub(crate) fn save(&mut self) -> Result<(), Failure> {
        let changes = self.wallet.take_changes();
        if !changes.is_empty() {
            self.rows.change(changes);
            let file = self.chain.join(file_of("rows", self.account));
            self.folder.write(&file, &self.rows.to_bytes())?;
        }
        let names = serde_json::to_vec_pretty(&self.names)
            .map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
        let file = self.chain.join("names.json");
        match fs::read(&file).is_ok_and(|old| old == names) {
            true => Ok(()),
            false => self.folder.write(&file, &names),
        }
    }
}

/// Opens a vault.
///
/// # Errors
///
/// [`Failure`] if the passphrase is missing or wrong.
pub(crate) fn words(vault: &Vault, passphrase: &PassphraseOptions) -> Result<Words, Failure> {
    let passphrase = match vault.protection() {
        Protection::None => None,
        Protection::Passphrase => Some(passphrase.read("Passphrase: ")?),
    };
    let passphrase = passphrase.as_ref().map(|text| text.as_str());
    vault.open(passphrase).map_err(|error| unopened(&error))
}

/// The spec of the only chain on which a wallet was used.
fn only_chain(folder: &WalletFolder) -> Result<Spec, Failure> {
    let known = folder.known_chains();
    match known.as_slice() {
        [file] => Ok(chain_source::read(&file.display().to_string(), "--chain")?.spec),
        [] => {
            let message = "the wallet knows no chain yet; name one by its link or settings file";
            Err(Failure::of("--chain", Exit::Usage, message))
        }
        _ => {
            let message = format!("the wallet knows {} chains: name one of them", known.len());
            Err(Failure::of("--chain", Exit::Usage, message))
        }
    }
}

/// The name of an account's file in the chain's folder: `name` for account 0, `name-N` for the
/// others.
fn file_of(name: &str, number: u32) -> String {
    match number {
        0 => name.to_owned(),
        number => format!("{name}-{number}"),
    }
}

/// The account's public keys on a chain. The first time they are derived, and kept with the chain's
/// settings.
fn account(
    folder: &WalletFolder,
    chain: &std::path::Path,
    number: u32,
    vault: &Vault,
    spec: &Spec,
    passphrase: &PassphraseOptions,
) -> Result<AccountPublic, Failure> {
    let file = chain.join(file_of("account", number));
    let stored = fs::read(&file).ok();
    let stored = stored.and_then(|bytes| AccountPublic::from_bytes(&bytes).ok());
    // The vault's file is never replaced, so a stored account is that of its words. Only account 0
    // can be compared with the vault.
    let identity = (number == 0).then(|| vault.identity());
    if let Some(account) = stored.filter(|account| account.identity() == identity) {
        return Ok(account);
    }
    let seed = words(vault, passphrase)?.seed();
    let account = seed.account_number(&spec.genesis_hash(), number).public();
    folder.write(&chain.join("settings.json"), to_json(spec).as_bytes())?;
    folder.write(&file, &account.to_bytes())?;
    Ok(account)
}

fn read_names(chain: &std::path::Path) -> Result<Names, Failure> {
    let file = chain.join("names.json");
    let unreadable = |error: &dyn Display| {
        let message = format!("{}: {error}", file.display());
        Failure::of("--wallet", Exit::Data, message)
    };
    match fs::read(&file) {
        // Names are typed by hand, so a damaged file is never replaced.
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(&error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Names::default()),
        // The next save would otherwise replace a file that is only unreadable now.
        Err(error) => Err(unreadable(&error)),
    }
}
