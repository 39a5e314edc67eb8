//! Why a simulation could not be run.

/// Why a simulation could not be run: an input that means nothing, named as its field is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PacerError {
    /// A value beyond what is simulated.
    #[error("{field} is {value}, and {most} is the most that is simulated")]
    TooLarge {
        /// The field, in words.
        field: &'static str,
        /// What it is.
        value: String,
        /// The most it may be.
        most: String,
    },
    /// A value below what means something.
    #[error("{field} is {value}, and must be {least} or more")]
    TooSmall {
        /// The field, in words.
        field: &'static str,
        /// What it is.
        value: String,
        /// The least it may be.
        least: String,
    },
    /// A fraction that is none.
    #[error("{field} is {value}, and must be a number from {least} to {most}")]
    NotInRange {
        /// The field, in words.
        field: &'static str,
        /// What it is.
        value: String,
        /// The least it may be.
        least: String,
        /// The most it may be.
        most: String,
    },
    /// A ramp or a sawtooth that is the wrong way up.
    #[error("the low end of the live heap is {low} bytes, above its high end of {high}")]
    LowAboveHigh {
        /// The low end in bytes.
        low: u64,
        /// The high end in bytes.
        high: u64,
    },
}
