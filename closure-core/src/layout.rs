//! The closure object: where its fields lie, which of its words hold pointers, and how large a block
//! the runtime gives it. All of it follows from sizes alone; what types are is not known here.
//!
//! ```text
//! struct { F uintptr; X0 []byte; X1 *int; X2 bool }      on a 64-bit machine
//! offset       0          8         32        40         48 bytes
//! word         0          1  2  3    4         5
//! pointer      0          1  0  0    1         0         a block of 48 bytes
//! ```
//!
//! `F`, the address of the code, is no pointer to the garbage collector: code is not in the heap.
//!
//! Source: `calcStructOffset` and `CalcStructSize` in the compiler's `types/size.go`; for blocks
//! `mallocgc` in the runtime's `malloc.go`, `heapBitsInSpan` in `mbitmap.go`, and the table of size
//! classes (`sizeclasses.go`, now in `internal/runtime/gc`), which is the same from Go 1.22 to 1.27.

use std::rc::Rc;

use crate::program::GoVersion;

/// The most words of an object whose pointers are told apart. Larger objects are rare (operands of
/// `go` and `defer`, receivers of method values), and their maps would be larger than their source.
pub const MAX_MAP_WORDS: u64 = 8192;

/// Which words of an object hold pointers.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct PointerMap {
    /// A bit for each word, from the lowest; the last element is not 0.
    bits: Vec<u64>,
}

impl PointerMap {
    /// The map of a single pointer.
    pub(crate) fn pointer() -> Self {
        Self { bits: vec![1] }
    }

    /// Whether there is no pointer.
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether a word is a pointer.
    pub fn is_pointer(&self, word: u64) -> bool {
        let bits = usize::try_from(word / 64).ok().and_then(|index| self.bits.get(index));
        bits.is_some_and(|bits| bits >> (word % 64) & 1 == 1)
    }

    /// The number of words up to the last pointer, that one included.
    pub fn n_words(&self) -> u64 {
        let unused = self.bits.last().map_or(0, |bits| bits.leading_zeros());
        self.bits.len() as u64 * 64 - u64::from(unused)
    }

    /// The words that are pointers, in order.
    pub fn words(&self) -> impl Iterator<Item = u64> {
        (0..self.n_words()).filter(|&word| self.is_pointer(word))
    }

    /// Adds the pointers of a part that begins at `word`; `None` beyond [`MAX_MAP_WORDS`].
    pub(crate) fn add(&mut self, word: u64, part: &Self) -> Option<()> {
        if part.is_empty() {
            return Some(());
        }
        let end = word.checked_add(part.n_words()).filter(|&end| end <= MAX_MAP_WORDS)?;
        let n = usize::try_from(end.div_ceil(64)).ok()?;
        self.bits.resize(self.bits.len().max(n), 0);
        let (first, shift) = (usize::try_from(word / 64).ok()?, word % 64);
        for (index, bits) in part.bits.iter().enumerate() {
            self.bits[first + index] |= bits << shift;
            // What is shifted out belongs into the next element, if it is anything.
            let high = bits.checked_shr(64 - shift as u32).unwrap_or(0);
            if high != 0 {
                self.bits[first + index + 1] |= high;
            }
        }
        Some(())
    }

    /// The map as digits, `1` for a pointer, for an object of `n_words` words.
    pub fn digits(&self, n_words: u64) -> String {
        (0..n_words).map(|word| if self.is_pointer(word) { '1' } else { '0' }).collect()
    }
}

/// A map of the given words; those beyond [`MAX_MAP_WORDS`] are left out.
impl FromIterator<u64> for PointerMap {
    fn from_iter<I: IntoIterator<Item = u64>>(words: I) -> Self {
        let mut map = Self::default();
        for word in words {
            map.add(word, &Self::pointer()).unwrap_or_default();
        }
        map
    }
}

impl std::fmt::Debug for PointerMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.digits(self.n_words()))
    }
}

/// The largest alignment that a type can have, on any machine.
const LARGEST_ALIGN: u64 = 8;

/// What must be known of a type to lay it out in an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Extent {
    /// In bytes, a multiple of the alignment.
    pub(crate) size: u64,
    /// 1, 2, 4 or 8 bytes.
    pub(crate) align: u64,
    /// The bytes up to the last pointer, that one included; 0 without pointers.
    pub(crate) pointer_bytes: u64,
}

