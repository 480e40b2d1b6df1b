//! The shared parts that the features are built of, one file each. None of them knows a feature.
//!
//! Parts with state, or that are expensive to render and rarely change, are components. The rest
//! are plain functions, each of which saves about 300 bytes of the page's download.

pub(crate) mod alert;
pub(crate) mod answered;
pub(crate) mod area;
pub(crate) mod choice;
pub(crate) mod copy_button;
pub(crate) mod dialog;
pub(crate) mod fact;
pub(crate) mod field;
pub(crate) mod heading;
pub(crate) mod icon;
pub(crate) mod links;
pub(crate) mod moment;
pub(crate) mod qr;
pub(crate) mod storage_note;
pub(crate) mod table;
