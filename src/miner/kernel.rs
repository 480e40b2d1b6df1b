//! Kernels: the computation of hashes, by an engine that fits the machine or by the `sha2` crate.

use core::fmt;
use core::ops::Range;

use hex_literal::hex;
use primitives::{CompactTarget, Decode, Header};

use crate::assembler::Shape;
use crate::row::{HeaderRows, ROW_NONCES, ROW_WORDS, Row, Tail, table};

/// A search made for one kind of machine: the module of a [`Shape`] in a WebAssembly runtime, or
/// the instructions of a native processor. It excludes most nonces of a row.
pub trait Engine {
    /// Takes the words of a row's nonces. There are 1,000 nonces, in groups of the engine's number
    /// of lanes. A group has the nonces, in the byte order of SHA-256's words, and then for each of
    /// the rounds 16 to 63 of a header's second block the sums of schedule word and constant.
    fn set_table(&mut self, words: &[u32]);

    /// Takes the words that all nonces of a row share: the midstate, the state after the rounds 0
    /// to 3 of the second block without the nonce (which is to be added to a and e), and the bits
    /// that are zero in the last word of every hash that meets the target or comes near it.
    fn set_row(&mut self, words: &[u32; ROW_WORDS]);

    /// The first of these groups with a nonce whose hash has zeros in the bits that
    /// [`set_row`](Self::set_row) named; `groups.end` if there is none.
    fn scan(&mut self, groups: Range<u32>) -> u32;
}

/// Finds the nonces of a row that must be hashed in full.
#[derive(Debug, Default)]
pub struct Kernel(Option<Tabled>);

/// An engine, and the table in its memory.
struct Tabled {
    /// Nonces in a group.
    lanes: u32,
    engine: Box<dyn Engine>,
    /// The tail and the first nonce of the row whose table is in the engine's memory. `None` if
    /// there is no table.
    table: Option<(Tail, u32)>,
}

/// The engine does not find a nonce that is known to be a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine does not find the nonce of Bitcoin's genesis block")]
pub struct WrongEngine;

impl Kernel {
    /// The kernel that runs everywhere. It makes every nonce a candidate, and `sha2` hashes two
    /// blocks for each: 8.9 MH/s if a native processor has SHA instructions, compared with 1.8 for
    /// a portable loop with four lanes and 6.1 without a midstate.
    pub fn portable() -> Self {
        Self(None)
    }

    /// The kernel generated for a shape, run by an engine that has loaded the module.
    ///
    /// # Errors
    /// As for [`with_engine`](Self::with_engine).
    pub fn generated(shape: Shape, engine: Box<dyn Engine>) -> Result<Self, WrongEngine> {
        Self::with_engine(shape.lanes(), engine)
    }

    /// The kernel that an engine runs, with `lanes` nonces in a group, a divisor of 1,000.
    ///
    /// # Errors
    /// If the engine does not find the nonce of Bitcoin's genesis block: such an engine might never
    /// find anything.
    pub fn with_engine(lanes: u32, engine: Box<dyn Engine>) -> Result<Self, WrongEngine> {
        let table = None;
        let mut kernel = Self(Some(Tabled {
            lanes,
            engine,
            table,
        }));
        let header = Header::from_bytes(&GENESIS).map_err(|_| WrongEngine)?;
        let target = CompactTarget::to_target(header.bits).map_err(|_| WrongEngine)?;
        let rows = HeaderRows::new(&header, &target);
        let row = rows.row(header.version, header.nonce - header.nonce % ROW_NONCES);
        let index = header.nonce % ROW_NONCES;
        let group = index - index % lanes;
        // Starts at the group before, which contains no solution.
        match kernel.next_candidate(&row, group - lanes..ROW_NONCES) {
            Some(found) if found == group => Ok(kernel),
            _ => Err(WrongEngine),
        }
    }

    /// The first of these indices in a row whose nonce may meet the target. No earlier one does.
    /// `None` if there is none.
    pub(crate) fn next_candidate(&mut self, row: &Row, indices: Range<u32>) -> Option<u32> {
        let first = match &mut self.0 {
            None => indices.start,
            Some(_) if indices.is_empty() => return None,
            Some(tabled) => tabled.next_candidate(row, &indices),
        };
        indices.contains(&first).then_some(first)
    }
}