impl Extent {
    /// A pointer, on a machine with words of `word` bytes.
    pub(crate) fn pointer(word: u64) -> Self {
        Self { size: word, align: word, pointer_bytes: word }
    }
}

/// Fields placed one behind the other, as the compiler places them: not sorted, each at the next
/// multiple of its alignment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    end: u64,
    max_align: u64,
    pointer_bytes: u64,
    last_is_empty: bool,
}

impl Fields {
    pub(crate) const NONE: Self =
        Self { end: 0, max_align: 1, pointer_bytes: 0, last_is_empty: false };

    /// Places a field; returns its offset, or `None` where no address space has room for it.
    pub(crate) fn add(&mut self, field: Extent) -> Option<u64> {
        let offset = self.end.checked_next_multiple_of(field.align)?;
        self.end = offset.checked_add(field.size)?;
        self.max_align = self.max_align.max(field.align);
        self.last_is_empty = field.size == 0;
        if field.pointer_bytes > 0 {
            self.pointer_bytes = offset + field.pointer_bytes;
        }
        Some(offset)
    }

    /// The struct of the fields, which is aligned to `min_align` at least.
    pub(crate) fn extent(self, min_align: u64) -> Option<Extent> {
        // A pointer to an empty last field must not point behind the object.
        let end = self.end + u64::from(self.last_is_empty && self.end > 0);
        let align = self.max_align.max(min_align);
        let size = end.checked_next_multiple_of(align)?;
        Some(Extent { size, align, pointer_bytes: self.pointer_bytes })
    }
}

/// A field of a closure object: a captured variable, or the address of one.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) extent: Extent,
    /// `None` where it has more words than are told apart.
    pub(crate) pointers: Option<Rc<PointerMap>>,
}

impl Field {
    pub(crate) fn pointer(word: u64) -> Self {
        Self { extent: Extent::pointer(word), pointers: Some(Rc::new(PointerMap::pointer())) }
    }
}

/// A closure object, as far as the sizes of its fields are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Object {
    /// The offset of each field. It is not known behind a field of unknown size, and of that one only
    /// where every field might begin.
    pub(crate) offsets: Vec<Option<u64>>,
    pub(crate) size: Option<u64>,
    pub(crate) pointers: Option<PointerMap>,
    pub(crate) block: Option<HeapBlock>,
}

/// Lays out a closure object: the code's address, then the fields in order; `None` stands for one of
/// unknown size.
pub(crate) fn closure_object(word: u64, release: GoVersion, fields: &[Option<Field>]) -> Object {
    let code = Extent { pointer_bytes: 0, ..Extent::pointer(word) };
    let mut placed = Fields::NONE;
    let mut known = placed.add(code).is_some();
    let mut pointers = Some(PointerMap::default());
    let mut offsets = Vec::with_capacity(fields.len());
    for field in fields {
        if !known {
            offsets.push(None);
            continue;
        }
        let Some(field) = field else {
            known = false;
            offsets.push(Some(placed.end).filter(|end| end.is_multiple_of(LARGEST_ALIGN)));
            continue;
        };
        let offset = placed.add(field.extent);
        known = offset.is_some();
        offsets.push(offset);
        let map = pointers.take().zip(field.pointers.as_ref()).zip(offset);
        pointers = map.and_then(|((mut all, part), offset)| {
            all.add(offset / word, part)?;
            Some(all)
        });
    }
    let extent = placed.extent(word).filter(|_| known);
    Object {
        offsets,
        size: extent.map(|extent| extent.size),
        pointers: pointers.filter(|_| extent.is_some()),
        block: extent.and_then(|extent| heap_block(extent, word, release)),
    }
}

/// What the runtime takes from the heap for an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeapBlock {
    /// A part of a block of 16 bytes, which other small objects without pointers may share: all of
    /// them stay as long as any does.
    Tiny,
    /// A block of a size class.
    Class {
        /// The size of the class in bytes.
        bytes: u64,
        /// How many of them the runtime takes for itself: it keeps the type of objects with pointers
        /// in front of them where they are too large for a bitmap at the end of the span.
        header: u64,
    },
    /// Pages of its own.
    Pages {
        /// Their size in bytes.
        bytes: u64,
    },
}

