//! The values that must be equal in two wallets if one is restored from the rows of the other.

use super::{coins, pay, stranger};
use primitives::{BlockHash, Height, Lock, Transaction};
use wallet::{Balance, Entry, Failed, Spend, SpendError, Wallet};

/// The part of the wallet that a person sees.
#[derive(Debug, PartialEq)]
pub(crate) struct View {
    balance: Balance,
    history: Vec<Entry>,
    failed: Vec<Failed>,
    unconfirmed: Vec<Transaction>,
    synced: Option<(Height, BlockHash)>,
}

pub(crate) fn view(wallet: &Wallet, tip: Height) -> View {
    View {
        balance: wallet.balance(tip),
        history: wallet.history(tip, usize::MAX),
        failed: wallet.failed(tip),
        unconfirmed: wallet.unconfirmed(),
        synced: wallet.synced(),
    }
}

/// The addresses that the wallet gives out next.
pub(crate) fn locks(wallet: &Wallet) -> [Lock; 2] {
    [wallet.receive_lock(), wallet.reward_lock()]
}

/// The next payment to a stranger, with the key of its change.
pub(crate) fn next_payment(wallet: &Wallet, tip: Height) -> Result<Transaction, SpendError> {
    let payment = pay(&stranger(0), Spend::Exact(coins("0.01")));
    let draft = wallet.prepare(&payment, tip)?;
    Ok(draft.transaction)
}
