//! The analysis: from what the walk found to the result, with names, places, modes, reasons, layout.

use crate::analysis::{Allocation, Analysis, Capture, CaptureMode, Closure, Position};
use crate::closures::event::Taking;
use crate::closures::function::{Captured, Shared, What};
use crate::closures::mode::{Fate, MAX_VALUE_BYTES, Order, fates};
use crate::closures::{self, Unit};
use crate::names::{FileId, Names, PackageId, VarId};
use crate::program::{Gap, Program};
use crate::stack::on_large_stacks;
use crate::types::{TypeId, Types};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Finds every closure of the program's requested packages, what it captures, and how.
///
/// Nothing is read and nothing is printed: the sources are in `program`, and what is wrong with
/// them comes back as gaps. The result is sorted by package, file and position, and equal input
/// gives an equal result.
///
/// ```
/// use closure_core::program::{Package, Program};
/// use closure_core::source::SourceFile;
///
/// let source = "package p
/// func counter() func() int {
///     n := 0
///     return func() int { n++; return n }
/// }";
/// let package = Package::from_sources("example.com/p", vec![SourceFile::new("p.go", source)]);
/// let program = Program { packages: vec![package], ..Program::default() };
/// let analysis = closure_core::analyze(&program);
/// let closure = &analysis.closures[0];
/// assert_eq!(closure.name, "counter.func1");
/// assert_eq!(closure.captures[0].name, "n");
/// assert_eq!(closure.captures[0].mode, Some(closure_core::CaptureMode::Reference));
/// ```
pub fn analyze(program: &Program) -> Analysis {
    on_large_stacks(|| analyze_here(program))
}

fn analyze_here(program: &Program) -> Analysis {
    let names = Names::resolve(program);
    let requested: Vec<PackageId> = (0..)
        .map(PackageId)
        .zip(&program.packages)
        .filter(|(_, package)| package.requested)
        .map(|(id, _)| id)
        .collect();
    // Each package computes the types it needs: what packages share is cheap to compute again, and
    // no answer depends on which package came first.
    let found: Vec<Vec<Closure>> = requested
        .par_iter()
        .map(|&id| package_closures(&mut Types::new(program, &names), id))
        .collect();
    let mut gaps = program.gaps.clone();
    for &id in &requested {
        for file in &program.packages[id.0 as usize].files {
            gaps.extend(file.tree.errors.iter().map(|error| Gap {
                path: format!("{}:{}", file.source.name(), file.lines.line_column(error.offset)),
                message: error.message.clone(),
            }));
        }
    }
    Analysis { closures: found.into_iter().flatten().collect(), gaps }
}

fn package_closures(types: &mut Types<'_>, package: PackageId) -> Vec<Closure> {
    let mut found: Vec<(u32, u32, usize, Closure)> = Vec::new();
    for unit in closures::package(types, package) {
        let fates = fates(&unit);
        let file = unit.file;
        for index in 0..unit.functions.len() {
            let mut reporter = Reporter { types, file, fates: &fates, unit: &unit };
            if let Some((offset, closure)) = reporter.closure(index) {
                found.push((file.index, offset, index, closure));
            }
        }
    }
    found.sort_by_key(|&(file, offset, index, _)| (file, offset, index));
    found.into_iter().map(|(.., closure)| closure).collect()
}

struct Reporter<'r, 'p> {
    types: &'r mut Types<'p>,
    file: FileId,
    fates: &'r FxHashMap<VarId, Fate>,
    unit: &'r Unit,
}

impl Reporter<'_, '_> {
    fn position(&self, offset: u32) -> Position {
        let file = self.types.file(self.file);
        Position { file: file.source.name().to_owned(), at: file.lines.line_column(offset) }
    }

