//! SVG to PNG: the only file that names the rasteriser.
//!
//! The rasteriser brings its own fonts. They have the letters of Latin, Greek, Cyrillic and Hebrew, arrows and
//! box-drawing lines; a letter of another script is drawn as an empty box, where an SVG leaves it to the viewer's fonts.

use super::PictureError;
use super::svg::Drawing;
use graphviz_pure_raster::{RasterFormat, rasterize};

/// The most pixels of a PNG's width or height.
pub const MAX_SIDE: u32 = 16_384;

/// The most pixels of a PNG in all. Each takes four bytes while it is drawn, which makes 64 MiB.
pub const MAX_PIXELS: u32 = 16 * 1024 * 1024;

/// Pixels for each point of the drawing, if it is not too large: sharp on today's screens.
const SCALE: f64 = 2.0;

/// The least pixels for each point: the smallest letters are then five pixels high, and can barely be read.
const LEAST_SCALE: f64 = 0.5;

/// Draws the document as a PNG file's bytes.
pub(super) fn draw(drawing: &Drawing) -> Result<Vec<u8>, PictureError> {
    let (width, height) = pixels(drawing.width, drawing.height)?;
    let svg = drawing.with_pixels(width, height);
    rasterize(&svg, RasterFormat::Png, false)
        .map(graphviz_pure_raster::Rendered::into_output)
        .map_err(|error| PictureError::Engine { message: error.message().trim_end().to_owned() })
}

/// Draws an SVG document of that size in points, as `width` and `height` of its first element say too.
pub(crate) fn draw_svg(text: String, width: f64, height: f64) -> Result<Vec<u8>, PictureError> {
    draw(&Drawing { text, width, height })
}

/// The size in pixels of a drawing whose size is given in points.
#[expect(
    clippy::cast_sign_loss,
    reason = "the engine's sizes are positive, and the cast saturates"
)]
fn pixels(width: f64, height: f64) -> Result<(u32, u32), PictureError> {
    let side_scale = f64::from(MAX_SIDE) / width.max(height);
    let area_scale = (f64::from(MAX_PIXELS) / (width * height)).sqrt();
    let scale = SCALE.min(side_scale).min(area_scale);
    // Written this way round, a size that is not a number is refused as well.
    if scale >= LEAST_SCALE {
        let side = |points: f64| ((points * scale).floor() as u32).max(1);
        Ok((side(width), side(height)))
    } else {
        Err(PictureError::TooLarge { width: width.ceil() as u64, height: height.ceil() as u64 })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edge, Node, Picture, png, svg};
    use super::*;

    /// The width and height in a PNG's header.
    #[track_caller]
    fn size(png: &[u8]) -> (u32, u32) {
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&png[12..16], b"IHDR");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn a_point_is_two_pixels() {
        let mut picture = Picture::new("title");
        let a = picture.add_node(Node::new("a closure").row(["x", "*int"]));
        let b = picture.add_node(Node::new("é × → 日本語"));
        picture.add_edge(Edge::new(a, b).label("by reference").from_row(0));
        let drawing = super::super::svg::draw(&picture).unwrap();
        let bytes = png(&picture).unwrap();
        let (width, height) = size(&bytes);
        assert_eq!(
            (f64::from(width), f64::from(height)),
            (drawing.width * 2.0, drawing.height * 2.0)
        );
        assert!(bytes.len() > 4000, "only {} bytes", bytes.len());

        // The letters are there: without them, much less is drawn.
        for node in &mut picture.nodes {
            node.label = " ".to_owned();
        }
        assert!(png(&picture).unwrap().len() + 500 < bytes.len());
    }

    #[test]
    fn large_drawings_are_drawn_smaller() {
        assert_eq!(pixels(100.0, 50.0), Ok((200, 100)));
        assert_eq!(pixels(16_384.0, 100.0), Ok((16_384, 100)));
        let (width, height) = pixels(4096.0, 8192.0).unwrap();
        assert!(width * height <= MAX_PIXELS && width * height > MAX_PIXELS - 20_000);
        assert!(height.abs_diff(2 * width) <= 1);
        assert_eq!(pixels(0.0, 0.0), Ok((1, 1)));
    }

    #[test]
    fn huge_drawings_are_refused() {
        assert_eq!(
            pixels(40_000.0, 10.0),
            Err(PictureError::TooLarge { width: 40_000, height: 10 })
        );
        assert!(pixels(12_000.0, 12_000.0).is_err());
        assert!(pixels(f64::NAN, f64::INFINITY).is_err());

        let mut picture = Picture::new("");
        picture.add_node(Node::new("long ".repeat(10_000)));
        let error = png(&picture).unwrap_err();
        assert!(error.to_string().contains("too large for a PNG"), "{error}");
        assert!(svg(&picture).is_ok());
    }
}
