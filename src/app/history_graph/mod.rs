//! A coin history: the payments that a coin went through, as a picture and as text.

pub(crate) mod graph;
mod layers;
pub(crate) mod page;
mod steps;
mod summary;
mod walk;
