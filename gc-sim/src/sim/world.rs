//! The simulated process: a heap of objects, and the roots that lead into it.
//!
//! A [`World`] is inert. The mutator changes what points to what, a collector
//! ([`crate::sim::collector`]) frees and moves objects, and both say what they do as [`crate::sim::step::Step`]s.
//!
//! Worlds are compared and hashed when all interleavings of a program are explored; whatever has no influence on
//! what comes next does not belong in here.

pub use crate::sim::program::{CycleKind, ObjectId, Reference};
use crate::sim::program::{FieldId, FunctionId, Program, SiteId};

/// A goroutine's place in [`World::goroutines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoroutineId(pub u32);

/// An object of the heap.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    /// Its name, kind and size.
    pub site: SiteId,
    /// The how-many-th object of that name this is, from 0.
    pub ordinal: u32,
    /// Its fields that can hold a reference, in the order of the site, then of their first use.
    pub fields: Vec<(FieldId, Reference)>,
    /// Where it lies; of a freed one, where it lay.
    pub address: u64,
    /// The bytes it takes there.
    pub room: u64,
    /// Whether it has been freed. What it held is kept, to tell what a dangling reference would lead to.
    pub freed: bool,
}

/// A place that can hold a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A field of an object, by its place in [`Object::fields`].
    Field(ObjectId, u32),
    /// A global variable, by its number.
    Global(u32),
    /// A local variable of a goroutine: the frame's depth from 0, and the variable's number in its function.
    Local(GoroutineId, u32, u32),
    /// The timer heap's reference to this timer.
    Timer(ObjectId),
    /// The argument of a cleanup, by its place in [`World::cleanups`].
    Cleanup(u32),
}

/// Why a goroutine does or does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It can take its next step.
    Runnable,
    /// It waits for an event, by its number.
    Waiting(u32),
    /// It waits until that many cycles have ended.
    Collecting(u32),
    /// It has returned from its first function, or has failed.
    Ended,
}

/// A function that has been called and has not returned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    /// The function.
    pub function: FunctionId,
    /// The next instruction's place in it.
    pub next: u32,
    /// Its local variables.
    pub locals: Vec<Reference>,
    /// The caller's variable that takes the result.
    pub result: Option<crate::sim::program::Variable>,
}

/// A goroutine, with its stack.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Goroutine {
    /// The functions that have been called and have not returned, outermost first.
    pub frames: Vec<Frame>,
    /// Why it does or does not run.
    pub status: Status,
    /// What it was started as.
    pub origin: Origin,
}

/// What a goroutine was started as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// One that the scenario declares, by its number.
    Declared(u32),
    /// A `go` statement with this function.
    Go(FunctionId),
    /// A timer that fired.
    Timer(ObjectId),
    /// A cleanup whose object is freed, by its place in [`World::cleanups`].
    Cleanup(u32),
}

/// A timer that is pending: the runtime's timer heap holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Armed {
    /// The timer object.
    pub timer: ObjectId,
    /// What runs when it fires.
    pub runs: Option<FunctionId>,
}

/// How far a cleanup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CleanupState {
    /// Its object is not freed yet.
    Attached,
    /// Its object is freed, and it has not run.
    Ready,
    /// It has run.
    Done,
}

/// A function that runs once an object is freed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cleanup {
    /// The object.
    pub watched: ObjectId,
    /// The function.
    pub function: FunctionId,
    /// What it is called with. The runtime holds this until the cleanup has run.
    pub argument: Reference,
    /// How far it is.
    pub state: CleanupState,
}

/// A simulated process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    /// Every object there has been, freed or not.
    pub objects: Vec<Object>,
    /// How many objects there have been of each site.
    n_of_site: Vec<u32>,
    /// The global variables.
    pub globals: Vec<Reference>,
    /// Every goroutine there has been, ended or not.
    pub goroutines: Vec<Goroutine>,
    /// The pending timers, in the order of arming.
    pub timers: Vec<Armed>,
    /// Every cleanup there has been.
    pub cleanups: Vec<Cleanup>,
    /// Which events have been signalled.
    pub signalled: Vec<bool>,
    /// Where the next object goes.
    pub next_address: u64,
    /// The collection that somebody asked for and that has not begun.
    pub requested: Option<CycleKind>,
    /// How many cycles have begun.
    pub n_started: u32,
    /// How many cycles have ended.
    pub n_ended: u32,
    /// How many cycles the collector may still begin without being asked.
    pub n_spontaneous: u32,
}

/// Where the heap begins; Go's begins there too on most machines.
pub const HEAP_BASE: u64 = 0xc0_0000_0000;

/// Objects lie at multiples of this many bytes.
const ALIGNMENT: u64 = 8;

impl World {
    /// The process as the scenario describes it, before its first step.
    pub fn new(program: &Program) -> Self {
        let mut world = Self {
            objects: Vec::new(),
            n_of_site: vec![0; program.sites.len()],
            globals: program.globals.iter().map(|global| global.holds).collect(),
            goroutines: Vec::new(),
            timers: Vec::new(),
            cleanups: Vec::new(),
            signalled: vec![false; program.events.len()],
            next_address: HEAP_BASE,
            requested: None,
            n_started: 0,
            n_ended: 0,
            n_spontaneous: program.n_spontaneous,
        };
        for object in &program.objects {
            let id = world.add_object(program, object.site);
            world.objects[id.0 as usize].fields.clone_from(&object.fields);
        }
        for (index, goroutine) in (0..).zip(&program.goroutines) {
            let function = goroutine.function;
            world.start(program, Origin::Declared(index), function, &[]);
        }
        world
    }

