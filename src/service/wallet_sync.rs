//! The synchronization of the wallet with the chain. The wallet reads each block when the block is
//! connected, and later the blocks that it missed.

pub(crate) mod accounts;
mod pruned_blocks;
mod rows;

use api::{Notice, StorageReason};
use chain::{Chain, StorageError, Store};
use primitives::{Block, BlockHash, Height};
use wallet::{AccountPublic, Kind, Settings, Wallet};

use self::pruned_blocks::{look_ahead, lost_coins, remains};
use self::rows::Rows;

/// The maximum number of blocks that the wallet reads in one step: a few milliseconds of work.
const STEP: usize = 32;

/// The state of the synchronization, in addition to the wallet and the chain.
#[derive(Debug)]
pub(crate) struct WalletSync {
    rows: Rows,
    /// The pruned height at the time when the wallet's used keys were last looked up.
    looked_up_to: Option<Height>,
}

/// The result of a step of reading blocks.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// Whether there may be more blocks to read.
    pub(crate) more: bool,
    /// The notices to the person about these blocks.
    pub(crate) notices: Vec<Notice>,
}

impl WalletSync {
    /// Restores an account's wallet on a chain. Also returns whether its stored rows were damaged.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn open<S: Store>(
        chain: &mut Chain<S>,
        account: AccountPublic,
    ) -> Result<(Self, Wallet, bool), StorageError<S::Error>> {
        let settings = Settings {
            genesis: chain.genesis(),
            maturity: chain.spec().maturity,
        };
        let rows = Rows::of(&account);
        let (wallet, is_damaged) = rows.restore(chain, account, settings)?;
        let sync = Self {
            rows,
            looked_up_to: None,
        };
        Ok((sync, wallet, is_damaged))
    }

    /// Passes the wallet's changed rows to the store, which writes them with the next flush.
    pub(crate) fn store<S: Store>(&self, wallet: &mut Wallet, chain: &mut Chain<S>) {
        self.rows.store(wallet, chain);
    }

    /// Deletes the wallet's rows in the store.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn erase<S: Store>(
        &self,
        chain: &mut Chain<S>,
    ) -> Result<(), StorageError<S::Error>> {
        self.rows.erase(chain)
    }

    /// Reads the next blocks that the wallet has not seen.
    pub(crate) fn follow<S: Store>(&mut self, wallet: &mut Wallet, chain: &Chain<S>) -> Followed {
        let mut notices = Vec::new();
        let mut more = true;
        let mut left = STEP;
        while more && left > 0 {
            left -= 1;
            more = self
                .follow_one(wallet, chain, &mut notices)
                .unwrap_or_else(|error| {
                    let error = error.to_string();
                    notices.push(Notice::Trouble {
                        reason: StorageReason::WalletUnread { error }.into(),
                    });
                    false
                });
        }
        Followed { more, notices }
    }

    /// Moves the wallet by one block, forwards or back. Returns false if the wallet is at the tip,
    /// or if the next block is not available.
    fn follow_one<S: Store>(
        &mut self,
        wallet: &mut Wallet,
        chain: &Chain<S>,
        notices: &mut Vec<Notice>,
    ) -> Result<bool, StorageError<S::Error>> {
        let next = match wallet.synced() {
            Some((height, hash)) if chain.hash_at(height) == Some(hash) => height.next(),
            Some((height, hash)) => {
                go_back(wallet, chain, height, &hash)?;
                return Ok(true);
            }
            None => Height::GENESIS,
        };
        let Some(hash) = chain.hash_at(next) else {
            return Ok(false);
        };
        if let Some(block) = chain.block(&hash)? {
            notices.extend(read(wallet, next, &block));
            return Ok(true);
        }
        let Some(pruned) = chain.pruned_block(&hash)? else {
            return Ok(false);
        };
        let end = chain.pruned_height();
        if self.looked_up_to != end {
            look_ahead(wallet, chain)?;
            self.looked_up_to = end;
        }
        notices.extend(read(wallet, next, &remains(&pruned)));
        if end == Some(next) {
            for at in lost_coins(wallet, chain, next)? {
                wallet.lose(at);
            }
            let height = next.value();
            notices.push(Notice::Trouble {
                reason: StorageReason::HistoryGaps { height }.into(),
            });
        }
        Ok(true)
    }
}

/// Passes a connected block to the wallet, if it is the wallet's next one. Returns the notices to
/// the person about it.
pub(crate) fn block_connected(wallet: &mut Wallet, height: Height, block: &Block) -> Vec<Notice> {
    let before = height.checked_sub(1);
    let is_next = match wallet.synced() {
        Some((synced, hash)) => Some(synced) == before && hash == block.header.previous,
        None => before.is_none(),
    };
    match is_next {
        true => read(wallet, height, block),
        false => Vec::new(),
    }
}

/// Takes a disconnected block back from the wallet, if the block is the last one that the wallet
/// read.
pub(crate) fn block_disconnected(wallet: &mut Wallet, height: Height, block: &Block) {
    if wallet.synced() == Some((height, block.hash())) {
        wallet.disconnect(height, block);
    }
}

/// Disconnects the wallet's last block, which is not on the best chain. If the block's content is
/// lost, the wallet reads the chain from the beginning.
fn go_back<S: Store>(
    wallet: &mut Wallet,
    chain: &Chain<S>,
    height: Height,
    hash: &BlockHash,
) -> Result<(), StorageError<S::Error>> {
    let undone = match chain.block(hash)? {
        Some(block) => wallet.disconnect(height, &block),
        None => false,
    };
    if !undone {
        wallet.forget();
    }
    Ok(())
}

/// Passes the wallet the block after the last one that it read. Returns notices of the unconfirmed
/// payments that the block confirms.
fn read(wallet: &mut Wallet, height: Height, block: &Block) -> Vec<Notice> {
    let transactions = block.transactions.iter().skip(1);
    let known = transactions.filter_map(|transaction| wallet.entry(&transaction.txid(), height));
    let confirmed = known
        .filter(|entry| entry.height.is_none())
        .map(|entry| match entry.kind {
            Kind::Data => Notice::DataConfirmed,
            kind => Notice::PaymentConfirmed {
                amount: entry.amount,
                received: kind == Kind::Received,
            },
        })
        .collect();
    wallet.connect(height, block);
    confirmed
}
