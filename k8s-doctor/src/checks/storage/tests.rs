//! The chains of storage, from objects to roots.
