//! Stories about the device and the browser: stored data, several tabs, updates, and what the page
//! requests of the browser.

mod disks;
mod profiles;
mod promises;
mod storage;
mod tabs;
mod updates;
