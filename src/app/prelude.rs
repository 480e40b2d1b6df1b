//! What every component needs: Yew's own prelude, with our [`html!`](html::html) in the place of Yew's.

pub(crate) use crate::template::class;
pub(crate) use ::html::html;
pub(crate) use yew::prelude::*;
