//! Draws a closure and the variables it captures.
//!
//! `cargo run --example picture` writes DOT to standard output; with a file name, such as `closure.svg` or
//! `closure.png`, it writes that file in the format of its extension.

use gc_sim::picture::{self, Edge, EdgeStyle, Format, Node, NodeStyle, Picture, Sample};
use std::error::Error;
use std::io::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let drawing = closure();
    let Some(file) = std::env::args_os().nth(1) else {
        std::io::stdout().write_all(picture::dot(&drawing).as_bytes())?;
        return Ok(());
    };
    let path = Path::new(&file);
    let format = path
        .extension()
        .and_then(|extension| Format::from_extension(extension.to_str()?))
        .ok_or("the file name must end in .dot, .svg or .png")?;
    std::fs::write(path, picture::render(&drawing, format)?)?;
    Ok(())
}

/// The closure of `func poll(conn *Conn, every time.Duration) { … go func() { … }() }`.
fn closure() -> Picture {
    let mut drawing = Picture::new("poll.func1 captures 3 variables");
    let poll = drawing.add_group("func poll, poll.go:12");
    let goroutine =
        drawing.add_node(Node::new("goroutine\nstarted at poll.go:15").style(NodeStyle::Double));
    let closure = drawing.add_node(
        Node::new("poll.func1, 32 bytes")
            .style(NodeStyle::Bold)
            .row(["0", "F", "uintptr", "code"])
            .row(["8", "conn", "*Conn", "by value"])
            .row(["16", "every", "time.Duration", "by value"])
            .row(["24", "retries", "*int", "by reference"])
            .detail("the closure object, poll.go:15"),
    );
    let conn = drawing.add_node(Node::new("conn *Conn").group(poll).detail("poll.go:12"));
    let every = drawing.add_node(Node::new("every time.Duration").group(poll).detail("poll.go:12"));
    let retries = drawing.add_node(
        Node::new("retries int\nmoved to heap")
            .style(NodeStyle::Rounded)
            .group(poll)
            .detail("poll.go:13"),
    );
    drawing.add_edge(Edge::new(goroutine, closure).label("runs").style(EdgeStyle::Bold));
    for (row, variable) in [(1, conn), (2, every)] {
        let by_value = Edge::new(closure, variable).label("by value").style(EdgeStyle::Dashed);
        drawing.add_edge(by_value.from_row(row));
    }
    drawing.add_edge(Edge::new(closure, retries).label("by reference").from_row(3));

    drawing.explain(Sample::Node(NodeStyle::Bold), "closure object, with its fields");
    drawing.explain(Sample::Node(NodeStyle::Box), "variable");
    drawing.explain(Sample::Node(NodeStyle::Rounded), "variable, moved to heap");
    drawing.explain(Sample::Node(NodeStyle::Double), "root");
    drawing.explain(Sample::Edge(EdgeStyle::Bold), "keeps alive");
    drawing.explain(Sample::Edge(EdgeStyle::Solid), "captured by reference");
    drawing.explain(Sample::Edge(EdgeStyle::Dashed), "captured by value: a copy");
    drawing
}
