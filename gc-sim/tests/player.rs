//! The player in a real browser: headless Chromium opens the page from a file, a script appended to it presses keys
//! and clicks, and what it sees is compared with the frames.
//!
//! The browser is `$CHROMIUM`, or `chromium`, `chromium-browser` or `google-chrome` on PATH. Where there is none, the
//! tests say so and pass; in an automatic run (`CI=true`) they fail.

#![cfg(all(feature = "sim", feature = "render"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

use gc_sim::picture::Frame;
use gc_sim::sim::collector::CollectorKind;
use gc_sim::sim::draw::{Film, Skeleton};
use gc_sim::sim::player;
use gc_sim::sim::run::{Run, Settings, run};
use gc_sim::sim::scenario::{Scenario, bundled};
use serde_json::{Value, json};

/// Runs before the page's own script: it notes what goes wrong.
const BEFORE: &str = "<script>
window.troubles = [];
addEventListener('error', (event) => troubles.push(`error: ${event.message}`));
addEventListener('unhandledrejection', (event) => troubles.push(`rejection: ${event.reason}`));
document.addEventListener('securitypolicyviolation', (event) => troubles.push(`policy: ${event.blockedURI}`));
console.error = console.warn = (...words) => troubles.push(`console: ${words.join(' ')}`);
window.alert = () => troubles.push('alert');
</script>";

/// What the scripts have in common: press, look, and write down.
const HELPERS: &str = "
const press = (key, target = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const id = (name) => document.getElementById(name);
const classes = (letter) => {
  const found = [];
  for (let i = 0; id(letter + i); i++) found.push(id(letter + i).getAttribute('class'));
  return found.join('|');
};
const look = () => ({
  step: Number(id('slider').value),
  place: id('place').textContent,
  sentence: id('sentence').textContent,
  nodes: classes('n'),
  edges: classes('e'),
  states: [...document.querySelectorAll('.node .state')]
    .filter((text) => text.closest('#drawing'))
    .map((text) => [text.closest('.node').id, text.textContent]),
  line: [...document.querySelectorAll('#program [aria-current]')]
    .map((line) => [...line.parentNode.children].indexOf(line) + 1),
  wrong: id('wrong').hidden ? '' : id('wrong').textContent,
  hidden: [...document.querySelectorAll('#drawing .node.hidden')]
    .every((node) => getComputedStyle(node).display === 'none'),
  rows: [...document.querySelectorAll('#objects tr')].filter((row) => !row.hidden)
    .map((row) => [...row.children].map((cell) => cell.textContent)),
});
";

/// The browser's name, or `None` where the tests are to be skipped.
#[expect(clippy::print_stdout, reason = "whoever runs the tests must see what was skipped")]
fn browser() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let known = ["chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    let found = named.into_iter().chain(known).find(|name| {
        let mut version = Command::new(name);
        version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    });
    if found.is_none() {
        let is_ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
        assert!(!is_ci, "no Chromium on PATH, and an automatic run skips nothing");
        println!("skipped: no Chromium on PATH");
    }
    found
}

/// Opens the page in the browser, and gives what the script, the body of an asynchronous function, returns.
fn observe(browser: &str, name: &str, page: &str, hash: &str, script: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("player-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let after = format!(
        "<script>{HELPERS}(async () => {{ {script} }})().catch((error) => `${{error}}`).then((seen) => {{
           const requests = performance.getEntriesByType('resource').map((one) => one.name);
           const observed = document.createElement('pre');
           observed.id = 'observed';
           observed.textContent = JSON.stringify({{ seen, troubles, requests }});
           document.body.append(observed);
         }});</script></body>"
    );
    let page = page.replacen("<head>", &format!("<head>{BEFORE}"), 1);
    let (before_end, end) = page.rsplit_once("</body>").unwrap();
    let file = folder.join("page.html");
    std::fs::write(&file, format!("{before_end}{after}{end}")).unwrap();
    let mut command = Command::new(browser);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000"])
        .args(["--window-size=1400,900", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}{hash}", file.display()));
    let output = command.stderr(Stdio::null()).output().unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let (_, rest) =
        dom.split_once("<pre id=\"observed\">").expect("the script has come to its end");
    let text = rest.split_once("</pre>").unwrap().0;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}");
    let observed: Value = serde_json::from_str(&text.replace("&amp;", "&")).unwrap();
    assert_eq!(observed["troubles"], json!([]), "{name}");
    assert_eq!(observed["requests"], json!([]), "{name}");
    observed["seen"].clone()
}

fn run_of(name: &str, collector: Option<CollectorKind>) -> (Scenario, Run) {
    let scenario = bundled(name).unwrap().parse().unwrap();
    let run = run(&scenario, &Settings { collector, ..Settings::default() }).unwrap();
    (scenario, run)
}