impl Tabled {
    fn next_candidate(&mut self, row: &Row, indices: &Range<u32>) -> u32 {
        let lanes = self.lanes;
        let needed = (row.tail, row.first);
        if self.table != Some(needed) {
            let table = table(row.tail, row.first, lanes);
            self.engine.set_table(&table);
            self.table = Some(needed);
        }
        self.engine.set_row(&row.words());
        let groups = indices.start / lanes..indices.end.div_ceil(lanes);
        let group = self.engine.scan(groups);
        indices.start.max(group.saturating_mul(lanes))
    }
}

impl fmt::Debug for Tabled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lanes, table, .. } = self;
        let mut f = f.debug_struct("Tabled");
        f.field("lanes", lanes).field("table", table);
        f.finish_non_exhaustive()
    }
}

/// The header of Bitcoin's genesis block.
pub(crate) const GENESIS: [u8; 80] = hex!(
    "01000000 0000000000000000000000000000000000000000000000000000000000000000"
    "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49 ffff001d 1dac2b7c"
);

#[cfg(test)]
mod tests {
    use core::cell::RefCell;

    use primitives::{BlockHash, MerkleNode, Target, Timestamp};
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::search::{Hit, Outcome, Search};

    /// Runs modules in an interpreter.
    struct Interpreter {
        store: wasmi::Store<()>,
        memory: wasmi::Memory,
        scan: wasmi::TypedFunc<(u32, u32), u32>,
    }

    impl Interpreter {
        fn new(module: &[u8]) -> Self {
            let engine = wasmi::Engine::default();
            let module = wasmi::Module::new(&engine, module).unwrap();
            let mut store = wasmi::Store::new(&engine, ());
            let linker = wasmi::Linker::new(&engine);
            let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
            let memory = instance.get_memory(&store, Shape::MEMORY).unwrap();
            let scan = instance.get_typed_func(&store, Shape::FUNCTION).unwrap();
            Self {
                store,
                memory,
                scan,
            }
        }
    }

    impl Interpreter {
        fn write(&mut self, address: u32, words: &[u32]) {
            let bytes: Vec<_> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            let memory = &self.memory;
            memory
                .write(&mut self.store, address as usize, &bytes)
                .unwrap();
        }
    }

    impl Engine for Interpreter {
        fn set_table(&mut self, words: &[u32]) {
            self.write(Shape::TABLE_AT, words);
        }

        fn set_row(&mut self, words: &[u32; ROW_WORDS]) {
            self.write(Shape::ROW_AT, words);
        }

        fn scan(&mut self, groups: Range<u32>) -> u32 {
            let both = (groups.start, groups.end);
            self.scan.call(&mut self.store, both).unwrap()
        }
    }

    /// All kernels.
    fn kernels() -> Vec<Kernel> {
        let generated = Shape::ALL.map(|shape| {
            let engine = Interpreter::new(&shape.module());
            Kernel::generated(shape, Box::new(engine)).unwrap()
        });
        let mut kernels = vec![Kernel::portable()];
        kernels.extend(generated);
        kernels
    }

    /// The expected result of a search, computed by hashing whole headers.
    fn plain(header: &Header, target: &Target, headers: Range<u64>) -> Outcome {
        let mut lowest: Option<[u8; 32]> = None;
        // A hash may lack eight of the zero bits that the target demands, but has at least 16 if
        // the target demands as many.
        let demanded = target.value().leading_zeros().min(32);
        let near = demanded.min(demanded.saturating_sub(8).max(16));
        for (tried, number) in (1..).zip(headers.clone()) {
            let rolled = header_of(header, number);
            let mut hash = rolled.hash().to_bytes();
            hash.reverse();
            if ethnum::U256::from_be_bytes(hash).leading_zeros() >= near {
                lowest = Some(lowest.map_or(hash, |lowest| lowest.min(hash)));
            }
            if target.is_met_by(&rolled.hash()) {
                let hit = Hit {
                    version: rolled.version,
                    nonce: rolled.nonce,
                };
                return Outcome {
                    hit: Some(hit),
                    hashes: tried,
                    lowest,
                };
            }
        }
        Outcome {
            hit: None,
            hashes: headers.end - headers.start,
            lowest,
        }
    }

