//! A chart as SVG. The letters are of the family that the bundled rasteriser has, too.

use std::fmt::Write as _;

use super::axis::{End, Scale, scale};
use super::{Chart, Label, Point, Series, SeriesStyle, thin};
use crate::picture::escape_xml;

const WIDTH: f64 = 960.0;
const PLOT_HEIGHT: f64 = 380.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 28.0;
const LINE_HEIGHT: f64 = 18.0;
const TITLE_HEIGHT: f64 = 34.0;

/// What is drawn between the last line of the legend and the plot.
const GAP: f64 = 14.0;

/// The numbers below the plot and the words below them.
const AXIS_HEIGHT: f64 = 48.0;

/// The width that a letter is taken to have, of 12 units high text.
const LETTER: f64 = 6.0;

/// Longer words are cut, so that a chart's size has bounds.
const LONGEST: usize = 240;

const MOST_NOTES: usize = 12;

/// How a series is drawn.
struct Look {
    line: &'static str,
    width: f64,
    dashes: &'static str,
}

const fn look(style: SeriesStyle) -> Look {
    match style {
        SeriesStyle::Line => Look { line: "#0072b2", width: 1.6, dashes: "" },
        SeriesStyle::Area => Look { line: "#00694b", width: 1.0, dashes: "" },
        SeriesStyle::Steps => Look { line: "#b35900", width: 1.6, dashes: "6 3" },
        SeriesStyle::Limit => Look { line: "#8f2d00", width: 2.4, dashes: "12 4 2 4" },
        SeriesStyle::Marks => Look { line: "#1f2328", width: 1.0, dashes: "" },
    }
}

/// The fill of an area.
const AREA: &str = "#cdeee2";
const INK: &str = "#1f2328";
const FAINT: &str = "#59636e";
const GRID: &str = "#dfe3e8";

/// Where everything is.
struct Layout {
    legend: Vec<Vec<(usize, f64)>>,
    notes: Vec<String>,
    /// The upper edge of the plot.
    top: f64,
    height: f64,
    x: Scale,
    y: Scale,
}

impl Layout {
    fn of(chart: &Chart) -> Self {
        let legend = legend_rows(chart);
        let notes = note_lines(chart);
        let rows = small(legend.len());
        let top = TITLE_HEIGHT + rows * LINE_HEIGHT + GAP;
        let n_notes = small(notes.len());
        let notes_height = if notes.is_empty() { 6.0 } else { n_notes * LINE_HEIGHT + 14.0 };
        let most = |part: fn(&Point) -> f64| {
            let labels = chart.labels.iter().map(|label| &label.at);
            let points = chart.series.iter().flat_map(|series| &series.points).chain(labels);
            points.filter(|point| is_drawn(point)).map(part).fold(0.0, f64::max)
        };
        Self {
            legend,
            notes,
            top,
            height: top + PLOT_HEIGHT + AXIS_HEIGHT + notes_height,
            x: scale(chart.x.unit, most(|point| point.x), 10.0, End::AtMost),
            y: scale(chart.y.unit, most(|point| point.y) * 1.04, 6.0, End::AtTick),
        }
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * (value / self.x.end).clamp(0.0, 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + PLOT_HEIGHT * (1.0 - (value / self.y.end).clamp(0.0, 1.0))
    }

    fn bottom(&self) -> f64 {
        self.top + PLOT_HEIGHT
    }
}

/// The size of the drawing, in points.
#[cfg(feature = "render")]
pub(super) fn size(chart: &Chart) -> (f64, f64) {
    (WIDTH, Layout::of(chart).height)
}

// Writing to a string cannot fail.
pub(super) fn draw(chart: &Chart) -> String {
    let layout = Layout::of(chart);
    let height = layout.height;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg width=\"{WIDTH}pt\" height=\"{height}pt\" viewBox=\"0 0 {WIDTH} {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" \
         font-size=\"12\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>",
        escape_xml(&chart.title),
        escape_xml(&chart.description)
    );
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"24\" font-size=\"16\" font-weight=\"bold\" fill=\"{INK}\">{}</text>",
        escape_xml(&cut(&chart.title, 100))
    );
    legend(chart, &layout, &mut out);
    grid(chart, &layout, &mut out);
    for series in &chart.series {
        draw_series(series, &layout, &mut out);
    }
    for label in &chart.labels {
        draw_label(label, &layout, &mut out);
    }
    let mut y = layout.bottom() + AXIS_HEIGHT + 8.0;
    for line in &layout.notes {
        text(&mut out, LEFT, y, "start", FAINT, line);
        y += LINE_HEIGHT;
    }
    out.push_str("</svg>\n");
    out
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, ink: &str, words: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{ink}\">{}</text>",
        escape_xml(words)
    );
}

/// Which series stand in which row of the legend, and where.
fn legend_rows(chart: &Chart) -> Vec<Vec<(usize, f64)>> {
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut x = f64::INFINITY;
    for (index, series) in chart.series.iter().enumerate() {
        let width = 44.0 + LETTER * small(cut(&series.name, 60).chars().count()) + 20.0;
        if x + width > WIDTH - RIGHT {
            rows.push(Vec::new());
            x = LEFT;
        }
        if let Some(row) = rows.last_mut() {
            row.push((index, x));
        }
        x += width;
    }
    rows
}

