//! The scanner: an invitation and a payment request are read from the picture of the camera.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use qrcodegen::{QrCode, QrCodeEcc};
use tests::drive::{Person, Relay, Tab, report, until};

use crate::looks::look;
use crate::moves::{agree_to_join, invitation, says, start_chain, with_profile};

/// The size of the film's pictures in pixels.
const SIZE: [usize; 2] = [640, 480];

#[tokio::test]
async fn a_request_is_read_by_the_camera() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let film = folder.path().join("film.y4m");
    fs::write(&film, picture("nothing of interest")?)?;
    let ann = Person::with_camera("Ann", &film).await?;
    let relay = Relay::start().await?;
    let hers = ann.open(&relay.url()).await?;
    start_chain(&hers).await?;
    let link = invitation(&hers).await?;
    // He has no chain yet, and scans the invitation.
    fs::write(&film, picture(&link)?)?;
    let his = ann
        .open(&with_profile(&format!("{}#", relay.url()), "other"))
        .await?;
    his.eval(WATCH).await?;
    his.link("Scan a QR code").click().await?;
    agree_to_join(&his).await?;
    is_off(&his).await?;
    fs::write(&film, picture("nothing of interest")?)?;

    scan(&his).await?;
    says(&his, "This isn't an address").await?;
    look(&his, "scan").await?;
    ensure!(is_on(&his).await?);
    his.link("Stop").click().await?;
    is_off(&his).await?;

    let request = make_a_request(&hers).await?;
    fs::write(&film, picture(&request)?)?;
    scan(&his).await?;
    says(&his, "Ann asks for this: Bread").await?;
    ensure!(his.field("Amount").value().await? == "0.25");
    is_off(&his).await?;
    report(
        "longest tasks of the page while it scans, in ms",
        his.eval("window.tasks.map(Math.round).sort((a, b) => b - a).slice(0, 5).join(', ')")
            .await?,
    );
    ann.quiet()
}

/// Records the tasks of more than 50 ms, and keeps hold of the camera's stream.
const WATCH: &str = "
(() => {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((it) => it.duration)))
    .observe({ entryTypes: ['longtask'] });
  const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
  media.getUserMedia = async (...words) => (window.stream = await open(...words));
})()";

/// Opens the scanner, and keeps hold of the camera's stream to see later whether it is on.
async fn scan(tab: &Tab) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.link("Scan").click().await?;
    says(tab, "Hold an address").await?;
    until("a picture", &[tab], async || {
        let stream = "String(!!(window.stream = document.querySelector('video.scan')?.srcObject))";
        Ok((tab.eval(stream).await? == "true").then_some(()))
    })
    .await
}

/// Whether the camera that the scanner opened last is on.
async fn is_on(tab: &Tab) -> Result<bool> {
    Ok(tab.eval("String(window.stream.active)").await? == "true")
}

/// Waits until that camera is off.
async fn is_off(tab: &Tab) -> Result<()> {
    until("the camera to be off", &[tab], async || {
        Ok((!is_on(tab).await?).then_some(()))
    })
    .await
}

/// Makes a request and returns the short form.
async fn make_a_request(tab: &Tab) -> Result<String> {
    tab.link("Wallet").click().await?;
    tab.link("Ask for an amount").click().await?;
    tab.field("Amount").fill("0.25").await?;
    tab.field("Your name").fill("Ann").await?;
    tab.field("What it is for").fill("Bread").await?;
    tab.button("Make the request").click().await?;
    let link = tab.field("Request link").value().await?;
    // The picture shows the form for people on the chain.
    let (_, parameters) = link.split_once("&pay=").context("a request")?;
    let (address, rest) = parameters.split_once('&').context("an amount")?;
    Ok(format!("tabchain:{address}?{rest}"))
}

/// A film of one picture in the format Y4M. It shows a text as a QR code, dark on light, with a
/// light margin.
fn picture(text: &str) -> Result<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)?;
    let [width, height] = SIZE;
    let side = usize::try_from(code.size())? + 8;
    let scale = height / side;
    let margin = [width, height].map(|length| (length - side * scale) / 2);
    let module = |at: usize, margin: usize| {
        let place = (at.checked_sub(margin)? / scale).checked_sub(4)?;
        i32::try_from(place).ok()
    };
    let is_dark = |x: usize, y: usize| {
        let place = module(x, margin[0]).zip(module(y, margin[1]));
        place.is_some_and(|(x, y)| code.get_module(x, y))
    };
    let mut film =
        format!("YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420mpeg2\nFRAME\n").into_bytes();
    for y in 0..height {
        film.extend((0..width).map(|x| if is_dark(x, y) { 16 } else { 235 }));
    }
    // No colours.
    film.extend(vec![128; width * height / 2]);
    Ok(film)
}

#[test]
fn a_film_has_a_header_and_one_picture() -> Result<()> {
    let film = picture("tabchain")?;
    let header = b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420mpeg2\nFRAME\n";
    ensure!(film.starts_with(header));
    ensure!(film.len() == header.len() + 640 * 480 * 3 / 2);
    let dark = film[header.len()..].iter().filter(|it| **it == 16).count();
    ensure!(dark > 10_000, "{dark}");
    Ok(())
}
