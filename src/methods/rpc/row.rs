//! Rows of the table of methods.

use chain::Store;

use crate::{Access, Answer, Call, Failure, Method, Param, Verb};

/// The function of a method.
pub(super) type Run<S> = fn(&mut Call<'_, S>) -> Result<Answer, Failure>;

/// The methods of one group, as `help` lists them.
pub struct Section<S: Store + 'static> {
    /// The name of the group.
    pub title: &'static str,
    /// Its methods, by name.
    pub methods: &'static [Method<S>],
}

const fn row<S: Store>(
    access: Access,
    name: &'static str,
    about: &'static str,
    params: &'static [Param],
    answer: &'static str,
    run: Run<S>,
) -> Method<S> {
    Method {
        verb: Verb::Post,
        name,
        about,
        params,
        answer,
        access,
        run,
    }
}

/// A method that every caller with [`Access::Read`] may use.
pub(super) const fn read<S: Store>(
    name: &'static str,
    about: &'static str,
    params: &'static [Param],
    answer: &'static str,
    run: Run<S>,
) -> Method<S> {
    row(Access::Read, name, about, params, answer, run)
}

/// A method that changes the node.
pub(super) const fn control<S: Store>(
    name: &'static str,
    about: &'static str,
    params: &'static [Param],
    answer: &'static str,
    run: Run<S>,
) -> Method<S> {
    row(Access::Control, name, about, params, answer, run)
}

/// A method of the node's own wallet.
pub(super) const fn wallet<S: Store>(
    name: &'static str,
    about: &'static str,
    params: &'static [Param],
    answer: &'static str,
    run: Run<S>,
) -> Method<S> {
    row(Access::Wallet, name, about, params, answer, run)
}
