//! Stories in which somebody has to wait for long: they are told in the nightly run.

mod silence;
