//! Any bytes on standard input, archives among them: reading and judging them ends, and without a
//! panic.

#![no_main]

use k8s_doctor::diagnose;
use k8s_doctor::gather::offline;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut stdin = bytes;
    if let Ok(snapshot) = offline::read(&[], Some(&mut stdin), &mut |_, _| {}) {
        diagnose(&snapshot);
    }
});
