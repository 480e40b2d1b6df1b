//! The table of all methods.

use core::marker::PhantomData;

use chain::Store;

use super::blockchain::Blockchain;
use super::control::Control;
use super::help::{description, usage};
use super::mempool::Mempool;
use super::mining::Mining;
use super::network::Network;
use super::raw_transactions::RawTransactions;
use super::row::{Section, read};
use super::util::Util;
use super::waiting::Waiting;
use super::wallet::Wallet;
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Rpc<S>(PhantomData<S>);

/// The capacity of the list of methods. In a generic type, the type of a constant can't depend on
/// their number.
const ROOM: usize = 96;

impl<S: Store + 'static> Rpc<S> {
    /// All methods by group, in the order of their documentation.
    pub const SECTIONS: &'static [Section<S>] = &[
        Section {
            title: "Blockchain",
            methods: Blockchain::<S>::METHODS,
        },
        Section {
            title: "Waiting",
            methods: Waiting::<S>::METHODS,
        },
        Section {
            title: "Mempool",
            methods: Mempool::<S>::METHODS,
        },
        Section {
            title: "Control",
            methods: Self::CONTROL,
        },
        Section {
            title: "Mining",
            methods: Mining::<S>::METHODS,
        },
        Section {
            title: "Network",
            methods: Network::<S>::METHODS,
        },
        Section {
            title: "Rawtransactions",
            methods: RawTransactions::<S>::METHODS,
        },
        Section {
            title: "Util",
            methods: Util::<S>::METHODS,
        },
        Section {
            title: "Wallet",
            methods: Wallet::<S>::METHODS,
        },
    ];

    /// All methods, in the order of their documentation.
    pub const METHODS: &'static [Method<S>] = Self::JOINED.0.split_at(Self::JOINED.1).0;

    /// The methods of all sections, and their number.
    const JOINED: &'static ([Method<S>; ROOM], usize) = &joined::<S>(Self::SECTIONS);

    /// The group of `help`, which is defined here because it needs the whole table.
    const CONTROL: &'static [Method<S>] = &[
        read(
            "help",
            "Lists all methods, or describes one.",
            &[Param::optional(
                "command",
                ParamKind::Text,
                "The method to describe. Without it all are listed.",
            )],
            "The text.",
            help,
        ),
        Control::<S>::METHODS[0],
        Control::<S>::METHODS[1],
        Control::<S>::METHODS[2],
    ];
}

/// The methods of all sections in one list, and their number. The rest of the list has no meaning.
///
/// # Panics
///
/// While the program is compiled, if there are more than [`ROOM`] methods.
const fn joined<S: Store + 'static>(sections: &'static [Section<S>]) -> ([Method<S>; ROOM], usize) {
    let mut all = [sections[0].methods[0]; ROOM];
    let (mut count, mut section) = (0, 0);
    while section < sections.len() {
        let methods = sections[section].methods;
        let mut method = 0;
        while method < methods.len() {
            all[count] = methods[method];
            count += 1;
            method += 1;
        }
        section += 1;
    }
    (all, count)
}

/// The method with this name; `None` if there is none.
pub(super) fn find<S: Store + 'static>(name: &str) -> Option<&'static Method<S>> {
    Rpc::<S>::METHODS.iter().find(|method| method.name == name)
}

fn help<S: Store + 'static>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    if let Some(name) = call.args.maybe_text("command")? {
        // Bitcoin Core answers the same, without an error.
        let unknown = || format!("help: unknown command: {name}\n");
        let text = find::<S>(name).map_or_else(unknown, description);
        return Ok(Answer::Text(text));
    }
    let section = |section: &Section<S>| {
        let methods = section.methods.iter().map(|method| usage(method) + "\n");
        format!("== {} ==\n{}", section.title, methods.collect::<String>())
    };
    let sections: Vec<String> = Rpc::<S>::SECTIONS.iter().map(section).collect();
    Ok(Answer::Text(sections.join("\n")))
}
