//! Animated frames match the steps exactly: what the SVG of each frame shows is what the steps up to it say.

#![cfg(all(feature = "sim", feature = "render"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::collections::BTreeMap;

use gc_sim::picture::{Format, PictureError, render};
use gc_sim::sim::collector::CollectorKind;
use gc_sim::sim::draw::{Film, Link, MAX_FRAMES, Part, Skeleton, last_picture, picture_at};
use gc_sim::sim::player;
use gc_sim::sim::run::{Run, Settings, run};
use gc_sim::sim::scenario::{BUNDLED, Scenario};
use gc_sim::sim::step::{Colour, Event, Root};
use gc_sim::sim::view::View;
use gc_sim::sim::world::{CleanupState, Reference, Slot, World};
use serde_json::Value;

/// Every bundled scenario under every collector.
fn all_runs() -> impl Iterator<Item = (String, Scenario, Run)> {
    BUNDLED.iter().flat_map(|one| {
        CollectorKind::ALL.into_iter().map(|(kind_name, kind)| {
            let scenario = one.parse().unwrap();
            let settings = Settings { collector: Some(kind), ..Settings::default() };
            let run = run(&scenario, &settings).unwrap();
            (format!("{} {kind_name}", one.name), scenario, run)
        })
    })
}

/// What an SVG document shows: for each id, the classes; for each node, its fill and its last words.
struct Seen {
    classes: BTreeMap<String, String>,
    states: BTreeMap<String, String>,
    fills: BTreeMap<String, String>,
}

fn seen(svg: &str) -> Seen {
    let mut seen =
        Seen { classes: BTreeMap::new(), states: BTreeMap::new(), fills: BTreeMap::new() };
    let mut id = String::new();
    for line in svg.lines() {
        if let Some(rest) = line.strip_prefix(".node.") {
            if let Some((class, rest)) = rest.split_once(" .outline{fill:") {
                let (fill, _) = rest.split_once(';').unwrap();
                seen.fills.insert(class.to_owned(), fill.to_owned());
            }
        } else if let Some(rest) = line.strip_prefix("<g id=\"") {
            let (found, classes) = rest.split_once("\" class=\"").unwrap();
            found.clone_into(&mut id);
            let (classes, _) = classes.split_once('"').unwrap();
            seen.classes.insert(id.clone(), classes.to_owned());
        } else if line.starts_with("<text class=\"state\"") {
            let (_, text) = line.split_once('>').unwrap();
            seen.states.insert(id.clone(), text.trim_end_matches("</text>").to_owned());
        }
    }
    seen
}

/// Where everything is: every number of the drawing.
fn places(svg: &str) -> Vec<&str> {
    let attributes = svg.split('"').collect::<Vec<_>>();
    let is_place = |name: &str| {
        [" points=", " d=", " x=", " y=", " width=", " height=", "\n viewBox="]
            .iter()
            .any(|end| name.ends_with(end))
    };
    attributes.windows(2).filter(|pair| is_place(pair[0])).map(|pair| pair[1]).collect()
}

/// What a node must look like, and the word for it; worked out from the view alone.
fn expected(view: &View, part: Part) -> (&'static str, &'static str) {
    let colour = |colour| match colour {
        None => ("box", ""),
        Some(Colour::White) => ("white", "white"),
        Some(Colour::Grey) => ("grey", "grey"),
        Some(Colour::Black) => ("black", "black"),
    };
    match part {
        Part::Object(id) => match view.world.objects.get(id.0 as usize) {
            None => ("hidden", ""),
            Some(object) if object.freed => ("dotted", "freed"),
            Some(_) => colour(view.colour(id)),
        },
        Part::Global(index) => colour(view.root_colour(Root::Global(index))),
        Part::Timers | Part::Cleanups => colour(view.root_colour(Root::Runtime)),
        Part::Stack { goroutine, depth, function } => {
            let frames = view.world.goroutines.get(goroutine.0 as usize).map(|one| &one.frames);
            match frames.and_then(|frames| frames.get(depth as usize)) {
                Some(frame) if frame.function == function => {
                    colour(view.root_colour(Root::Stack(goroutine)))
                }
                _ => ("hidden", ""),
            }
        }
    }
}