/// What the script must see at each step.
struct Expected {
    frames: Vec<Frame>,
    skeleton_violations: Vec<Vec<String>>,
    lines: Vec<Option<u32>>,
}

impl Expected {
    fn new(scenario: &Scenario, run: &Run) -> Self {
        let skeleton = Skeleton::new(scenario, run);
        let n_frames = run.steps.len() + 1;
        let violations = |n| skeleton.violations(n).map(str::to_owned).collect();
        Self {
            frames: Film::new(scenario, run).unwrap().frames().to_vec(),
            skeleton_violations: (0..n_frames).map(violations).collect(),
            lines: std::iter::once(None).chain(run.steps.iter().map(|step| step.line)).collect(),
        }
    }

    #[track_caller]
    fn check(&self, seen: &Value, n: usize) {
        let frame = &self.frames[n];
        assert_eq!(seen["step"], json!(n));
        let nodes = frame.nodes.iter().map(|node| {
            let class = node.style.map_or("hidden", gc_sim::picture::NodeStyle::class);
            let mark = if node.is_marked && node.style.is_some() { " marked" } else { "" };
            format!("node {class}{mark}")
        });
        assert_eq!(seen["nodes"], json!(nodes.collect::<Vec<_>>().join("|")), "step {n}");
        let edges = frame.edges.iter().map(|edge| {
            format!("edge {}", edge.map_or("hidden", gc_sim::picture::EdgeStyle::class))
        });
        assert_eq!(seen["edges"], json!(edges.collect::<Vec<_>>().join("|")), "step {n}");
        for state in seen["states"].as_array().unwrap() {
            let index: usize = state[0].as_str().unwrap()[1..].parse().unwrap();
            assert_eq!(state[1], json!(frame.nodes[index].state), "step {n}, node {index}");
        }
        let sentence = seen["sentence"].as_str().unwrap();
        assert!(frame.notes[1] == sentence || frame.notes[1].ends_with('…'), "{sentence}");
        let place = seen["place"].as_str().unwrap();
        assert!(place.starts_with(&format!("Step {n} of {};", self.frames.len() - 1)), "{place}");
        let line: Vec<u32> = self.lines[n].into_iter().collect();
        assert_eq!(seen["line"], json!(line), "step {n}");
        let wrong: Vec<String> =
            self.skeleton_violations[n].iter().map(|text| format!("✗ Violation: {text}")).collect();
        assert_eq!(seen["wrong"], json!(wrong.join("\n")), "step {n}");
        assert_eq!(seen["hidden"], json!(true), "what is hidden is not drawn");
    }
}

#[test]
fn every_step_forward_and_back() {
    let Some(browser) = browser() else { return };
    for (name, collector) in [
        ("lost-object", None),
        ("timers", None),
        ("cleanup", Some(CollectorKind::RefCount)),
        ("fragments", Some(CollectorKind::Semispace)),
        ("promotion", None),
    ] {
        let (scenario, run) = run_of(name, collector);
        let page = player::html(&scenario, &run).unwrap();
        let expected = Expected::new(&scenario, &run);
        let script = "
            const seen = [look()];
            const last = Number(id('slider').max);
            for (let n = 0; n < last; n++) { press('ArrowRight'); seen.push(look()); }
            press('ArrowRight');
            seen.push(look());
            for (let n = 0; n < last; n++) { press('ArrowLeft'); seen.push(look()); }
            return seen;";
        let seen = observe(&browser, name, &page, "", script);
        let seen = seen.as_array().unwrap_or_else(|| panic!("{name}: {seen}"));
        let last = run.steps.len();
        assert_eq!(seen.len(), 2 * last + 2, "{name}");
        for (index, look) in seen.iter().enumerate() {
            expected.check(look, if index <= last { index } else { 2 * last + 1 - index });
        }
    }
}

