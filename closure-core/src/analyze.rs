//! The analysis: from what the walk found to the result, with names, places, modes, reasons, layout.

use crate::analysis::{Allocation, Analysis, Capture, CaptureMode, Closure, ClosureKind, Position};
use crate::closures::event::Taking;
use crate::closures::function::{Captured, Shared, What};
use crate::closures::mode::{Fate, MAX_VALUE_BYTES, Order, fates};
use crate::closures::screen::MethodNames;
use crate::closures::{self, Unit};
use crate::layout::{Field, closure_object};
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
    let methods = MethodNames::new(program);
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
        .map(|&id| package_closures(&mut Types::new(program, &names), &methods, id))
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

fn package_closures(
    types: &mut Types<'_>,
    methods: &MethodNames<'_>,
    package: PackageId,
) -> Vec<Closure> {
    let mut found: Vec<(u32, u32, usize, Closure)> = Vec::new();
    for unit in closures::package(types, methods, package) {
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
        let found_captures = found.captures.iter().map(|captured| self.capture(index, captured));
        let (mut captures, fields): (Vec<Capture>, Vec<Option<Field>>) = found_captures.unzip();
        for (capture, field) in captures.iter_mut().zip(&fields) {
            capture.size = field.as_ref().map(|field| field.extent.size);
        }
        let allocation = match (captures.is_empty(), found.called) {
            (true, _) => Some(Allocation::Static),
            (false, true) => Some(Allocation::InlinedCall),
            (false, false) => None,
        };
        let program = self.types.program;
        let object = closure_object(program.target.word_bytes(), program.release, &fields);
        // What a literal captures that is called where it stands is passed as arguments: there is no
        // object to have an offset in.
        let object = (allocation != Some(Allocation::InlinedCall)).then_some(object);
        if let Some(object) = &object {
            for (capture, &offset) in captures.iter_mut().zip(&object.offsets) {
                capture.offset = offset;
            }
        }
        let package = &self.types.program.packages[self.file.package.0 as usize];
        let closure = Closure {
            package: package.path.clone(),
            name: function.name.clone(),
            kind: found.kind,
            position: self.position(found.offset),
            captures,
            size: object.as_ref().and_then(|object| object.size),
            // A static object is no part of the heap.
            block: object.as_ref().and_then(|object| object.block).filter(|_| allocation.is_none()),
            pointers: object.and_then(|object| object.pointers),
            allocation,
        };
        Some((found.offset, closure))
    }

    /// The field that holds a value of a type, if its size is known.
    fn field(&mut self, ty: TypeId) -> Option<Field> {
        let extent = self.types.extent(ty)?;
        Some(Field { extent, pointers: self.types.pointers(ty) })
    }

    /// The type of a result, by its number, of the function that a range body stands in.
    fn result_type(&self, body: usize, number: u32) -> Option<String> {
        let functions = &self.unit.functions;
        let mut at = body;
        while let Some(closure) = &functions[at].closure
            && closure.kind == ClosureKind::RangeBody
        {
            at = closure.parent;
        }
        let ty = *functions[at].result_types.get(number.checked_sub(1)? as usize)?;
        self.types.display(ty, self.file.package)
    }

    /// A capture, and its field in the object.
    fn capture(&mut self, closure: usize, captured: &Captured) -> (Capture, Option<Field>) {
        let word = self.types.program.target.word_bytes();
        let pointer = Some(Field::pointer(word));
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
                    Shared::Result(n) => {
                        let ty = self.result_type(closure, n);
                        (format!("#rv{n}"), reference, ty, pointer)
                    }
                    Shared::Defers => {
                        let any = self.types.any();
                        ("#defers".to_owned(), value, Some("any".to_owned()), self.field(any))
                    }
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
                (capture, self.field(ty))
            }
        }
    }

    fn variable(&mut self, var: VarId, first_use: u32) -> (Capture, Option<Field>) {
        let ident = self.types.file_names(self.file).var(var).ident;
        let name = self.types.ident_text((self.file, ident)).to_owned();
        let declared = self.types.tree(self.file).ident(ident).start;
        let ty = self.types.var_type(self.file, var);
        let size = self.types.extent(ty).map(|extent| extent.size);
        let fate = self.fates.get(&var).copied().unwrap_or_default();
        let (mode, reason) = self.mode(fate, ty, size);
        let word = self.types.program.target.word_bytes();
        let field = match mode {
            Some(CaptureMode::Value) => self.field(ty),
            Some(CaptureMode::Reference) => Some(Field::pointer(word)),
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
            Some((offset, Taking::KeptAlive)) => {
                let at = self.at(offset);
                return (reference, format!("kept alive by the benchmark's loop, at {at}"));
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