/// What a link's slot holds now.
fn holds(world: &World, link: &Link) -> Reference {
    match link.slot {
        Slot::Field(object, index) => {
            let object = world.objects.get(object.0 as usize).filter(|object| !object.freed)?;
            object.fields.get(index as usize)?.1
        }
        Slot::Local(goroutine, depth, local) => {
            let Part::Stack { function, .. } = link.from else { return None };
            let frames = &world.goroutines.get(goroutine.0 as usize)?.frames;
            let frame = frames.get(depth as usize).filter(|frame| frame.function == function)?;
            frame.locals[local as usize]
        }
        Slot::Cleanup(index) => {
            let cleanups = world.cleanups.get(index as usize);
            cleanups.filter(|cleanup| cleanup.state != CleanupState::Done)?.argument
        }
        Slot::Global(_) | Slot::Timer(_) => world.read(link.slot),
    }
}

#[test]
fn frames_match_the_steps() {
    let mut n_frames = 0;
    for (name, scenario, run) in all_runs() {
        let film = Film::new(&scenario, &run).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(film.n_frames(), run.steps.len() + 1, "{name}");
        let skeleton = Skeleton::new(&scenario, &run);
        let first = film.svg(0);
        let mut view = View::new(&run.start);
        for n in 0..film.n_frames() {
            let step = n.checked_sub(1).map(|index| &run.steps[index]);
            if let Some(step) = step {
                view.apply(&scenario.program, step);
            }
            let svg = film.svg(n);
            let shown = seen(&svg);
            let place = format!("{name}, step {n}");
            let mut n_marked = 0;
            for (index, &part) in skeleton.parts.iter().enumerate() {
                let id = format!("n{index}");
                let (class, word) = expected(&view, part);
                let classes = &shown.classes[&id];
                let is_marked = classes.ends_with(" marked");
                n_marked += usize::from(is_marked);
                assert_eq!(classes.trim_end_matches(" marked"), format!("node {class}"), "{place}");
                let state = shown.states.get(&id).map_or("", |state| state);
                assert!(state.starts_with(word), "{place}: {state:?} is not {word}");
                if is_marked && let (Part::Object(object), Some(step)) = (part, step) {
                    let remembered = Event::RootDone { root: Root::Remembered(object) };
                    assert!(
                        step.event.object() == Some(object) || step.event == remembered,
                        "{place}"
                    );
                }
            }
            assert!(n_marked <= 1, "{place}: {n_marked} marks");
            for (index, link) in skeleton.links.iter().enumerate() {
                let class = shown.classes[&format!("e{index}")].strip_prefix("edge ").unwrap();
                let change = step.and_then(|step| change_of(&step.event, link, &view));
                let held = if holds(&view.world, link) != Some(link.target) {
                    "hidden"
                } else if view.world.object(link.target).freed {
                    "dashed"
                } else {
                    "solid"
                };
                assert_eq!(class, change.unwrap_or(held), "{place}: {link:?}");
                let is_gone = change == Some("thick-dotted");
                assert_eq!(held == "hidden", is_gone || class == "hidden", "{place}: {link:?}");
            }
            let n_rows = |part: &Part| match *part {
                Part::Object(id) => run.end.object(id).fields.len(),
                Part::Stack { function, .. } => scenario.program.function(function).locals.len(),
                Part::Cleanups => run.end.cleanups.len(),
                Part::Global(_) | Part::Timers => 0,
            };
            // Name, sort and rows: none is lost to the state.
            let n_texts: usize = skeleton
                .parts
                .iter()
                .map(|part| 1 + usize::from(!skeleton.about(*part).is_empty()) + n_rows(part))
                .sum();
            let (_, parts) = svg.split_once("class=\"node ").unwrap();
            assert_eq!(parts.matches("<text xml").count(), n_texts, "{place}");
            assert_eq!(places(&svg), places(&first), "{place}");
            n_frames += 1;
        }
    }
    assert!(n_frames > 2000, "{n_frames}");
}