#[test]
fn keys_buttons_and_links() {
    let Some(browser) = browser() else { return };
    let (scenario, run) = run_of("lost-object", None);
    let page = player::html(&scenario, &run).unwrap();
    let expected = Expected::new(&scenario, &run);
    let last = run.steps.len();
    let script = "
        const out = {};
        out.linked = look();
        press('End'); out.end = look();
        out.disabled = [id('forward').disabled, id('back').disabled];
        press('Home'); out.home = look();
        out.phases = [...id('phases').options].map((option) => Number(option.value));
        const walk = (key, n) => [...Array(n)].map(() => { press(key); return look().step; });
        out.next = walk(']', out.phases.length);
        out.before = walk('[', out.phases.length);
        out.pages = walk('PageDown', 2).concat(walk('PageUp', 2));
        id('phases').value = String(out.phases[2]);
        id('phases').dispatchEvent(new Event('change'));
        out.chosen = look();
        id('slider').value = '5';
        id('slider').dispatchEvent(new Event('input'));
        out.slid = look();
        press('ArrowRight', id('slider')); out.onSlider = look().step;
        id('forward').click(); out.clicked = look().step;
        id('back').click(); id('back').click(); out.clickedBack = look().step;
        press('ArrowRight', id('phases')); out.onSelect = look().step;
        const flags = [...document.querySelectorAll('#marks button')];
        out.flags = flags.map((flag) => flag.title);
        flags[0].click(); out.flagged = look();
        press('Home'); press('v'); out.violation = look().step;
        document.querySelector('#violations button').click(); out.listed = look().step;
        id('first').click(); out.first = look().step;
        id('last').click(); out.last = look().step;
        location.hash = '#step=3'; await wait(50); out.hash = look().step;
        press('ArrowRight'); out.address = location.hash;
        location.hash = '#step=999999999'; await wait(50); out.beyond = look().step;
        const speed = () => Number(id('speed').value);
        out.speeds = [speed()]; press('+'); out.speeds.push(speed()); press('-'); press('-'); out.speeds.push(speed());
        press('?'); out.help = id('keys').open; press('Home'); out.modal = look().step;
        id('keys').close(); out.closed = id('keys').open;
        return out;";
    let seen = observe(&browser, "keys", &page, "#step=7", script);
    let violation = run.violations[0].step;
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    expected.check(&seen["linked"], 7);
    expected.check(&seen["end"], last);
    expected.check(&seen["home"], 0);
    assert_eq!(seen["disabled"], json!([true, false]));
    let phases: Vec<usize> = seen["phases"].as_array().unwrap().iter().map(number).collect();
    assert!(phases.len() > 3 && phases[0] == 0, "{phases:?}");
    let next: Vec<usize> = phases[1..].iter().copied().chain([last]).collect();
    assert_eq!(seen["next"], json!(next));
    let before: Vec<usize> = phases.iter().rev().copied().collect();
    assert_eq!(seen["before"], json!(before));
    assert_eq!(seen["pages"], json!([phases[1], phases[2], phases[1], phases[0]]));
    expected.check(&seen["chosen"], phases[2]);
    expected.check(&seen["slid"], 5);
    for (name, step) in [
        ("onSlider", 6),
        ("clicked", 7),
        ("clickedBack", 5),
        ("onSelect", 5),
        ("violation", violation),
        ("listed", violation),
        ("first", 0),
        ("last", last),
        ("hash", 3),
        ("beyond", last),
        ("modal", last),
    ] {
        assert_eq!(seen[name], json!(step), "{name}");
    }
    assert_eq!(seen["flags"], json!([format!("Violation after step {violation}")]));
    expected.check(&seen["flagged"], violation);
    assert!(seen["flagged"]["wrong"].as_str().unwrap().contains("`b` is freed while it is in use"));
    assert_eq!(seen["address"], json!("#step=4"));
    assert_eq!(seen["speeds"], json!([2, 4, 1]));
    assert_eq!((&seen["help"], &seen["closed"]), (&json!(true), &json!(false)));
}

#[test]
fn playing_goes_to_the_end_and_stops() {
    let Some(browser) = browser() else { return };
    let (scenario, run) = run_of("lost-object", None);
    let page = player::html(&scenario, &run).unwrap();
    let last = run.steps.len();
    let script = "
        const out = {};
        const began = performance.now();
        press(' ');
        out.playing = id('play').textContent;
        const steps = [0];
        while (id('play').textContent === 'Pause') {
          await wait(20);
          if (look().step !== steps[steps.length - 1]) steps.push(look().step);
        }
        out.steps = steps;
        out.slow = performance.now() - began;
        await wait(2000);
        out.stopped = look();
        // From the end it begins anew, faster, and can be paused.
        id('speed').value = '16';
        const again = performance.now();
        id('play').click();
        out.again = look().step;
        while (id('play').textContent === 'Pause') await wait(20);
        out.fast = performance.now() - again;
        id('play').click(); await wait(300); id('play').click();
        out.paused = look().step;
        await wait(2000);
        out.still = look().step;
        press(' ', id('play')); out.onButton = id('play').textContent;
        press('Home'); press(' '); press('ArrowRight'); out.stepped = [look().step, id('play').textContent];
        return out;";
    let seen = observe(&browser, "play", &page, "", script);
    let expected = Expected::new(&scenario, &run);
    assert_eq!(seen["playing"], json!("Pause"));
    assert_eq!(seen["steps"], json!((0..=last).collect::<Vec<_>>()), "every step is shown");
    expected.check(&seen["stopped"], last);
    assert_eq!(seen["again"], json!(0));
    let (slow, fast) = (seen["slow"].as_f64().unwrap(), seen["fast"].as_f64().unwrap());
    assert!(slow > 4.0 * fast, "2 steps a second take {slow} ms, 16 take {fast} ms");
    let paused = seen["paused"].as_u64().unwrap();
    assert!(paused > 0 && paused < last as u64, "{paused}");
    assert_eq!(seen["still"], json!(paused));
    assert_eq!(seen["onButton"], json!("Play"), "the browser clicks for the key");
    assert_eq!(seen["stepped"], json!([1, "Play"]));
}

