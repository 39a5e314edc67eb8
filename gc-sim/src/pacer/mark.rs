//! One marking: how long it takes, who pays for it, and how much the program is slowed meanwhile.
//!
//! Everything flows evenly here. The background workers have a quarter of the cores. Cores that the program leaves idle
//! mark as well. Where that would end too late to keep the goal, the program's own goroutines have to assist: as many of
//! its cores as are needed mark and do not allocate. Go decides this anew with each allocation; the sum is the same.

use super::controller::BACKGROUND;

/// What a marking starts from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) cores: f64,
    /// Bytes looked at by one core in a second.
    pub(super) mark_rate: f64,
    /// Seconds that a collection takes beside.
    pub(super) latency: f64,
    /// Bytes to look at.
    pub(super) work: f64,
    /// Bytes allocated in a second by the program at full speed.
    pub(super) alloc_rate: f64,
    /// The cores that it keeps busy then.
    pub(super) busy: f64,
    /// Bytes that may be allocated before marking has to be done.
    pub(super) allowed: f64,
    /// Whether only time started it: then idle cores do not help.
    pub(super) periodic: bool,
}

/// How a marking goes: first one way, and the other way when the collector has had its share of the CPU.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marking {
    pub(super) parts: [Part; 2],
    /// Cores that would be idle and mark.
    pub(super) idle: f64,
    /// Cores of the background workers.
    pub(super) background: f64,
}

/// A stretch of marking in which nothing changes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) seconds: f64,
    /// The program's speed, from 0 to 1.
    pub(super) pace: f64,
    /// The program's cores that assist.
    pub(super) assist: f64,
    /// The program's cores that still run it.
    pub(super) running: f64,
}

/// The CPU limiter: a bucket that the collector fills and the program empties. When it is full, assists are cut down so
/// that the collector has no more than half of the time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limiter {
    /// What fits, in seconds of one core.
    capacity: f64,
    pub(super) fill: f64,
}

impl Limiter {
    pub(super) fn new(cores: f64) -> Self {
        Self { capacity: cores, fill: 0.0 }
    }

    /// The collector had so many seconds of a core, and the program so many.
    pub(super) fn add(&mut self, collector: f64, program: f64) {
        self.fill = (self.fill + collector - program).clamp(0.0, self.capacity);
    }
}

/// With fewer cores than this, a quarter of them is no whole one, and no background worker has a core to itself. Each
/// busy core gives it a quarter of its time instead, and all of an idle core is counted as idle.
const LEAST_FOR_DEDICATED: f64 = 4.0;

/// The least cores a program that allocates is taken to keep busy.
const LEAST_BUSY: f64 = 0.001;

/// Plans a marking.
pub(super) fn plan(start: &Start, limiter: Limiter) -> Marking {
    let background = BACKGROUND * start.cores;
    let wanted = start.busy.max(LEAST_BUSY);
    let busy = wanted.min(start.cores - background);
    // With more goroutines than are left cores, all are slower.
    let squeezed = busy / wanted;
    let idle = if start.periodic { 0.0 } else { start.cores - background - busy };
    let speed = |assist: f64| start.mark_rate * (background + idle + assist);
    let pace = |assist: f64| squeezed * (busy - assist) / busy;
    let seconds = |assist: f64| start.latency + start.work / speed(assist);
    let allocated = |assist: f64| start.alloc_rate * pace(assist) * seconds(assist);

    let mut assist = 0.0;
    if allocated(0.0) > start.allowed {
        // The more assist, the less is allocated: halve the doubt until it is gone.
        let (mut too_little, mut enough) = (0.0, busy);
        for _ in 0..40 {
            let middle = f64::midpoint(too_little, enough);
            if allocated(middle) > start.allowed {
                too_little = middle;
            } else {
                enough = middle;
            }
        }
        assist = enough;
    }
    let part = |seconds: f64, assist: f64| Part {
        seconds,
        pace: pace(assist),
        assist,
        running: busy - assist,
    };
    let filling = background + 2.0 * assist - busy;
    let until_full = if filling > 0.0 {
        (limiter.capacity - limiter.fill).max(0.0) / filling
    } else {
        f64::INFINITY
    };
    let mut parts = [part(seconds(assist), assist), Part::default()];
    if until_full < parts[0].seconds {
        let limited = ((busy - background) / 2.0).clamp(0.0, assist);
        let left = start.work - (until_full - start.latency).max(0.0) * speed(assist);
        let latency_left = (start.latency - until_full).max(0.0);
        parts = [part(until_full, assist), part(latency_left + left / speed(limited), limited)];
    }
    if start.cores < LEAST_FOR_DEDICATED && !start.periodic {
        let shared = busy * BACKGROUND / (1.0 - BACKGROUND);
        return Marking { parts, idle: start.cores - busy - shared, background: shared };
    }
    Marking { parts, idle, background }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Start = Start {
        cores: 4.0,
        mark_rate: 100.0,
        latency: 0.0,
        work: 100.0,
        alloc_rate: 10.0,
        busy: 4.0,
        allowed: 1000.0,
        periodic: false,
    };

    #[track_caller]
    fn check(start: &Start, limiter: Limiter, expected: &str) {
        let marking = plan(start, limiter);
        let mut text = vec![format!("idle {:.2}", marking.idle)];
        for part in marking.parts.iter().filter(|part| part.seconds > 0.0) {
            let Part { seconds, pace, assist, running } = part;
            text.push(format!(
                "{seconds:.2} s, pace {pace:.2}, {assist:.2} assist, {running:.2} run"
            ));
        }
        assert_eq!(text.join("; "), expected);
    }

    #[test]
    fn background_alone() {
        let limiter = Limiter::new(4.0);
        check(&START, limiter, "idle 0.00; 1.00 s, pace 0.75, 0.00 assist, 3.00 run");
        let idle = Start { busy: 1.0, ..START };
        check(&idle, limiter, "idle 2.00; 0.33 s, pace 1.00, 0.00 assist, 1.00 run");
        let periodic = Start { periodic: true, ..idle };
        check(&periodic, limiter, "idle 0.00; 1.00 s, pace 1.00, 0.00 assist, 1.00 run");
    }

    #[test]
    fn few_cores_share_the_background() {
        let idle = Start { busy: 0.3, cores: 2.0, ..START };
        check(&idle, Limiter::new(2.0), "idle 1.60; 0.59 s, pace 1.00, 0.00 assist, 0.30 run");
        let busy = Start { busy: 2.0, cores: 2.0, ..START };
        check(&busy, Limiter::new(2.0), "idle 0.00; 2.00 s, pace 0.75, 0.00 assist, 1.50 run");
    }

    #[test]
    fn assists_keep_the_goal() {
        // Without them, 7.5 would be allocated.
        let tight = Start { allowed: 2.0, ..START };
        check(&tight, Limiter::new(4.0), "idle 0.00; 0.45 s, pace 0.44, 1.22 assist, 1.78 run");
        let none = Start { allowed: 0.0, ..START };
        check(&none, Limiter::new(4.0), "idle 0.00; 0.25 s, pace 0.00, 3.00 assist, 0.00 run");
    }

    #[test]
    fn the_limiter_leaves_half() {
        let none = Start { allowed: 0.0, work: 1000.0, ..START };
        check(
            &none,
            Limiter::new(4.0),
            "idle 0.00; 1.00 s, pace 0.00, 3.00 assist, 0.00 run; \
             3.00 s, pace 0.50, 1.00 assist, 2.00 run",
        );
    }
}
