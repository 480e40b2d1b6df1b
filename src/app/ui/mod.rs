//! The shared parts that the features are built of, one file each. None of them knows a feature.
//!
//! # Component or function
//!
//! A part is a component (`#[component]`, written as an element) if it
//! - uses a hook,
//! - takes children or properties with defaults, as [`field::Field`] does, or
//! - costs much to render and gets the same properties at most renderings of its parent: a
//!   component renders again only when its state, its context or its properties have changed.
//!
//! Every other part is a plain function that takes the content and returns `Html`, as
//! [`fact::fact`] and [`table::table`] do. It renders with its parent, as if the parent contained
//! its elements.
//!
//! Properties derive `PartialEq`, and the comparison covers everything that the part renders. Large
//! values are shared, so that the comparison is cheap ([`crate::identity`]).

pub(crate) mod address;
pub(crate) mod alert;
pub(crate) mod answered;
pub(crate) mod area;
pub(crate) mod choice;
pub(crate) mod copy_button;
pub(crate) mod dialog;
pub(crate) mod drawing;
pub(crate) mod fact;
pub(crate) mod field;
pub(crate) mod file_field;
pub(crate) mod focus;
pub(crate) mod form;
pub(crate) mod heading;
pub(crate) mod icon;
pub(crate) mod links;
pub(crate) mod moment;
pub(crate) mod qr;
pub(crate) mod storage_note;
pub(crate) mod table;