/// How a link looks that a step writes, removes or looks at.
fn change_of(event: &Event, link: &Link, view: &View) -> Option<&'static str> {
    let is_at = |slot: Slot| link.slot == slot && gone_or_here(link, view);
    let target = Some(link.target);
    match event {
        Event::Write { slot, new, .. } if is_at(*slot) && *new == target => Some("bold"),
        Event::Write { slot, old, .. } if is_at(*slot) && *old == target => Some("thick-dotted"),
        Event::Scan { slot, target: found } if is_at(*slot) && *found == target => {
            Some("thick-dashed")
        }
        Event::Call { goroutine, arguments, .. } | Event::Start { goroutine, arguments, .. } => {
            let depth = view.world.goroutine(*goroutine).frames.len() as u32 - 1;
            let given = (0..).zip(arguments).any(|(local, &argument)| {
                is_at(Slot::Local(*goroutine, depth, local)) && argument == target
            });
            given.then_some("bold")
        }
        Event::Arm { timer } if is_at(Slot::Timer(*timer)) => Some("bold"),
        Event::Stop { timer } | Event::Fire { timer } if is_at(Slot::Timer(*timer)) => {
            Some("thick-dotted")
        }
        Event::AttachCleanup { cleanup, .. } if is_at(Slot::Cleanup(*cleanup)) => Some("bold"),
        Event::RunCleanup { cleanup } if is_at(Slot::Cleanup(*cleanup)) => Some("thick-dotted"),
        _ => None,
    }
}

/// Whether the link's stack frame, if it has one, is that of its function.
fn gone_or_here(link: &Link, view: &View) -> bool {
    !matches!(link.from, Part::Stack { .. }) || expected(view, link.from).0 != "hidden"
}

#[test]
fn the_colours_are_what_they_are_called() {
    let (_, scenario, run) = all_runs().next().unwrap();
    let fills = seen(&Film::new(&scenario, &run).unwrap().svg(0)).fills;
    let lightness = |class: &str| {
        let digits = fills[class].strip_prefix('#').unwrap();
        let parts = [0, 2, 4].map(|at| u32::from_str_radix(&digits[at..at + 2], 16).unwrap());
        parts.iter().sum::<u32>() / 3
    };
    assert_eq!(lightness("white"), 255);
    assert!((130..190).contains(&lightness("grey")));
    assert!(lightness("black") < 50);
}

#[test]
fn a_still_picture_has_what_its_frame_shows() {
    for (name, scenario, run) in all_runs() {
        let film = Film::new(&scenario, &run).unwrap();
        for n in [0, run.steps.len() / 2, run.steps.len()] {
            let frame = &film.frames()[n];
            let picture = picture_at(&scenario, &run, n);
            let nodes: Vec<_> = frame.nodes.iter().filter_map(|node| node.style).collect();
            let drawn: Vec<_> = picture.nodes.iter().map(|node| node.style).collect();
            assert_eq!(drawn, nodes, "{name}, step {n}");
            let edges: Vec<_> = frame.edges.iter().copied().flatten().collect();
            let drawn: Vec<_> = picture.edges.iter().map(|edge| edge.style).collect();
            assert_eq!(drawn, edges, "{name}, step {n}");
        }
        assert_eq!(last_picture(&scenario, &run), picture_at(&scenario, &run, usize::MAX));
    }
}

#[test]
fn pictures_and_films_are_the_same_each_time() {
    let (_, scenario, run) = all_runs().nth(7 * 6).unwrap();
    let film = || Film::new(&scenario, &run).unwrap();
    assert_eq!(film().svg(9), film().svg(9));
    assert!(film().png(9).unwrap().starts_with(b"\x89PNG"));
    for format in [Format::Dot, Format::Svg, Format::Png] {
        assert!(render(&picture_at(&scenario, &run, 9), format).is_ok());
    }
    assert_eq!(player::html(&scenario, &run).unwrap(), player::html(&scenario, &run).unwrap());
}

