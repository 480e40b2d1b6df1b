//! The wallet's rows in the chain's store, from which the wallet is restored.

use chain::{Chain, StorageError, Store};
use primitives::sha256;
use wallet::{AccountPublic, Settings, Wallet};

/// The rows of one wallet.
#[derive(Debug)]
pub(super) struct Rows {
    /// The prefix of their keys, since other wallets on the same chain have their own rows.
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

    /// Restores the wallet. Damaged rows are deleted and the wallet starts anew: all that it knows
    /// of blocks follows from the chain and its keys. Returns whether they were damaged.
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

    /// Passes the wallet's changed rows to the store.
    pub(super) fn store<S: Store>(&self, wallet: &mut Wallet, chain: &mut Chain<S>) {
        for (key, value) in wallet.take_changes() {
            let key = [self.prefix.as_slice(), &key].concat();
            chain.put_record(&key, value.as_deref());
        }
    }
}
