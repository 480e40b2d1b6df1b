//! The safety of a wallet: its backup, and when it locks itself.

mod auto_lock;
mod backups;