#[test]
fn the_players_data_gives_the_frames() {
    for (name, scenario, run) in all_runs() {
        let film = Film::new(&scenario, &run).unwrap();
        let page = player::html(&scenario, &run).unwrap();
        let (_, rest) = page.split_once("id=\"data\">").unwrap();
        let data: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let mut nodes = vec![(0, 0); data["nodes"].as_array().unwrap().len()];
        let mut edges = vec![0; data["edges"].as_array().unwrap().len()];
        for (step, frame) in data["steps"].as_array().unwrap().iter().zip(film.frames()) {
            for change in step[5].as_array().unwrap().chunks(3) {
                nodes[number(&change[0])] = (number(&change[1]), number(&change[2]));
            }
            for change in step[6].as_array().unwrap().chunks(2) {
                edges[number(&change[0])] = number(&change[1]);
            }
            let words = |list: &str, place: usize| data[list][place].as_str().unwrap().to_owned();
            for (now, &(class, state)) in frame.nodes.iter().zip(&nodes) {
                let style = now.style.map_or("hidden", gc_sim::picture::NodeStyle::class);
                assert_eq!(words("nodeClasses", class / 2), style, "{name}");
                assert_eq!(class % 2 == 1, now.is_marked, "{name}");
                assert_eq!(words("states", state), now.state, "{name}");
            }
            for (now, &class) in frame.edges.iter().zip(&edges) {
                let style = now.map_or("hidden", gc_sim::picture::EdgeStyle::class);
                assert_eq!(words("edgeClasses", class), style, "{name}");
            }
        }
    }
}

/// A program that allocates `n` objects and keeps them, and then drops one variable `n_drops` times.
fn large(n: usize, n_drops: usize) -> (Scenario, Run) {
    let text = format!(
        "scenario \"large\"\nobject list head {{ next }}\nglobal top = head\n\
         goroutine main {{\n repeat {n} {{\n cell = new node cell 16B {{ next = top }}\n top = cell\n }}\n\
         repeat {n_drops} {{\n drop cell\n }}\n}}\n"
    );
    let scenario = Scenario::parse(&text).unwrap();
    let run = run(&scenario, &Settings::default()).unwrap();
    (scenario, run)
}

#[test]
fn what_is_too_large_is_refused_or_said() {
    let (scenario, run) = large(150, 0);
    let error = Film::new(&scenario, &run).unwrap_err();
    assert!(matches!(error, PictureError::TooManyParts { .. }), "{error}");
    assert!(error.to_string().starts_with("the 153 nodes and 451 edges"), "{error}");
    let page = player::html(&scenario, &run).unwrap();
    assert!(page.contains("There is no drawing") && !page.contains("class=\"graph\""));
    // The still picture is collapsed.
    let dot = render(&last_picture(&scenario, &run), Format::Dot).unwrap();
    let dot = String::from_utf8(dot).unwrap();
    assert!(dot.contains("152 nodes drawn as 5:") && dot.contains("× 148"), "{dot}");

    let (scenario, run) = large(1, MAX_FRAMES);
    let error = Film::new(&scenario, &run).unwrap_err().to_string();
    assert_eq!(error, format!("{} steps are too many: at most 2000 are drawn", run.steps.len()));
    assert!(player::html(&scenario, &run).is_ok());
    let (scenario, run) = large(1, player::MAX_STEPS);
    assert!(player::html(&scenario, &run).is_err());
    // Of many objects, fewer steps.
    let (scenario, run) = large(600, 0);
    let error = player::html(&scenario, &run).unwrap_err().to_string();
    assert_eq!(error, "2401 steps are too many: at most 831 are drawn");
}

#[test]
fn a_page_of_five_hundred_steps_is_small() {
    let (scenario, run) = large(20, 420);
    assert!(run.steps.len() > 500);
    let page = player::html(&scenario, &run).unwrap();
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
}
