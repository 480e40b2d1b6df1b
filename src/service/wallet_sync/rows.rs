//! The wallet's rows in the chain's store, from which the wallet is restored.

use chain::{Chain, StorageError, Store};
use primitives::sha256;
use wallet::{AccountPublic, Settings, Wallet};

/// The rows of one wallet.
#[derive(Debug)]
pub(super) struct Rows {
    /// The prefix of the rows' keys. Other wallets on the same chain have other prefixes.
    prefix: Vec<u8>,
}

impl Rows {
    /// The rows of an account's wallet.
    pub(super) fn of(account: &AccountPublic) -> Self {
        let prefix = [
            b"wallet/".as_slice(),
            &sha256(&account.to_bytes())[..8],
            b"/",
        ]
        .concat();
        Self { prefix }
    }

    /// Restores the wallet. If rows are damaged, all are deleted. The wallet then reads the chain
    /// from the beginning, and finds its payments again by its keys. Also returns whether rows were
    /// damaged.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn restore<S: Store>(
        &self,
        chain: &mut Chain<S>,
        account: AccountPublic,
        settings: Settings,
    ) -> Result<(Wallet, bool), StorageError<S::Error>> {
        let stored = chain.records(&self.prefix).map(|rows| {
            let rows = rows.into_iter();
            rows.map(|(key, value)| (key[self.prefix.len()..].to_vec(), value))
        });
        if let Ok(rows) = stored
            && let Ok(wallet) = Wallet::restore(account.clone(), settings, rows)
        {
            return Ok((wallet, false));
        }
        chain.clear_records(&self.prefix)?;
        Ok((Wallet::new(account, settings), true))
    }

    /// Deletes all rows.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) fn erase<S: Store>(
        &self,
        chain: &mut Chain<S>,
    ) -> Result<(), StorageError<S::Error>> {
        chain.clear_records(&self.prefix)
    }

    /// Passes the wallet's changed rows to the store.
    pub(super) fn store<S: Store>(&self, wallet: &mut Wallet, chain: &mut Chain<S>) {
        for (key, value) in wallet.take_changes() {
            let key = [self.prefix.as_slice(), &key].concat();
            chain.put_record(&key, value.as_deref());
        }
    }
}
