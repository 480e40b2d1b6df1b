//! The camera, and the QR codes in its pictures.
//!
//! If the browser has a barcode detector, the detector reads the codes. Otherwise a worker of this
//! program reads them, in pictures of at most [`MAX_SIDE`] pixels a side, which takes some
//! milliseconds. No picture leaves this page and its workers.

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8ClampedArray};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, DomException, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

use crate::dom;
use crate::scanner::{Gone, Scanner};

/// The maximum width and height of a picture that is searched, in pixels.
const MAX_SIDE: u32 = 640;

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CameraError {
    /// The page may not ask for a camera: it came without HTTPS.
    Insecure,
    /// The person or the browser refused the camera.
    Denied,
    /// This device has no camera.
    Missing,
    /// Another program uses the camera, or the camera failed.
    Busy,
    /// Its pictures can't be read: this browser has no detector, and no worker can be started.
    Unreadable,
}

/// An open camera. It is switched off when this value is dropped.
pub(super) struct Camera {
    stream: MediaStream,
}

impl Camera {
    /// Asks for the camera, which shows a question of the browser.
    pub(super) async fn open() -> Result<Self, CameraError> {
        let devices = dom::window().navigator().media_devices();
        // Undefined outside a secure context, although the type of the binding says otherwise.
        let devices = devices.ok().filter(|devices| !devices.is_undefined());
        let devices = devices.ok_or(CameraError::Insecure)?;
        let video = object(&[("facingMode", &JsValue::from_str("environment"))]);
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&video);
        let asked = devices.get_user_media_with_constraints(&constraints);
        let asked = asked.map_err(|error| reason(&error))?;
        let stream = JsFuture::from(asked)
            .await
            .map_err(|error| reason(&error))?;
        let stream = stream.dyn_into().map_err(|_| CameraError::Busy)?;
        Ok(Self { stream })
    }

    /// Shows the pictures in an element.
    pub(super) async fn show(&self, video: &HtmlVideoElement) {
        video.set_src_object(Some(&self.stream));
        if let Ok(playing) = video.play() {
            // Rejected only if the element is removed meanwhile.
            let _ = JsFuture::from(playing).await;
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

fn reason(error: &JsValue) -> CameraError {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraError::Denied,
        Some("NotFoundError" | "OverconstrainedError") => CameraError::Missing,
        _ => CameraError::Busy,
    }
}

/// A reader of the codes in pictures.
pub(super) struct Reader {
    /// The browser's detector; `None` if the browser has none.
    detector: Option<JsValue>,
    canvas: Option<HtmlCanvasElement>,
    /// The worker, once a picture was sent to it.
    scanner: Option<Scanner>,
}

impl Reader {
    pub(super) fn new() -> Self {
        let canvas = dom::document().create_element("canvas").ok();
        Self {
            detector: detector(),
            canvas: canvas.and_then(|canvas| canvas.dyn_into().ok()),
            scanner: None,
        }
    }

    /// The text of a code in the present picture; `None` if there is none.
    ///
    /// # Errors
    /// If this browser can't read pictures.
    pub(super) async fn read(&mut self, video: &HtmlVideoElement) -> Result<Option<String>, Gone> {
        if let Some(detector) = self.detector.clone() {
            match detected(&detector, video).await {
                Ok(found) => return Ok(found),
                // A detector that fails, as on devices that lack its library, is not used again.
                Err(_) => self.detector = None,
            }
        }
        if self.scanner.is_none() {
            self.scanner = Scanner::start().await;
        }
        let scanner = self.scanner.as_ref().ok_or(Gone)?;
        match self.picture(video) {
            Some((width, height, pixels)) => scanner.read(width, height, &pixels).await,
            None => Ok(None),
        }
    }

    /// The pixels of the present picture, with its width and height; `None` if there is no picture
    /// yet.
    fn picture(&self, video: &HtmlVideoElement) -> Option<(u32, u32, ArrayBuffer)> {
        let (width, height) = scaled(video.video_width(), video.video_height())?;
        let canvas = self.canvas.as_ref()?;
        canvas.set_width(width);
        canvas.set_height(height);
        // Its pixels are read for every picture, so the browser keeps them out of the GPU.
        let options = object(&[("willReadFrequently", &JsValue::TRUE)]);
        let context = canvas.get_context_with_context_options("2d", &options);
        let context: CanvasRenderingContext2d = context.ok()??.dyn_into().ok()?;
        let (w, h) = (f64::from(width), f64::from(height));
        context
            .draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, w, h)
            .ok()?;
        let picture = context.get_image_data(0.0, 0.0, w, h).ok()?;
        // Asked for by its name, the pixels are not copied into this program.
        let pixels = Reflect::get(&picture, &"data".into()).ok()?;
        let pixels: Uint8ClampedArray = pixels.dyn_into().ok()?;
        Some((width, height, pixels.buffer()))
    }
}

/// A picture's size with sides of at most [`MAX_SIDE`]; `None` if there is no picture yet.
fn scaled(width: u32, height: u32) -> Option<(u32, u32)> {
    let longest = width.max(height);
    if width == 0 || height == 0 {
        return None;
    }
    let side = |side: u32| (side * MAX_SIDE.min(longest) / longest).max(1);
    Some((side(width), side(height)))
}

/// The browser's detector of QR codes; `None` if the browser has none.
fn detector() -> Option<JsValue> {
    let class = Reflect::get(&dom::window(), &JsValue::from_str("BarcodeDetector")).ok()?;
    let class: Function = class.dyn_into().ok()?;
    let formats = Array::of1(&JsValue::from_str("qr_code"));
    Reflect::construct(&class, &Array::of1(&object(&[("formats", &formats)]))).ok()
}

async fn detected(detector: &JsValue, video: &HtmlVideoElement) -> Result<Option<String>, JsValue> {
    let detect: Function = Reflect::get(detector, &JsValue::from_str("detect"))?.dyn_into()?;
    let found: Promise = detect.call1(detector, video)?.dyn_into()?;
    let found: Array = JsFuture::from(found).await?.dyn_into()?;
    let text = |code: JsValue| {
        Reflect::get(&code, &JsValue::from_str("rawValue"))
            .ok()?
            .as_string()
    };
    Ok(found.iter().find_map(text))
}

fn object(members: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a new object can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn pictures_are_made_smaller_and_never_larger() {
        assert_eq!(scaled(0, 480), None);
        assert_eq!(scaled(320, 240), Some((320, 240)));
        assert_eq!(scaled(1920, 1080), Some((640, 360)));
        assert_eq!(scaled(1080, 1920), Some((360, 640)));
        assert_eq!(scaled(4000, 1), Some((640, 1)));
    }
}
