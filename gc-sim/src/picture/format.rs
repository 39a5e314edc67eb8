//! The kinds of file a picture can be drawn into.

use std::fmt;

/// A kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Graphviz's language, as text.
    Dot,
    /// A vector drawing.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// The format that a file name's extension asks for, in any case and without its dot.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "dot" | "gv" => Some(Self::Dot),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dot => "DOT",
            Self::Svg => "SVG",
            Self::Png => "PNG",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn extensions_name_formats() {
        assert_eq!(Format::from_extension("svg"), Some(Format::Svg));
        assert_eq!(Format::from_extension("PNG"), Some(Format::Png));
        assert_eq!(Format::from_extension("gv"), Some(Format::Dot));
        assert_eq!(Format::from_extension(".svg"), None);
        assert_eq!(Format::from_extension("jpeg"), None);
    }
}
