//! The legend, as the HTML-like table below a drawing.

use super::escape::html;
use super::style::{MARK, NodeLook};
use super::{EdgeStyle, LegendEntry, NodeStyle, Sample};

/// The table, or nothing if there is nothing to say.
pub(super) fn table(legend: &[LegendEntry]) -> Option<String> {
    let mut rows = String::new();
    for entry in legend {
        let sample = match entry.sample {
            Sample::Node(style) => node_sample(&style.look()),
            Sample::Mark => {
                let (line, pen_width) = MARK;
                node_sample(&NodeLook { line, pen_width, ..NodeStyle::Box.look() })
            }
            Sample::Edge(style) => edge_sample(style),
        };
        let meaning = html(&entry.meaning);
        rows.extend(["<TR><TD>", &sample, "</TD><TD ALIGN=\"LEFT\">", &meaning, "</TD></TR>"]);
    }
    (!rows.is_empty())
        .then(|| format!("<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">{rows}</TABLE>"))
}

/// A box of the style's fill and outline.
fn node_sample(look: &NodeLook) -> String {
    // A cell's outline is a whole number of points wide.
    let border = whole(look.pen_width);
    let line_style = if look.cell_style.is_empty() {
        String::new()
    } else {
        format!(" STYLE=\"{}\"", look.cell_style)
    };
    let attributes = format!(
        "BORDER=\"{border}\" COLOR=\"{}\" BGCOLOR=\"{}\"{line_style} CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"",
        look.line, look.fill
    );
    if look.outlines == 1 {
        // The letter keeps the sample honest for white text on a dark ground.
        return format!(
            "<TABLE {attributes}><TR><TD WIDTH=\"30\" HEIGHT=\"13\"><FONT POINT-SIZE=\"8\" COLOR=\"{}\">a</FONT></TD></TR></TABLE>",
            look.text
        );
    }
    let inner = format!("<TABLE {attributes}><TR><TD WIDTH=\"26\" HEIGHT=\"9\"></TD></TR></TABLE>");
    format!("<TABLE {attributes}><TR><TD CELLPADDING=\"2\">{inner}</TD></TR></TABLE>")
}

/// A width without its fraction.
fn whole(pen_width: &str) -> &str {
    pen_width.split('.').next().unwrap_or(pen_width)
}

/// A line of the style, and its arrowhead as a letter.
fn edge_sample(style: EdgeStyle) -> String {
    let look = style.look();
    let border = whole(look.pen_width);
    format!(
        "<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\" COLOR=\"{line}\"><TR>\
         <TD WIDTH=\"22\" HEIGHT=\"7\" BORDER=\"{border}\" SIDES=\"B\" STYLE=\"{style}\"></TD>\
         <TD ROWSPAN=\"2\"><FONT COLOR=\"{line}\">{arrow}</FONT></TD></TR>\
         <TR><TD HEIGHT=\"6\"></TD></TR></TABLE>",
        line = look.line,
        style = look.style,
        arrow = html(look.arrow_text),
    )
}

#[cfg(test)]
mod tests {
    use super::super::escape::reader;
    use super::*;

    #[test]
    fn an_empty_legend_is_not_drawn() {
        assert_eq!(table(&[]), None);
    }

    #[test]
    fn meanings_are_escaped() {
        let entry = |meaning: &str| LegendEntry {
            sample: Sample::Edge(EdgeStyle::Dashed),
            meaning: meaning.to_owned(),
        };
        let table = table(&[entry("a < b"), entry("</TABLE>")]).unwrap();
        assert_eq!(table.matches("</TABLE>").count(), 3, "its own and the two samples'");
        assert_eq!(reader::html(&table), ">a < b></TABLE>");
    }
}
