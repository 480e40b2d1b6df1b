//! Drawings: charts, maps of areas, and pictures of keys, as SVG.
//!
//! The arithmetic is in functions without elements ([`scale`], [`squarify`], [`emblem`]). The parts
//! that render are functions that return `Html`. Every drawing says the same as text: a
//! [`chart`](chart::chart) has a description and can be read as a table.
//!
//! A page may not set the styles of single elements (its content security policy forbids that), so
//! a drawing states its colours by classes ([`kind`]).

pub(crate) mod chart;
pub(crate) mod emblem;
pub(crate) mod kind;
pub(crate) mod scale;
pub(crate) mod squarify;
