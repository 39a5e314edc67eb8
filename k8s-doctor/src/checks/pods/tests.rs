//! Chains of this area, from objects to roots.