    /// Makes room for a new object, whose fields hold nothing yet.
    pub(crate) fn add_object(&mut self, program: &Program, site: SiteId) -> ObjectId {
        let declared = program.site(site);
        let ordinal = &mut self.n_of_site[site.0 as usize];
        *ordinal += 1;
        let ordinal = *ordinal - 1;
        let id = ObjectId(self.objects.len() as u32);
        self.objects.push(Object {
            site,
            ordinal,
            fields: declared.fields.iter().map(|&field| (field, None)).collect(),
            address: self.next_address,
            room: declared.size.max(1).next_multiple_of(ALIGNMENT),
            freed: false,
        });
        self.next_address += self.objects[id.0 as usize].room;
        id
    }

    /// Starts a goroutine, and says which it became.
    pub(crate) fn start(
        &mut self,
        program: &Program,
        origin: Origin,
        function: FunctionId,
        arguments: &[Reference],
    ) -> GoroutineId {
        let id = GoroutineId(self.goroutines.len() as u32);
        let frame = Frame::new(program, function, arguments, None);
        self.goroutines.push(Goroutine { frames: vec![frame], status: Status::Runnable, origin });
        id
    }

    /// The object.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// The goroutine.
    pub fn goroutine(&self, id: GoroutineId) -> &Goroutine {
        &self.goroutines[id.0 as usize]
    }

    /// Every object there has been.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ObjectId> + use<> {
        (0..self.objects.len() as u32).map(ObjectId)
    }

    /// The objects that are not freed.
    pub fn live(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.ids().filter(|&id| !self.object(id).freed)
    }

    /// The fields of an object that hold something, each with its slot.
    pub fn fields(&self, id: ObjectId) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        (0..)
            .zip(&self.object(id).fields)
            .filter_map(move |(index, &(_, reference))| Some((Slot::Field(id, index), reference?)))
    }

    /// The local variables of one goroutine that hold something, outermost frame first.
    pub fn locals(&self, id: GoroutineId) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        (0..).zip(&self.goroutine(id).frames).flat_map(move |(depth, frame)| {
            (0..).zip(&frame.locals).filter_map(move |(local, &reference)| {
                Some((Slot::Local(id, depth, local), reference?))
            })
        })
    }

    /// The global variables that hold something.
    pub fn global_roots(&self) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        (0..)
            .zip(&self.globals)
            .filter_map(|(index, &reference)| Some((Slot::Global(index), reference?)))
    }

    /// What the runtime itself holds: pending timers, and the arguments of cleanups that have not run.
    pub fn runtime_roots(&self) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        let timers = self.timers.iter().map(|armed| (Slot::Timer(armed.timer), armed.timer));
        let waiting = |cleanup: &&Cleanup| cleanup.state != CleanupState::Done;
        let cleanups = (0..).zip(&self.cleanups).filter_map(move |(index, cleanup)| {
            Some(cleanup)
                .filter(waiting)
                .and_then(|cleanup| Some((Slot::Cleanup(index), cleanup.argument?)))
        });
        timers.chain(cleanups)
    }

    /// Every root that holds something: globals, then what the runtime holds, then the stacks.
    pub fn roots(&self) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        let stacks = (0..self.goroutines.len() as u32).map(GoroutineId);
        self.global_roots().chain(self.runtime_roots()).chain(stacks.flat_map(|id| self.locals(id)))
    }

    /// Every slot that holds something: the roots, then the fields of the objects that are not freed.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, ObjectId)> + '_ {
        self.roots().chain(self.live().flat_map(|object| self.fields(object)))
    }

    /// Which objects some root leads to. A freed object is passed through: a reference that dangles still counts as
    /// leading somewhere.
    pub fn reachable(&self) -> Vec<bool> {
        let mut reached = vec![false; self.objects.len()];
        let mut open: Vec<ObjectId> = self.roots().map(|(_, id)| id).collect();
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut reached[id.0 as usize], true) {
                open.extend(self.fields(id).map(|(_, target)| target));
            }
        }
        reached
    }

    /// What `slot` holds.
    pub fn read(&self, slot: Slot) -> Reference {
        match slot {
            Slot::Field(object, index) => self.object(object).fields[index as usize].1,
            Slot::Global(index) => self.globals[index as usize],
            Slot::Local(goroutine, depth, local) => {
                self.goroutine(goroutine).frames[depth as usize].locals[local as usize]
            }
            Slot::Timer(timer) => {
                self.timers.iter().any(|armed| armed.timer == timer).then_some(timer)
            }
            Slot::Cleanup(index) => self.cleanups[index as usize].argument,
        }
    }

    /// Puts `reference` where `slot` says. What the runtime holds is changed by its own operations, not here.
    pub(crate) fn write(&mut self, slot: Slot, reference: Reference) {
        match slot {
            Slot::Field(object, index) => {
                self.objects[object.0 as usize].fields[index as usize].1 = reference;
            }
            Slot::Global(index) => self.globals[index as usize] = reference,
            Slot::Local(goroutine, depth, local) => {
                let frame = &mut self.goroutines[goroutine.0 as usize].frames[depth as usize];
                frame.locals[local as usize] = reference;
            }
            Slot::Timer(_) | Slot::Cleanup(_) => {}
        }
    }
}

impl Frame {
    /// A frame of a function that was just called.
    pub(crate) fn new(
        program: &Program,
        function: FunctionId,
        arguments: &[Reference],
        result: Option<crate::sim::program::Variable>,
    ) -> Self {
        let mut locals = arguments.to_vec();
        locals.resize(program.function(function).locals.len(), None);
        Self { function, next: 0, locals, result }
    }
}
