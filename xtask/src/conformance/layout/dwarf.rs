//! What a Go binary's debugging information says of closures: for each function, the variables that
//! it takes from its closure object, and where they lie there.
//!
//! Since Go 1.23 the compiler marks such a variable with `DW_AT_go_closure_offset`. It is called `&x`,
//! and has the type of a pointer, where the object holds its address, and also where the object holds
//! a copy that the function looks at in place, because it is too large for registers.

use anyhow::{Context, Result, bail};
use gimli::{
    AttributeValue, DebugInfoOffset, DebuggingInformationEntry, DwAt, Dwarf, EndianSlice,
    RunTimeEndian, Unit, UnitOffset, constants,
};
use object::{Object as _, ObjectSection as _};

/// Go's own attribute, from its range for vendors.
const DW_AT_GO_CLOSURE_OFFSET: DwAt = DwAt(0x2907);

/// How many types may lead to the one that has a size.
const MAX_TYPE_STEPS: u32 = 32;

/// A function of the binary.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Function {
    /// The linker's symbol.
    pub(super) symbol: String,
    /// Whether its package was optimised, which leaves out variables: the runtime always is.
    pub(super) optimised: bool,
    /// What it takes from its closure object, in no order.
    pub(super) fields: Vec<Field>,
}

/// A field of a closure object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Field {
    pub(super) offset: u64,
    /// The variable's name, with `&` in front of it where the field is its address.
    pub(super) name: String,
    /// The size of the type in bytes; `None` where that is not said.
    pub(super) size: Option<u64>,
    /// The size of what it points to, if the type is a pointer.
    pub(super) pointee_size: Option<u64>,
}

type Bytes<'a> = EndianSlice<'a, RunTimeEndian>;

/// The functions of a binary, in the order in which they are described.
pub(super) fn functions(binary: &[u8]) -> Result<Vec<Function>> {
    let object = object::File::parse(binary).context("reading the binary")?;
    let endian = if object.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
    let section = |id: gimli::SectionId| -> Result<Bytes<'_>, object::Error> {
        let data = match object.section_by_name(id.name()) {
            Some(section) => section.data()?,
            None => &[],
        };
        Ok(EndianSlice::new(data, endian))
    };
    let reader = Reader::new(Dwarf::load(section).context("reading sections")?)?;
    let mut functions = Vec::new();
    for unit in &reader.units {
        reader.functions_of(unit, &mut functions)?;
    }
    if functions.is_empty() {
        bail!("there is no debugging information in the binary");
    }
    Ok(functions)
}

struct Reader<'a> {
    dwarf: Dwarf<Bytes<'a>>,
    /// Sorted by where they begin.
    units: Vec<Unit<Bytes<'a>>>,
}

impl<'a> Reader<'a> {
    fn new(dwarf: Dwarf<Bytes<'a>>) -> Result<Self> {
        let mut units = Vec::new();
        let mut headers = dwarf.units();
        while let Some(header) = headers.next()? {
            units.push(dwarf.unit(header)?);
        }
        Ok(Self { dwarf, units })
    }

