//! The page's use of the device: its theme, its list of installed programs, its notifications, and
//! the tab's title and badge.

pub(crate) mod activity;
pub(crate) mod auto_lock;
pub(crate) mod card;
pub(crate) mod install;
pub(crate) mod notifications;
mod theme;