fn legend(chart: &Chart, layout: &Layout, out: &mut String) {
    let mut y = TITLE_HEIGHT + 10.0;
    for row in &layout.legend {
        for &(index, x) in row {
            let series = &chart.series[index];
            let Look { line, width, dashes } = look(series.style);
            match series.style {
                SeriesStyle::Marks => mark(out, x + 17.0, y, line),
                style => {
                    if style == SeriesStyle::Area {
                        let _ = writeln!(
                            out,
                            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"34\" height=\"8\" fill=\"{AREA}\"/>",
                            y - 4.0
                        );
                    }
                    let height = if style == SeriesStyle::Area { y - 4.0 } else { y };
                    let _ = writeln!(
                        out,
                        "<path d=\"M{x:.1} {height:.1}h34\" fill=\"none\" stroke=\"{line}\" \
                         stroke-width=\"{width}\" stroke-dasharray=\"{}\"/>",
                        dasharray(dashes)
                    );
                }
            }
            text(out, x + 42.0, y + 4.0, "start", INK, &cut(&series.name, 60));
        }
        y += LINE_HEIGHT;
    }
}

fn dasharray(dashes: &str) -> &str {
    if dashes.is_empty() { "none" } else { dashes }
}

fn grid(chart: &Chart, layout: &Layout, out: &mut String) {
    let (right, bottom) = (WIDTH - RIGHT, layout.bottom());
    for (value, number) in &layout.y.ticks {
        let y = layout.y(*value);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"{GRID}\" stroke-width=\"1\"/>"
        );
        text(out, LEFT - 8.0, y + 4.0, "end", INK, number);
    }
    for (value, number) in &layout.x.ticks {
        let x = layout.x(*value);
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {bottom:.1}v5\" stroke=\"{INK}\" stroke-width=\"1\"/>"
        );
        text(out, x, bottom + 20.0, "middle", INK, number);
    }
    let _ = writeln!(
        out,
        "<path d=\"M{LEFT} {:.1}V{bottom:.1}H{right}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1\"/>",
        layout.top
    );
    let middle = f64::midpoint(LEFT, right);
    let words = format!("{} ({})", cut(&chart.x.label, 60), layout.x.unit);
    text(out, middle, bottom + 38.0, "middle", INK, &words);
    let words = format!("{} ({})", cut(&chart.y.label, 60), layout.y.unit);
    let (x, y) = (18.0, f64::midpoint(layout.top, bottom));
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"{INK}\" \
         transform=\"rotate(-90 {x:.1} {y:.1})\">{}</text>",
        escape_xml(&words)
    );
}

fn is_drawn(point: &Point) -> bool {
    point.x.is_finite() && point.y.is_finite() && point.x >= 0.0 && point.y >= 0.0
}

fn draw_series(series: &Series, layout: &Layout, out: &mut String) {
    let points: Vec<Point> = series.points.iter().copied().filter(is_drawn).collect();
    // Half a unit of the drawing.
    let column = layout.x.end / (WIDTH - LEFT - RIGHT) / 2.0;
    let Look { line, width, dashes } = look(series.style);
    if series.style == SeriesStyle::Marks {
        for point in thin::marks(&points, column * 8.0) {
            mark(out, layout.x(point.x), layout.y(point.y), line);
        }
        return;
    }
    let points = thin::line(&points, column);
    let Some(first) = points.first() else { return };
    let mut path = String::new();
    let mut before = layout.y(first.y);
    for (index, point) in points.iter().enumerate() {
        let (x, y) = (layout.x(point.x), layout.y(point.y));
        if index > 0 && series.style == SeriesStyle::Steps {
            let _ = write!(path, "L{x:.1} {before:.1}");
        }
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{x:.1} {y:.1}");
        before = y;
    }
    if series.style == SeriesStyle::Area {
        let last = points.last().unwrap_or(first);
        let _ = writeln!(
            out,
            "<path d=\"{path}L{:.1} {bottom:.1}L{:.1} {bottom:.1}Z\" fill=\"{AREA}\"/>",
            layout.x(last.x),
            layout.x(first.x),
            bottom = layout.bottom()
        );
    }
    let _ = writeln!(
        out,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{line}\" stroke-width=\"{width}\" \
         stroke-linejoin=\"round\" stroke-dasharray=\"{}\"><title>{}</title></path>",
        dasharray(dashes),
        escape_xml(&cut(&series.name, 60))
    );
}

/// A small triangle, its tip up.
fn mark(out: &mut String, x: f64, y: f64, ink: &str) {
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {:.1}l3.2 5.6h-6.4z\" fill=\"{ink}\" stroke=\"#ffffff\" stroke-width=\"0.6\"/>",
        y - 3.2
    );
}

/// A ring at the place, and the word beside it where there is room, on white.
fn draw_label(label: &Label, layout: &Layout, out: &mut String) {
    if !is_drawn(&label.at) {
        return;
    }
    let words = cut(&label.text, 60);
    let width = LETTER * small(words.chars().count()) + 8.0;
    let (x, y) = (layout.x(label.at.x), layout.y(label.at.y));
    let _ = writeln!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.4\"/>"
    );
    let left = (x - width / 2.0).clamp(LEFT + 2.0, (WIDTH - RIGHT - width).max(LEFT + 2.0));
    let base = if y - 26.0 > layout.top - GAP { y - 12.0 } else { y + 22.0 };
    let _ = writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"16\" fill=\"#ffffff\" \
         fill-opacity=\"0.85\"/>",
        base - 12.0
    );
    text(out, left + width / 2.0, base, "middle", INK, &words);
}

/// The notes, broken into lines.
fn note_lines(chart: &Chart) -> Vec<String> {
    /// As many fit beside each other.
    const LETTERS: usize = 150;
    let mut lines = Vec::new();
    for note in &chart.notes {
        let mut line = String::new();
        for word in cut(note, LONGEST * 2).split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LETTERS {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.truncate(MOST_NOTES);
    lines
}

/// The words, cut to so many letters.
fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let mut short: String = words.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// A small count as a number to measure with.
fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