    /// The header with this number in the order of a search.
    fn header_of(header: &Header, number: u64) -> Header {
        let (row, rows) = (1_000, 1_000 << 16);
        let first = number / rows * row;
        let len = row.min((1 << 32) - first);
        let roll = i32::try_from(number % rows / len).unwrap();
        Header {
            version: header.version ^ (roll << 13),
            nonce: u32::try_from(first + number % rows % len).unwrap(),
            ..*header
        }
    }

    fn any_header() -> impl Strategy<Value = Header> {
        let bits = prop_oneof![
            Just(0x207f_ffff_u32), // every second hash
            Just(0x200f_ffff),     // one in 16
            Just(0x2000_ffff),     // one in 256
            Just(0x1f0f_ffff),
            Just(0x2000_0001),
            Just(0x1d00_ffff), // one in 2^32: Bitcoin's easiest
        ];
        let root = any::<[u8; 32]>();
        (any::<i32>(), any::<[u8; 32]>(), root, any::<u32>(), bits).prop_map(
            |(version, previous, root, time, bits)| Header {
                version,
                previous: BlockHash::from_bytes(previous),
                merkle_root: MerkleNode::from_bytes(root),
                time: Timestamp(time),
                bits: CompactTarget::from_bits(bits),
                nonce: 0,
                seal: None,
            },
        )
    }

    /// Starts of ranges: any, and around all boundaries of the order.
    fn any_start() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            0..Search::HEADERS,
            900..1_100_u64,                               // the next version
            (1_000 << 16) - 300..(1_000 << 16) + 300_u64, // the next row, and the first version again
            (4_294_967_000_u64 << 16) - 300..(4_294_967_000_u64 << 16) + 600, // the short last row
            Search::HEADERS - 700..Search::HEADERS,
        ]
    }

    #[test]
    fn every_kernel_finds_bitcoins_genesis_nonce() {
        let header = Header::from_bytes(&GENESIS).unwrap();
        let target = header.bits.to_target().unwrap();
        let search = Search::new(&header, &target);
        // The first version in the row of nonce 2,083,236,000.
        let number = (2_083_236_000_u64 << 16) + 893;
        assert_eq!(Search::number(header.nonce), number);
        for mut kernel in kernels() {
            let outcome = search.run(&mut kernel, number - 40..number + 47);
            let hit = Hit {
                version: 1,
                nonce: 2_083_236_893,
            };
            assert_eq!(outcome.hit, Some(hit), "{kernel:?}");
            assert_eq!(outcome.hashes, 41, "{kernel:?}");
            let none = search.run(&mut kernel, number + 1..number + 47);
            assert_eq!((none.hit, none.hashes), (None, 46), "{kernel:?}");
        }
    }

    #[test]
    fn an_engine_that_finds_nothing_is_rejected() {
        struct Blind;
        impl Engine for Blind {
            fn set_table(&mut self, _: &[u32]) {}
            fn set_row(&mut self, _: &[u32; ROW_WORDS]) {}
            fn scan(&mut self, groups: Range<u32>) -> u32 {
                groups.end
            }
        }
        let result = Kernel::generated(Shape::FIVE, Box::new(Blind));
        assert_eq!(result.unwrap_err(), WrongEngine);
    }

    /// The cases share one set of kernels, so that each kernel is used for many searches, as in a
    /// miner.
    #[test]
    fn all_kernels_find_the_same_as_hashing_whole_headers() {
        let kernels = RefCell::new(kernels());
        let cases = (any_header(), any_start(), 0..60_u64);
        // The interpreter takes a millisecond for each group of nonces.
        let config = ProptestConfig {
            cases: 96,
            ..ProptestConfig::with_source_file(file!())
        };
        let mut runner = TestRunner::new(config);
        let result = runner.run(&cases, |(header, start, length)| {
            let target = header.bits.to_target().unwrap();
            let search = Search::new(&header, &target);
            let headers = start..Search::HEADERS.min(start + length);
            let wanted = plain(&header, &target, headers.clone());
            for kernel in kernels.borrow_mut().iter_mut() {
                let found = search.run(kernel, headers.clone());
                prop_assert_eq!(found, wanted, "{:?}", kernel);
            }
            Ok(())
        });
        result.unwrap_or_else(|failure| panic!("{failure}"));
    }
}