    fn functions_of(&self, unit: &Unit<Bytes<'a>>, functions: &mut Vec<Function>) -> Result<()> {
        let mut entries = unit.entries();
        let mut optimised = false;
        // Where the function around an entry stands in the tree, if there is one.
        let mut around = None;
        while let Some(entry) = entries.next_dfs()? {
            if around.is_some_and(|depth| entry.depth() <= depth) {
                around = None;
            }
            match entry.tag() {
                constants::DW_TAG_compile_unit => {
                    let producer = self.text(unit, entry, constants::DW_AT_producer)?;
                    optimised = !producer.is_some_and(|flags| flags.contains(" -N"));
                }
                constants::DW_TAG_subprogram => {
                    around = Some(entry.depth());
                    let symbol = self.name(unit, entry)?.unwrap_or_default();
                    functions.push(Function { symbol, optimised, fields: Vec::new() });
                }
                constants::DW_TAG_variable | constants::DW_TAG_formal_parameter
                    if around.is_some() =>
                {
                    let Some(offset) = entry.attr(DW_AT_GO_CLOSURE_OFFSET) else { continue };
                    let offset = offset.udata_value().context("an offset that is no number")?;
                    let name = self.name(unit, entry)?.unwrap_or_default();
                    let (size, pointee_size) = self.sizes(unit, entry)?;
                    if let Some(function) = functions.last_mut() {
                        function.fields.push(Field { offset, name, size, pointee_size });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The name of an entry, or of the one that it is an instance of.
    fn name(
        &self,
        unit: &Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> Result<Option<String>> {
        if let Some(name) = self.text(unit, entry, constants::DW_AT_name)? {
            return Ok(Some(name));
        }
        let Some(origin) = entry.attr_value(constants::DW_AT_abstract_origin) else {
            return Ok(None);
        };
        let Some((unit, offset)) = self.target(unit, &origin) else { return Ok(None) };
        self.text(unit, &unit.entry(offset)?, constants::DW_AT_name)
    }

    fn text(
        &self,
        unit: &Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
        attribute: DwAt,
    ) -> Result<Option<String>> {
        let Some(value) = entry.attr_value(attribute) else { return Ok(None) };
        let text = self.dwarf.attr_string(unit, value)?;
        Ok(Some(text.to_string_lossy().into_owned()))
    }

    /// The size of the type of a variable, and of what it points to.
    fn sizes(
        &self,
        unit: &Unit<Bytes<'a>>,
        variable: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> Result<(Option<u64>, Option<u64>)> {
        let Some((unit, ty)) = self.type_of(unit, variable)? else { return Ok((None, None)) };
        let pointee = match ty.tag() {
            constants::DW_TAG_pointer_type => self.type_of(unit, &ty)?,
            _ => None,
        };
        Ok((size(unit, &ty), pointee.and_then(|(unit, pointee)| size(unit, &pointee))))
    }

    /// The type of a variable, or what another type leads to; names are looked behind.
    fn type_of<'r>(
        &'r self,
        unit: &'r Unit<Bytes<'a>>,
        entry: &DebuggingInformationEntry<Bytes<'a>>,
    ) -> Result<Option<(&'r Unit<Bytes<'a>>, DebuggingInformationEntry<Bytes<'a>>)>> {
        let mut unit = unit;
        let mut reference = entry.attr_value(constants::DW_AT_type);
        for _ in 0..MAX_TYPE_STEPS {
            let target = reference.as_ref().and_then(|reference| self.target(unit, reference));
            let Some((its_unit, offset)) = target else { return Ok(None) };
            let ty = its_unit.entry(offset)?;
            if ty.tag() != constants::DW_TAG_typedef {
                return Ok(Some((its_unit, ty)));
            }
            unit = its_unit;
            reference = ty.attr_value(constants::DW_AT_type);
        }
        Ok(None)
    }

    /// The entry that a reference in `unit` refers to.
    fn target<'r>(
        &'r self,
        unit: &'r Unit<Bytes<'a>>,
        reference: &AttributeValue<Bytes<'a>>,
    ) -> Option<(&'r Unit<Bytes<'a>>, UnitOffset)> {
        match *reference {
            AttributeValue::UnitRef(offset) => Some((unit, offset)),
            AttributeValue::DebugInfoRef(offset) => {
                let start = |unit: &Unit<Bytes<'a>>| unit.header.debug_info_offset();
                let behind = self.units.partition_point(|unit| start(unit) <= Some(offset));
                let unit = self.units.get(behind.checked_sub(1)?)?;
                Some((unit, offset_in(unit, offset)?))
            }
            _ => None,
        }
    }
}

/// The size of a type in bytes. That of pointers and functions is a word, which goes without saying.
fn size(unit: &Unit<Bytes<'_>>, ty: &DebuggingInformationEntry<Bytes<'_>>) -> Option<u64> {
    match (ty.attr(constants::DW_AT_byte_size), ty.tag()) {
        (Some(size), _) => size.udata_value(),
        (None, constants::DW_TAG_pointer_type | constants::DW_TAG_subroutine_type) => {
            Some(unit.encoding().address_size.into())
        }
        (None, _) => None,
    }
}

fn offset_in(unit: &Unit<Bytes<'_>>, offset: DebugInfoOffset) -> Option<UnitOffset> {
    offset.to_unit_offset(&unit.header)
}
