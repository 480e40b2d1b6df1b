//! Stories about the device and the browser: stored data, several tabs, updates, and what the
//! browser is asked for.

mod disks;
mod profiles;
mod promises;
mod storage;
mod tabs;
mod updates;