impl HeapBlock {
    /// The size of the block, whoever shares it.
    pub fn bytes(self) -> u64 {
        match self {
            Self::Tiny => TINY_BYTES,
            Self::Class { bytes, .. } | Self::Pages { bytes } => bytes,
        }
    }
}

/// The release from which objects have headers rather than bits in a bitmap of the arena; older ones
/// are not described here.
const FIRST_RELEASE: GoVersion = GoVersion(22);

const TINY_BYTES: u64 = 16;
const HEADER_BYTES: u64 = 8;
const PAGE_BYTES: u64 = 8192;

/// The sizes of the blocks that the runtime divides its spans into.
const SIZE_CLASSES: [u16; 67] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// The block that the runtime takes for an object of the given extent, if that is on the heap. Under
/// the race detector and the sanitizers, blocks may be larger.
pub(crate) fn heap_block(object: Extent, word: u64, release: GoVersion) -> Option<HeapBlock> {
    let Extent { size, pointer_bytes, .. } = object;
    if size == 0 || release < FIRST_RELEASE {
        return None;
    }
    let largest = SIZE_CLASSES.last().copied().map_or(0, u64::from);
    if size > largest - HEADER_BYTES {
        let bytes = size.checked_next_multiple_of(PAGE_BYTES)?;
        return Some(HeapBlock::Pages { bytes });
    }
    if pointer_bytes == 0 && size < TINY_BYTES {
        return Some(HeapBlock::Tiny);
    }
    // One word of bits is as much as is kept at the end of the span: 512 bytes, or 128.
    let has_bits_in_span = size <= word * word * 8;
    let header = if pointer_bytes == 0 || has_bits_in_span { 0 } else { HEADER_BYTES };
    let class = SIZE_CLASSES.partition_point(|&class| u64::from(class) < size + header);
    let bytes = SIZE_CLASSES.get(class).copied()?.into();
    Some(HeapBlock::Class { bytes, header })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(digits: &str) -> PointerMap {
        (0..).zip(digits.chars()).filter(|word| word.1 == '1').map(|word| word.0).collect()
    }

    fn field(size: u64, align: u64, digits: &str) -> Field {
        let pointers = map(digits);
        let extent = Extent { size, align, pointer_bytes: 8 * pointers.n_words() };
        Field { extent, pointers: Some(Rc::new(pointers)) }
    }

    #[test]
    fn maps_add_up_across_elements() {
        for shift in [0, 1, 31, 62, 63, 64, 65, 127, 128] {
            let part = map("1011");
            let mut whole = map("1");
            whole.add(shift, &part).unwrap();
            let words: Vec<u64> = whole.words().collect();
            let mut wanted = vec![0, shift, shift + 2, shift + 3];
            wanted.dedup();
            assert_eq!(words, wanted, "{shift}");
            assert_eq!(whole.n_words(), shift + 4);
            assert!(!whole.is_pointer(shift + 4) && !whole.is_pointer(u64::MAX));
        }
        // Equal maps are equal, however they came about.
        let mut twice = map("01");
        twice.add(0, &map("01")).unwrap();
        twice.add(100, &PointerMap::default()).unwrap();
        assert_eq!(twice, map("01"));
        assert_eq!(format!("{twice:?}"), "01");
        assert_eq!(twice.digits(4), "0100");
    }

    #[test]
    fn maps_have_an_end() {
        let mut map = PointerMap::default();
        assert_eq!(map.add(MAX_MAP_WORDS - 1, &PointerMap::pointer()), Some(()));
        assert_eq!(map.add(MAX_MAP_WORDS, &PointerMap::pointer()), None);
        assert_eq!(map.add(u64::MAX, &PointerMap::pointer()), None);
        assert_eq!(map.n_words(), MAX_MAP_WORDS);
    }

    #[test]
    fn an_object() {
        let fields = [Some(field(24, 8, "1")), Some(field(8, 8, "1")), Some(field(1, 1, ""))];
        let object = closure_object(8, GoVersion::LATEST, &fields);
        assert_eq!(object.offsets, [Some(8), Some(32), Some(40)]);
        assert_eq!(object.size, Some(48));
        assert_eq!(object.pointers, Some(map("01001")));
        assert_eq!(object.block, Some(HeapBlock::Class { bytes: 48, header: 0 }));
    }

    #[test]
    fn an_empty_last_field_is_padded() {
        let object = closure_object(8, GoVersion::LATEST, &[Some(field(0, 1, ""))]);
        assert_eq!((object.offsets, object.size), (vec![Some(8)], Some(16)));
        // One of size 0 in front of others takes no room.
        let object =
            closure_object(8, GoVersion::LATEST, &[Some(field(0, 8, "")), Some(field(8, 8, ""))]);
        assert_eq!((object.offsets, object.size), (vec![Some(8), Some(8)], Some(16)));
    }

    #[test]
    fn behind_an_unknown_field_nothing_is_known() {
        let fields = [Some(field(8, 8, "1")), None, Some(field(8, 8, "1"))];
        let object = closure_object(8, GoVersion::LATEST, &fields);
        assert_eq!(object.offsets, [Some(8), Some(16), None]);
        let fields = [Some(field(1, 1, "")), None];
        let object = closure_object(8, GoVersion::LATEST, &fields);
        assert_eq!(object.offsets, [Some(8), None], "it may be aligned to any number of bytes");
        assert_eq!(closure_object(4, GoVersion::LATEST, &[None]).offsets, [None]);
        assert_eq!((object.size, object.pointers, object.block), (None, None, None));
        // Of a field that is too large for a map, the rest is known.
        let large = Field { pointers: None, ..field(1 << 20, 8, "1") };
        let object = closure_object(8, GoVersion::LATEST, &[Some(large), Some(field(8, 8, ""))]);
        assert_eq!(object.offsets, [Some(8), Some(8 + (1 << 20))]);
        assert_eq!((object.size, object.pointers), (Some((1 << 20) + 16), None));
        assert_eq!(object.block, Some(HeapBlock::Pages { bytes: (1 << 20) + 8192 }));
    }

    #[test]
    fn what_overflows_is_unknown() {
        let fields = [Some(field(u64::MAX - 7, 8, "")), Some(field(8, 8, ""))];
        let object = closure_object(8, GoVersion::LATEST, &fields);
        assert_eq!((object.offsets, object.size), (vec![None, None], None));
    }

    #[track_caller]
    fn check_block(size: u64, pointers: bool, word: u64, block: &str) {
        let extent = Extent { size, align: 1, pointer_bytes: if pointers { word } else { 0 } };
        let found = heap_block(extent, word, GoVersion::LATEST);
        let found = match found {
            None => "none".to_owned(),
            Some(HeapBlock::Tiny) => "tiny".to_owned(),
            Some(HeapBlock::Class { bytes, header: 0 }) => bytes.to_string(),
            Some(HeapBlock::Class { bytes, header }) => format!("{bytes} with {header}"),
            Some(HeapBlock::Pages { bytes }) => format!("pages {bytes}"),
        };
        assert_eq!(found, block, "{size} bytes, {pointers}, {word}");
    }

    #[test]
    fn blocks() {
        check_block(0, false, 8, "none");
        check_block(1, false, 8, "tiny");
        check_block(15, false, 8, "tiny");
        check_block(16, false, 8, "16");
        check_block(8, true, 8, "8");
        check_block(8, false, 4, "tiny");
        check_block(8, true, 4, "8");
        check_block(40, true, 8, "48");
        check_block(512, true, 8, "512");
        check_block(520, true, 8, "576 with 8");
        check_block(576, true, 8, "640 with 8");
        check_block(576, false, 8, "576");
        check_block(128, true, 4, "128");
        check_block(132, true, 4, "144 with 8");
        check_block(32760, true, 8, "32768 with 8");
        check_block(32760, false, 8, "32768");
        check_block(32761, false, 8, "pages 32768");
        check_block(32768, false, 8, "pages 32768");
        check_block(32776, true, 8, "pages 40960");
        check_block(u64::MAX, true, 8, "none");
        let extent = Extent { size: 16, align: 8, pointer_bytes: 0 };
        assert_eq!(heap_block(extent, 8, GoVersion(21)), None);
    }
}