    fn closure(&mut self, index: usize) -> Option<(u32, Closure)> {
        let unit = self.unit;
        let function = &unit.functions[index];
        let found = function.closure.as_ref().filter(|_| !unit.dropped[index])?;
        let mut captures: Vec<Capture> = Vec::with_capacity(found.captures.len());
        let mut layout = Layout::new(self.types.program.target.word_bytes());
        for captured in &found.captures {
            let mut capture = self.capture(captured);
            capture.0.offset = layout.add(capture.1);
            capture.0.size = capture.1.map(|(size, _)| size);
            captures.push(capture.0);
        }
        if found.called {
            // What it captures is passed as arguments: there is no object to have an offset in.
            for capture in &mut captures {
                capture.offset = None;
            }
        }
        let allocation = match (captures.is_empty(), found.called) {
            (true, _) => Some(Allocation::Static),
            (false, true) => Some(Allocation::InlinedCall),
            (false, false) => None,
        };
        let package = &self.types.program.packages[self.file.package.0 as usize];
        let closure = Closure {
            package: package.path.clone(),
            name: function.name.clone(),
            kind: found.kind,
            position: self.position(found.offset),
            captures,
            size: layout.size().filter(|_| allocation != Some(Allocation::InlinedCall)),
            allocation,
        };
        Some((found.offset, closure))
    }

    /// A capture, and the size and alignment of its field.
    fn capture(&mut self, captured: &Captured) -> (Capture, Option<(u64, u64)>) {
        let word = self.types.program.target.word_bytes();
        let pointer = Some((word, word));
        match &captured.what {
            What::Var(var) => self.variable(*var, captured.first_use),
            What::Shared(shared) => {
                let (value, reference) = (CaptureMode::Value, CaptureMode::Reference);
                let int = Some("int".to_owned());
                let (name, mode, ty, size) = match *shared {
                    Shared::State(n) => (format!("#state{n}"), reference, int, pointer),
                    Shared::Next(n) if self.unit.stored.contains(&Shared::Next(n)) => {
                        ("#next".to_owned(), reference, int, pointer)
                    }
                    // Only looked at: nothing leaves the loops before their end.
                    Shared::Next(_) => ("#next".to_owned(), value, int, pointer),
                    Shared::Result(n) => (format!("#rv{n}"), reference, None, pointer),
                    Shared::Defers => (
                        "#defers".to_owned(),
                        value,
                        Some("any".to_owned()),
                        Some((2 * word, word)),
                    ),
                };
                let reason = "the compiler's own, for the loop over a function";
                (synthetic(name, mode, reason, ty), size)
            }
            What::Dictionary => {
                let reason = "the type arguments of the generic function";
                (synthetic(".dict".to_owned(), CaptureMode::Value, reason, None), pointer)
            }
            What::PassedDictionary => {
                let reason = "the type arguments of the function that is called";
                (synthetic(".autotmp".to_owned(), CaptureMode::Value, reason, None), pointer)
            }
            What::Copy { name, ty, reason, synthetic: made } => {
                let ty = self.types.default_type(*ty);
                let display = self.types.display(ty, self.file.package);
                let capture = synthetic(name.clone(), CaptureMode::Value, reason, display);
                let first_use = (!made).then(|| self.position(captured.first_use));
                let capture = Capture { synthetic: *made, first_use, ..capture };
                (capture, self.types.size_align(ty))
            }
        }
    }

    fn variable(&mut self, var: VarId, first_use: u32) -> (Capture, Option<(u64, u64)>) {
        let ident = self.types.file_names(self.file).var(var).ident;
        let name = self.types.ident_text((self.file, ident)).to_owned();
        let declared = self.types.tree(self.file).ident(ident).start;
        let ty = self.types.var_type(self.file, var);
        let size = self.types.size_align(ty);
        let fate = self.fates.get(&var).copied().unwrap_or_default();
        let (mode, reason) = self.mode(fate, ty, size.map(|(size, _)| size));
        let word = self.types.program.target.word_bytes();
        let field = match mode {
            Some(CaptureMode::Value) => size,
            Some(CaptureMode::Reference) => Some((word, word)),
            None => None,
        };
        let capture = Capture {
            name,
            mode,
            reason,
            declared: Some(self.position(declared)),
            first_use: Some(self.position(first_use)),
            ty: self.types.display(ty, self.file.package),
            offset: None,
            size: None,
            synthetic: false,
        };
        (capture, field)
    }

