//! Reading QR codes in pictures, in a worker of its own, so that the page stays responsive.
//!
//! The decoder is a part of the program that is loaded when the first picture comes. The page sends
//! one picture at a time.

use core::cell::RefCell;
use std::rc::Rc;

use browser::Part;
use browser::threads::port::{self, Envelope, Listener, Port, PortError};
use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::platform::spawn_local;

/// A picture to search. Its pixels come with it in an `ArrayBuffer`, row by row from the top, each
/// in four bytes: red, green, blue, and opacity, which is ignored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Picture {
    width: u32,
    height: u32,
}

/// A message of the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum FromScanner {
    /// It takes pictures from now on.
    Ready,
    /// The text of a code in the last picture; `None` if there is none.
    Read(Option<String>),
    /// The decoder can't be loaded.
    Failed,
}

/// Finds the text of a code in a picture, given by its width and height and its shades of grey.
type Decoding = fn(usize, usize, &[u8]) -> Option<String>;

/// Loads the decoder.
#[wasm_split(scanner, fallible)]
fn load() -> Result<Decoding, SplitLoaderError> {
    Ok(decode)
}

fn decode(width: usize, height: usize, grey: &[u8]) -> Option<String> {
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
    let grids = picture.detect_grids();
    grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

/// The shades of grey of pixels of four bytes.
fn greys(pixels: &[u8]) -> Vec<u8> {
    let grey = |pixel: &[u8]| {
        // The weights of the three colours in ITU-R BT.601, in 256ths.
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        u8::try_from((77 * red + 150 * green + 29 * blue) >> 8).unwrap_or(u8::MAX)
    };
    pixels.chunks_exact(4).map(grey).collect()
}

/// The worker that reads codes.
#[derive(Debug)]
pub struct ScannerWorker;

impl ScannerWorker {
    /// Starts to listen to the page, and reports that to it. The worker runs until it is
    /// terminated.
    ///
    /// # Panics
    /// Later, if the worker receives a message that it can't read. The page is of the same build,
    /// so that would be an error in the build. The page is notified of the panic.
    pub fn start() {
        console_error_panic_hook::set_once();
        let page = port::owner();
        let answers = page.clone();
        let listener = port::listen_to_owner(move |envelope| {
            let envelope = envelope.expect("page and worker are of one build");
            let answers = answers.clone();
            spawn_local(async move { answers.send(&answer(envelope).await) });
        });
        // The listener lives as long as the worker.
        core::mem::forget(listener);
        page.send(&FromScanner::Ready);
    }
}

async fn answer(envelope: Envelope<Picture>) -> FromScanner {
    let Ok(decode) = load().await else {
        return FromScanner::Failed;
    };
    let Picture { width, height } = envelope.message;
    let (width, height) = (width as usize, height as usize);
    let pixels = envelope.transferred.dyn_into::<ArrayBuffer>();
    let pixels = pixels.map(|pixels| Uint8Array::new(&pixels).to_vec());
    let grey = greys(&pixels.unwrap_or_default());
    FromScanner::Read(match grey.len() == width * height {
        true => decode(width, height, &grey),
        false => None,
    })
}

/// What waits for the worker's next message.
type Waiting = Rc<RefCell<Option<oneshot::Sender<FromScanner>>>>;

/// The worker, as the page sees it. It ends when this value is dropped.
pub(crate) struct Scanner {
    port: Port<Picture>,
    _listener: Listener,
    waiting: Waiting,
}

impl Scanner {
    /// Starts the worker, and waits until it takes pictures. `None` if it can't run.
    pub(crate) async fn start() -> Option<Self> {
        let (ready, started) = oneshot::channel();
        let waiting: Waiting = Rc::new(RefCell::new(Some(ready)));
        let (messages, failures) = (waiting.clone(), waiting.clone());
        let on_message = move |envelope: Result<Envelope<FromScanner>, PortError>| {
            let waits = messages.borrow_mut().take();
            if let (Some(waits), Ok(envelope)) = (waits, envelope) {
                // The page may have stopped to wait.
                let _ = waits.send(envelope.message);
            }
        };
        // Dropping the sender ends the wait with an error.
        let on_error = move |_| drop(failures.borrow_mut().take());
        let (port, listener) = Part::Scanner.start(on_message, on_error).ok()?;
        let scanner = Self {
            port,
            _listener: listener,
            waiting,
        };
        match started.await {
            Ok(FromScanner::Ready) => Some(scanner),
            _ => None,
        }
    }

    /// Reads a picture, given by its pixels of four bytes each, which it takes away from the page.
    ///
    /// # Errors
    /// If the worker or the decoder is gone. No later picture is read then.
    pub(crate) async fn read(
        &self,
        width: u32,
        height: u32,
        pixels: &ArrayBuffer,
    ) -> Result<Option<String>, Gone> {
        let (answer, answered) = oneshot::channel();
        *self.waiting.borrow_mut() = Some(answer);
        let picture = Picture { width, height };
        self.port.send_with(&picture, pixels).map_err(|_| Gone)?;
        match answered.await {
            Ok(FromScanner::Read(text)) => Ok(text),
            _ => Err(Gone),
        }
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.port.terminate();
    }
}

/// The worker or its decoder is gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gone;

#[cfg(test)]
mod tests {
    use qrcodegen::{QrCode, QrCodeEcc};

    use super::*;

    #[test]
    fn colours_become_grey() {
        let pixels = [0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 0, 255];
        assert_eq!(greys(&pixels), [0, 255, 76]);
    }

    /// Another library makes the code.
    #[test]
    fn a_code_is_read_from_its_pixels() {
        let code = QrCode::encode_text("tabchain:tab1q?amount=2", QrCodeEcc::Medium).unwrap();
        let side = usize::try_from(code.size()).unwrap() + 8;
        let (scale, mut grey) = (4, Vec::new());
        for y in 0..side * scale {
            for x in 0..side * scale {
                let module = |at: usize| i32::try_from(at / scale).unwrap() - 4;
                grey.push(if code.get_module(module(x), module(y)) {
                    10
                } else {
                    240
                });
            }
        }
        let read = decode(side * scale, side * scale, &grey);
        assert_eq!(read.as_deref(), Some("tabchain:tab1q?amount=2"));
        assert_eq!(decode(64, 64, &[128; 64 * 64]), None);
    }
}
