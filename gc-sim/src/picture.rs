//! An inert drawing.