    fn at(&self, offset: u32) -> String {
        self.types.file(self.file).lines.line_column(offset).to_string()
    }

    /// The mode of a capture, and why.
    fn mode(&mut self, fate: Fate, ty: TypeId, size: Option<u64>) -> (Option<CaptureMode>, String) {
        let reference = Some(CaptureMode::Reference);
        match fate.address {
            Some((offset, Taking::Explicit)) => {
                return (reference, format!("address taken at {}", self.at(offset)));
            }
            Some((offset, Taking::Method)) => {
                let at = self.at(offset);
                return (reference, format!("address taken at {at}, for a pointer receiver"));
            }
            Some((offset, Taking::Slice)) => {
                return (
                    reference,
                    format!("address taken at {}, slicing an array", self.at(offset)),
                );
            }
            Some((_, Taking::Perhaps)) | None => {}
        }
        if let Some((offset, order)) = fate.assigned {
            let at = self.at(offset);
            let reason = match order {
                Order::AfterCapture => format!("assigned at {at} after the capture"),
                Order::ByReturn => format!("assigned by the return at {at} after the capture"),
                Order::BeforeCapture => {
                    format!("assigned at {at}, and captured in a loop below its declaration")
                }
                Order::ByLoop if fate.per_iteration => {
                    format!("captured in a loop inside the one at {at} that declares it")
                }
                Order::ByLoop => format!("assigned by the loop at {at} in each iteration"),
            };
            return (reference, reason);
        }
        if let Some((offset, Taking::Perhaps)) = fate.address {
            let at = self.at(offset);
            return (None, format!("its type is not known, which decides about {at}"));
        }
        let never = match (fate.per_iteration, fate.forgotten) {
            (true, _) => "one variable for each iteration, not reassigned in it".to_owned(),
            (false, Some(offset)) => {
                format!("not assigned after the capture, last before it at {}", self.at(offset))
            }
            (false, None) => "never reassigned".to_owned(),
        };
        match size {
            Some(size) if size > MAX_VALUE_BYTES => {
                (reference, format!("larger than {MAX_VALUE_BYTES} bytes ({size})"))
            }
            Some(_) => (Some(CaptureMode::Value), never),
            None if self.types.depends_on_type_param(ty) => {
                let reason = format!(
                    "{never} (by reference for a type argument that makes it larger than {MAX_VALUE_BYTES} bytes)"
                );
                (Some(CaptureMode::Value), reason)
            }
            None => (None, format!("{never}, but the size of its type is not known")),
        }
    }
}

fn synthetic(name: String, mode: CaptureMode, reason: &str, ty: Option<String>) -> Capture {
    Capture {
        name,
        mode: Some(mode),
        reason: reason.to_owned(),
        declared: None,
        first_use: None,
        ty,
        offset: None,
        size: None,
        synthetic: true,
    }
}

/// The closure object being laid out: the code's address, then the captures in order.
struct Layout {
    word: u64,
    /// Where the next field may begin; `None` behind a field of unknown size.
    end: Option<u64>,
    max_align: u64,
    last_is_empty: bool,
}

impl Layout {
    fn new(word: u64) -> Self {
        Self { word, end: Some(word), max_align: word, last_is_empty: false }
    }

    /// Adds a field of the given size and alignment; returns its offset.
    fn add(&mut self, field: Option<(u64, u64)>) -> Option<u64> {
        let placed = self.end.zip(field).and_then(|(end, (size, align))| {
            let offset = end.checked_next_multiple_of(align)?;
            Some((offset, offset.checked_add(size)?, size, align))
        });
        self.end = placed.map(|(_, end, ..)| end);
        if let Some((.., size, align)) = placed {
            self.max_align = self.max_align.max(align);
            self.last_is_empty = size == 0;
        }
        placed.map(|(offset, ..)| offset)
    }

    fn size(&self) -> Option<u64> {
        // A pointer to an empty last field must not point behind the object.
        let end = self.end? + u64::from(self.last_is_empty);
        end.checked_next_multiple_of(self.max_align.max(self.word))
    }
}
