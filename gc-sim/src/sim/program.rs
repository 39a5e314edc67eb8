//! A scenario made ready to run: names are numbers, and each function is a list of instructions.
//!
//! [`crate::sim::scenario`] makes these from text. Whoever wants to can fill one in by hand.

/// An object's place in [`World::objects`](crate::sim::world::World::objects). It stays the same when the object moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// What a slot holds: an object, or nothing.
pub type Reference = Option<ObjectId>;

/// What a collection looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CycleKind {
    /// The whole heap.
    Full,
    /// The young objects of a generational collector; to others it is a full one.
    Minor,
}

/// What objects of one name are, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u32);

/// A field's name, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u32);

/// A function, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);

/// What runs, and on what heap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Program {
    /// Where objects come from.
    pub sites: Vec<Site>,
    /// The names of fields.
    pub fields: Vec<String>,
    /// The objects that are there from the start; their places are their [`ObjectId`]s.
    pub objects: Vec<InitialObject>,
    /// The global variables.
    pub globals: Vec<Global>,
    /// The functions, those of declared goroutines among them.
    pub functions: Vec<Function>,
    /// The goroutines that run from the start.
    pub goroutines: Vec<DeclaredGoroutine>,
    /// The names of events.
    pub events: Vec<String>,
    /// How many cycles the collector may begin without being asked.
    pub n_spontaneous: u32,
}

/// What the objects of one name are, wherever they are declared or allocated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name. Of several objects of one name, the second is shown as `name#2`.
    pub name: String,
    /// What sort of object it is, such as `closure`; may be empty.
    pub kind: String,
    /// The size in bytes.
    pub size: u64,
    /// The fields that its objects have from the start.
    pub fields: Vec<FieldId>,
}

/// An object that is there from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialObject {
    /// Its declaration.
    pub site: SiteId,
    /// What it holds.
    pub fields: Vec<(FieldId, Reference)>,
}

/// A global variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Global {
    /// Its name.
    pub name: String,
    /// What it holds at the start.
    pub holds: Reference,
}

/// A goroutine that runs from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredGoroutine {
    /// Its name.
    pub name: String,
    /// Its body.
    pub function: FunctionId,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// How many of its variables are parameters; these come first.
    pub n_parameters: u32,
    /// The names of its variables.
    pub locals: Vec<String>,
    /// What it does.
    pub code: Vec<Instruction>,
}

/// One operation of the mutator, which nothing interrupts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What it does.
    pub op: Op,
    /// The line of the scenario that it comes from.
    pub line: u32,
}

/// A variable, as a function sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// One of the function's own, by its number.
    Local(u32),
    /// A global one, by its number.
    Global(u32),
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// `into = new site { field = value, … }`
    New {
        /// The variable that takes the object.
        into: Variable,
        /// What is allocated.
        site: SiteId,
        /// What its fields are set to.
        values: Vec<(FieldId, Variable)>,
    },
    /// `into = from.field`
    Load {
        /// The variable that takes what the field holds.
        into: Variable,
        /// The object.
        from: Variable,
        /// The field.
        field: FieldId,
    },
    /// `object.field = value`; without a value, `nil`
    Store {
        /// The object.
        object: Variable,
        /// The field.
        field: FieldId,
        /// The variable whose value is stored.
        value: Option<Variable>,
    },
    /// `into = value`; without a value, `nil`
    Assign {
        /// The variable that is set.
        into: Variable,
        /// The variable whose value it takes.
        value: Option<Variable>,
    },
    /// `into = call function(arguments)`
    Call {
        /// The function.
        function: FunctionId,
        /// What it is called with.
        arguments: Vec<Variable>,
        /// The variable that takes the result.
        into: Option<Variable>,
    },
    /// `return value`
    Return {
        /// The variable whose value is the result.
        value: Option<Variable>,
    },
    /// `go function(arguments)`
    Go {
        /// The function.
        function: FunctionId,
        /// What it is called with.
        arguments: Vec<Variable>,
    },
    /// `arm timer runs function`
    Arm {
        /// The timer object.
        timer: Variable,
        /// What runs when it fires, with the timer as its argument.
        runs: Option<FunctionId>,
    },
    /// `stop timer`
    Stop {
        /// The timer object.
        timer: Variable,
    },
    /// `fire timer`
    Fire {
        /// The timer object.
        timer: Variable,
    },
    /// `cleanup object runs function(argument)`
    Cleanup {
        /// The object that is watched.
        object: Variable,
        /// What runs once it is freed.
        function: FunctionId,
        /// What that is called with.
        argument: Option<Variable>,
    },
    /// `wait event`
    Wait {
        /// The event, by its number.
        event: u32,
    },
    /// `signal event`
    Signal {
        /// The event, by its number.
        event: u32,
    },
    /// `gc`, `gc minor`: waits until a cycle that begins after now has ended
    Collect {
        /// What is collected.
        kind: CycleKind,
    },
    /// `expect …` between operations
    Expect {
        /// The expectation, by its number in the scenario.
        expectation: u32,
    },
}

impl Program {
    /// The site.
    pub fn site(&self, id: SiteId) -> &Site {
        &self.sites[id.0 as usize]
    }

    /// The function.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The field's name.
    pub fn field(&self, id: FieldId) -> &str {
        &self.fields[id.0 as usize]
    }
}

/// The id of the `index`-th object that is there from the start.
pub(crate) fn initial(index: usize) -> ObjectId {
    ObjectId(index as u32)
}
