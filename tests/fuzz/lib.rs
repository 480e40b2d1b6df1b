//! The code that fuzz targets share: an allocator that counts bytes, the memory bound of decoding,
//! and a small chain and node.
//!
//! Each target takes one kind of bytes that strangers send. Most decode them, and assert three
//! things: nothing panics; what decodes encodes to the same bytes again; and decoding needs no more
//! memory than a small multiple of the bytes ([`bounded`]). The targets of the API (`http`, `rpc`,
//! `stratum`) call a node on a small chain, and assert that every answer is well-formed and that no
//! error is the program's fault.
//!
//! `seeds/TARGET` holds the inputs that fuzzing starts from, made by `examples/seeds.rs`. The
//! inputs that a run adds are in cargo's target folder.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub mod small_chain;
pub mod small_node;

/// Bytes of memory that decoding may hold at once for each byte of input.
///
/// The valid encodings that take the most memory are an output without a program (10 bytes, which
/// become 40 in memory) and a transaction without inputs and outputs (12 bytes, 56 in memory;
/// capacity is reserved for one transaction for each 10 bytes, which is the minimum): nested, up to
/// 10 bytes for one. The rest is for temporary values.
pub const PER_BYTE: usize = 12;

/// Bytes of memory that decoding may hold beside that: for errors, and for numbers in small tables.
pub const FIXED: usize = 2048;

/// The system's allocator, with a count of the bytes in use.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn took(bytes: usize) {
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(held, Relaxed);
}

// SAFETY: every call is forwarded unchanged to the system's allocator, and the counts access no
// other memory. `realloc` is the trait's default, so an allocation that grows is counted twice
// while it is copied.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Runs a function that decodes `input` bytes.
///
/// # Panics
/// When it holds more memory at once than [`PER_BYTE`] and [`FIXED`] allow.
pub fn bounded<T>(input: usize, decode: impl FnOnce() -> T) -> T {
    within(PER_BYTE * input + FIXED, input, decode)
}

/// Runs a function that decodes a JSON message of `input` bytes. Until the message's tag is known,
/// serde keeps its values, at 32 bytes each: `[],` is one, in a list that doubles its capacity as
/// it grows; a list in a list reserves capacity for four, and JSON may be nested 128 deep.
///
/// # Panics
/// When it holds more memory at once than that.
pub fn bounded_json<T>(input: usize, decode: impl FnOnce() -> T) -> T {
    within(3 * 32 * input / 2 + 128 * 4 * 32 + FIXED, input, decode)
}

fn within<T>(allowed: usize, input: usize, decode: impl FnOnce() -> T) -> T {
    let before = HELD.load(Relaxed);
    PEAK.store(before, Relaxed);
    let decoded = decode();
    let peak = PEAK.load(Relaxed).saturating_sub(before);
    assert!(
        peak <= allowed,
        "decoding {input} bytes took {peak} bytes of memory, {allowed} are allowed"
    );
    decoded
}