#[test]
fn the_table_says_what_the_drawing_says() {
    let Some(browser) = browser() else { return };
    let (scenario, run) = run_of("lost-object", None);
    let page = player::html(&scenario, &run).unwrap();
    let script = "const start = look().rows; press('End'); return { start, end: look().rows,
        checks: [...id('checks').children].map((item) => item.textContent),
        unnamed: [...document.querySelectorAll('button, select, input')]
          .filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length)).length,
        role: id('sentence').getAttribute('aria-live') };";
    let seen = observe(&browser, "table", &page, "", script);
    assert_eq!(
        seen["start"],
        json!([
            ["b", "struct, 16 B", "allocated", "a.next"],
            ["a", "struct, 16 B", "allocated", "g"]
        ])
    );
    assert_eq!(
        seen["end"],
        json!([["b", "struct, 16 B", "freed", "box"], ["a", "struct, 16 B", "allocated", "g"]])
    );
    assert_eq!(seen["checks"], json!(["✓ holds: under none at end: b lost (line 23)"]));
    assert_eq!((&seen["unnamed"], &seen["role"]), (&json!(0), &json!("polite")));
}

#[test]
fn a_large_drawing_shows_what_the_step_is_about() {
    let Some(browser) = browser() else { return };
    let text = "scenario \"large\"\nglobal top\ngoroutine main {\n repeat 40 {\n\
                cell = new node cell 16B { next = top }\n top = cell\n }\n}\n";
    let scenario = Scenario::parse(text).unwrap();
    let run = run(&scenario, &Settings::default()).unwrap();
    let page = player::html(&scenario, &run).unwrap();
    let script = "
        const unseen = [];
        const frame = id('drawing').getBoundingClientRect();
        for (let n = 0; n < Number(id('slider').max); n++) {
          press('ArrowRight');
          const box = document.querySelector('#drawing .marked .outline')?.getBoundingClientRect();
          if (box && (box.left < frame.left || box.right > frame.right
              || box.top < frame.top || box.bottom > frame.bottom)) unseen.push(look().step);
        }
        return { unseen, scrolls: id('drawing').scrollWidth > id('drawing').clientWidth, moved: scrollY };";
    let seen = observe(&browser, "large", &page, "", script);
    assert_eq!(seen, json!({ "unseen": [], "scrolls": true, "moved": 0 }));
}

#[test]
fn a_scenarios_text_is_never_run() {
    let Some(browser) = browser() else { return };
    let text = "scenario \"</title></script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>\"\n\
                // </script><script>alert(3)</script> <!-- <script> {{data}}\n\
                about \"</pre><svg onload=alert(4)> & &lt; https://example.invalid/x.png\"\n\
                goroutine main {\n x = new a 16B\n expect x live\n}\n";
    let text = text.replace("expect x live", "expect a live");
    let scenario = Scenario::parse(&text).unwrap();
    let run = run(&scenario, &Settings::default()).unwrap();
    let page = player::html(&scenario, &run).unwrap();
    let script = "press('End'); return {
        title: document.title, heading: document.querySelector('h1').textContent,
        about: id('about').textContent, line: id('program').children[1].textContent,
        scripts: document.scripts.length, step: look().step };";
    let seen = observe(&browser, "hostile", &page, "", script);
    let title = seen["title"].as_str().unwrap();
    assert!(title.starts_with("</title></script><script>alert(1)</script><!-- <img"), "{title}");
    assert_eq!(seen["heading"], seen["title"]);
    assert!(seen["about"].as_str().unwrap().starts_with("</pre><svg onload=alert(4)> & &lt;"));
    assert!(seen["line"].as_str().unwrap().ends_with("<!-- <script> {{data}}"));
    assert_eq!(seen["scripts"], json!(4), "the page's two, and the test's two");
    assert_eq!(seen["step"], json!(run.steps.len()));
}
