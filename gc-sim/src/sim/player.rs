//! A run as one page: an HTML file that plays it step by step, with nothing beside it and no network.
//!
//! The drawing is a [`Stencil`]'s, so that a step changes classes and a few words. The page's script gets the steps as
//! `data`, each with only what it changes. Texts of the scenario are in that data, where `<` is written as an escape,
//! and the script puts them on the page as text; those in the page itself are escaped.

mod data;

use crate::picture::{
    EDGES_PER_NODE, Frame, LegendEntry, NODE_LIMIT, Picture, PictureError, Sample, Stencil, css,
};
use crate::sim::draw::{Skeleton, frames};
use crate::sim::run::Run;
use crate::sim::scenario::Scenario;

/// The most steps of a page. Each takes some hundred bytes of it.
pub const MAX_STEPS: usize = 5000;
/// The most looks that are worked out for a page: of each object, variable and reference, after each step. They take
/// some hundred MiB then.
pub const MAX_LOOKS: usize = 2_000_000;

/// How small a drawing may be shown. In a narrower window it is scrolled.
const LEAST_SCALE: f64 = 0.65;

const PAGE: &str = include_str!("player/page.html");
const CSS: &str = include_str!("player/page.css");
const JS: &str = include_str!("player/page.js");

/// The page that plays a run.
///
/// A run that has more objects and references than can be laid out is played without a drawing, and the page says so.
///
/// # Errors
///
/// A run of too many steps: of fewer, the more there is to see.
pub fn html(scenario: &Scenario, run: &Run) -> Result<String, PictureError> {
    let skeleton = Skeleton::new(scenario, run);
    let n_parts = skeleton.parts.len() + skeleton.links.len();
    let n_steps = run.steps.len();
    let limit = MAX_STEPS.min(MAX_LOOKS / n_parts.max(1));
    if n_steps > limit {
        return Err(PictureError::TooManySteps { n_steps, limit });
    }
    let frames = frames(scenario, run, &skeleton);
    // The page has a heading, a line for what happens and a legend of its own.
    let picture = Picture { title: String::new(), notes: Vec::new(), ..skeleton.picture(&frames) };
    let legend: String = picture.legend.iter().map(legend_item).collect();
    let drawing = drawing(Picture { legend: Vec::new(), ..picture.clone() }, &frames[0])?;
    let data = data::json(&skeleton, &picture, &frames);
    let title = skeleton.title();
    Ok(fill(&[
        ("title", &escaped(&title)),
        ("css", &(css() + CSS)),
        ("drawing", &drawing),
        ("legend", &legend),
        ("data", &data),
        ("js", JS),
    ]))
}

/// The page with its gaps filled. What is filled in is not looked at again.
fn fill(texts: &[(&str, &str)]) -> String {
    let mut page = String::new();
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        let text = texts.iter().find(|(known, _)| *known == name);
        page.push_str(text.map_or("", |(_, text)| text));
        rest = after;
    }
    page + rest
}

/// The drawing, or why there is none.
fn drawing(picture: Picture, first: &Frame) -> Result<String, PictureError> {
    match Stencil::new(picture) {
        Ok(stencil) => {
            let least = LEAST_SCALE * stencil.width();
            let style = format!("<svg style=\"min-width:{least:.0}pt\" ");
            Ok(stencil.element(first).replacen("<svg ", &style, 1))
        }
        Err(PictureError::TooManyParts { n_nodes, n_edges, .. }) => Ok(format!(
            "<p>There is no drawing: the whole run has {n_nodes} nodes and {n_edges} references, and at most \
             {NODE_LIMIT} and {} can be drawn so that they can be read. The table of objects says what there is.</p>",
            NODE_LIMIT * EDGES_PER_NODE
        )),
        Err(other) => Err(other),
    }
}

/// A sample of a style, in the style sheet's classes, and what it means.
fn legend_item(entry: &LegendEntry) -> String {
    let node = |classes: &str| {
        format!(
            "<g class=\"node {classes}\"><rect class=\"outline\" x=\"3\" y=\"3\" width=\"28\" height=\"14\"/>\
             <text x=\"17\" y=\"13.5\" text-anchor=\"middle\" font-size=\"10\">a</text></g>"
        )
    };
    let sample = match entry.sample {
        Sample::Node(style) => node(style.class()),
        Sample::Mark => node("box marked"),
        Sample::Edge(style) => format!(
            "<g class=\"edge {}\"><path d=\"M2,10H24\"/><polygon points=\"24,6 33,10 24,14\"/></g>",
            style.class()
        ),
    };
    let meaning = escaped(&entry.meaning);
    format!(
        "<li><svg width=\"34\" height=\"20\" aria-hidden=\"true\">{sample}</svg>{meaning}</li>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
