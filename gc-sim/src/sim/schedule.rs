//! Schedules: which of the possible moves is made next.

use std::fmt;

use thiserror::Error;

use crate::sim::machine::Move;
use crate::sim::names::Names;
use crate::sim::program::Program;
use crate::sim::world::{CycleKind, World};

/// How moves are chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Schedule {
    /// Everybody in turn.
    #[default]
    RoundRobin,
    /// By chance; the same seed gives the same choices.
    Random(u64),
    /// As listed, and in turn after that.
    Given(Vec<Turn>),
}

/// One turn of a given schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The move, as [`name_of_move`] writes it.
    pub name: String,
    /// How often.
    pub times: u32,
}

/// The longest a given schedule may be, in turns.
pub const MAX_TURNS: usize = 1_000_000;

/// Why a schedule cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// The text is no schedule.
    #[error("`{text}` is no schedule: {why}")]
    NotOne {
        /// The part of the text.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// What is to come next cannot.
    #[error(
        "turn {number} of the schedule is `{name}`, which cannot come now; possible: {possible}"
    )]
    Impossible {
        /// The how-many-th turn, from 1.
        number: usize,
        /// What was to come.
        name: String,
        /// What could.
        possible: String,
    },
}

impl std::str::FromStr for Schedule {
    type Err = ScheduleError;

    /// Reads `round-robin`, `random:SEED`, or names of moves such as `main, gc, gc*3, gc.2`.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let not_one = |text: &str, why| ScheduleError::NotOne { text: text.to_owned(), why };
        let text = text.trim();
        if text == "round-robin" {
            return Ok(Self::RoundRobin);
        }
        if let Some(seed) = text.strip_prefix("random") {
            let seed = seed.trim_start_matches([':', ' ']);
            return match seed {
                "" => Ok(Self::Random(0)),
                _ => seed
                    .parse()
                    .map(Self::Random)
                    .map_err(|_| not_one(text, "the seed is no number")),
            };
        }
        let mut turns = Vec::new();
        for part in text.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()) {
            let (name, times) = match part.split_once('*') {
                None => (part, 1),
                Some((name, times)) => {
                    let times = times.parse().map_err(|_| not_one(part, "`*` takes a number"))?;
                    (name, times)
                }
            };
            turns.push(Turn { name: name.to_owned(), times });
            let n_turns: usize = turns.iter().map(|turn| turn.times as usize).sum();
            if n_turns > MAX_TURNS {
                return Err(not_one(part, "there are more than a million turns"));
            }
        }
        if turns.is_empty() {
            return Err(not_one(text, "it is empty"));
        }
        Ok(Self::Given(turns))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RoundRobin => f.write_str("round-robin"),
            Self::Random(seed) => write!(f, "random:{seed}"),
            Self::Given(turns) => {
                for (index, turn) in turns.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    match turn.times {
                        1 => write!(f, "{comma}{}", turn.name)?,
                        times => write!(f, "{comma}{}*{times}", turn.name)?,
                    }
                }
                Ok(())
            }
        }
    }
}

impl Schedule {
    /// The schedule that makes these moves, with repetitions counted.
    pub fn of_names(names: impl IntoIterator<Item = String>) -> Self {
        let mut turns: Vec<Turn> = Vec::new();
        for name in names {
            match turns.last_mut() {
                Some(last) if last.name == name => last.times += 1,
                _ => turns.push(Turn { name, times: 1 }),
            }
        }
        Self::Given(turns)
    }
}

/// What a move is called in a schedule: a goroutine by its name; the collector `gc`, `gc-minor` where it begins a minor
/// cycle, or `gc.2` where it takes the second of several ways.
pub fn name_of_move(program: &Program, world: &World, one: Move) -> String {
    match one {
        Move::Goroutine(goroutine) => Names::new(program).goroutine(world, goroutine),
        Move::Begin(CycleKind::Full) | Move::Collect(0) => "gc".to_owned(),
        Move::Begin(CycleKind::Minor) => "gc-minor".to_owned(),
        Move::Collect(way) => format!("gc.{}", way + 1),
        Move::Cleanup(index) => {
            let watched = world.cleanups[index as usize].watched;
            format!("start-cleanup-{}", Names::new(program).object(world, watched))
        }
    }
}

/// Chooses moves, one after another.
#[derive(Debug)]
pub(crate) struct Chooser<'a> {
    schedule: &'a Schedule,
    /// How many turns of a given schedule are taken: whole entries, and those of the entry under way.
    taken: (usize, u32),
    n_taken: usize,
    last: Option<u64>,
    random: u64,
}

impl<'a> Chooser<'a> {
    pub(crate) fn new(schedule: &'a Schedule) -> Self {
        let random = match schedule {
            Schedule::Random(seed) => *seed,
            _ => 0,
        };
        Self { schedule, taken: (0, 0), n_taken: 0, last: None, random }
    }

    /// One of `moves`; `None` where there are none.
    pub(crate) fn choose(
        &mut self,
        program: &Program,
        world: &World,
        moves: &[Move],
    ) -> Result<Option<Move>, ScheduleError> {
        match self.schedule {
            _ if moves.is_empty() => Ok(None),
            Schedule::Random(_) => {
                let place = self.next_random() % moves.len() as u64;
                Ok(moves.get(place as usize).copied())
            }
            Schedule::Given(turns) if self.taken.0 < turns.len() => {
                let turn = &turns[self.taken.0];
                self.taken.1 += 1;
                self.n_taken += 1;
                if self.taken.1 >= turn.times {
                    self.taken = (self.taken.0 + 1, 0);
                }
                let names = moves.iter().map(|&one| name_of_move(program, world, one));
                let names: Vec<String> = names.collect();
                match names.iter().position(|name| *name == turn.name) {
                    Some(place) => Ok(Some(moves[place])),
                    None => Err(ScheduleError::Impossible {
                        number: self.n_taken,
                        name: turn.name.clone(),
                        possible: names.join(", "),
                    }),
                }
            }
            _ => Ok(self.in_turn(moves)),
        }
    }

    /// The first move of whoever comes after the one who had the last turn.
    fn in_turn(&mut self, moves: &[Move]) -> Option<Move> {
        let seat = |one: &Move| match *one {
            Move::Goroutine(goroutine) => u64::from(goroutine.0),
            Move::Begin(_) | Move::Collect(_) => u64::from(u32::MAX) + 1,
            Move::Cleanup(_) => u64::from(u32::MAX) + 2,
        };
        let behind = |one: &&Move| self.last.is_none_or(|last| seat(one) > last);
        let chosen = moves.iter().find(behind).or_else(|| moves.first())?;
        self.last = Some(seat(chosen));
        Some(*chosen)
    }

    /// The next number of `SplitMix64` (Steele, Lea and Flood 2014).
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
