//! A chart, inert: lines over time, as SVG or PNG.
//!
//! As in [`crate::picture`], the fields are public and mean only what can be seen, and nothing is told by colour alone:
//! lines differ in their dashes and widths, points in their shapes. The hues are those of Okabe and Ito.
//!
//! Files, in reading order: `axis` (round numbers), `thin` (no more points than can be seen), `svg`.

mod axis;
mod svg;
mod thin;

use crate::picture::{Format, PictureError};

/// A chart, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The heading.
    pub title: String,
    /// What the chart shows, for those who cannot see it.
    pub description: String,
    /// What is measured to the right.
    pub x: Axis,
    /// What is measured upwards, from 0.
    pub y: Axis,
    /// The lines and points, in the order of drawing.
    pub series: Vec<Series>,
    /// Places with a word to them.
    pub labels: Vec<Label>,
    /// Sentences below.
    pub notes: Vec<String>,
}

/// What an axis measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its words, without the unit.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
}

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, shown in KiB, MiB and so on.
    Bytes,
    /// Seconds, shown in milliseconds, seconds, minutes, hours or days.
    Seconds,
}

/// A line, or points.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the legend says of it.
    pub name: String,
    /// How it looks.
    pub style: SeriesStyle,
    /// Its points, from left to right. Those that are no finite numbers are left out.
    pub points: Vec<Point>,
}

/// A place in a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// How far to the right.
    pub x: f64,
    /// How high.
    pub y: f64,
}

/// A place with a word to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The place.
    pub at: Point,
    /// The word.
    pub text: String,
}

/// How a series looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesStyle {
    /// A solid blue line. For what the chart is about.
    Line,
    /// A pale green area with a thin line on top.
    Area,
    /// A dashed orange line that goes in steps: each point holds until the next.
    Steps,
    /// A thick dark red line of dashes and dots. For a limit.
    Limit,
    /// Small black triangles.
    Marks,
}

/// Draws the chart as a complete SVG document.
pub fn svg(chart: &Chart) -> String {
    svg::draw(chart)
}

/// Draws the chart in the format asked for, as a file's bytes. A chart is no graph, so that there is none as DOT.
///
/// Without the feature `render` there is no PNG.
pub fn render(chart: &Chart, format: Format) -> Result<Vec<u8>, PictureError> {
    match format {
        Format::Dot => Err(PictureError::NoGraph),
        Format::Svg => Ok(svg(chart).into_bytes()),
        #[cfg(feature = "render")]
        Format::Png => {
            let (width, height) = svg::size(chart);
            crate::picture::png::draw_svg(svg(chart), width, height)
        }
        #[cfg(not(feature = "render"))]
        Format::Png => Err(PictureError::NotBuilt { format }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chart(name: &str, points: &[Point]) -> Chart {
        let styles = [
            SeriesStyle::Area,
            SeriesStyle::Line,
            SeriesStyle::Steps,
            SeriesStyle::Limit,
            SeriesStyle::Marks,
        ];
        Chart {
            title: name.to_owned(),
            description: name.to_owned(),
            x: Axis { label: "time".to_owned(), unit: Unit::Seconds },
            y: Axis { label: "memory".to_owned(), unit: Unit::Bytes },
            series: styles
                .map(|style| Series { name: name.to_owned(), style, points: points.to_vec() })
                .into(),
            labels: points
                .first()
                .map(|at| Label { at: *at, text: name.to_owned() })
                .into_iter()
                .collect(),
            notes: vec![name.to_owned()],
        }
    }

    #[test]
    fn formats() {
        let points = vec![Point { x: 0.0, y: 0.0 }, Point { x: 90.0, y: 3e9 }];
        let chart = chart("a & b", &points);
        let text = svg(&chart);
        assert!(text.starts_with("<svg "), "{text}");
        assert!(text.contains("<title>a &amp; b</title>"), "{text}");
        assert!(text.contains("<desc>a &amp; b</desc>"));
        assert_eq!(render(&chart, Format::Svg).unwrap(), text.into_bytes());
        let error = render(&chart, Format::Dot).unwrap_err();
        assert!(error.to_string().contains("not as DOT"), "{error}");
        #[cfg(feature = "render")]
        assert_eq!(&render(&chart, Format::Png).unwrap()[..4], b"\x89PNG");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_numbers_and_words_can_be_drawn(
            name in any::<String>(),
            points in proptest::collection::vec((any::<f64>(), any::<f64>()), 0..20),
        ) {
            let points: Vec<_> = points.into_iter().map(|(x, y)| Point { x, y }).collect();
            let text = svg(&chart(&name, &points));
            prop_assert!(!text.contains("NaN") || name.contains("NaN"), "{}", text);
            prop_assert!(!text.contains("inf") || name.contains("inf"), "{}", text);
        }
    }
}
