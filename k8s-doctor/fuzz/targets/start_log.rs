//! Any text as what a failed `minikube start` printed: no secret survives masking twice, and the rules
//! are tried to their end.

#![no_main]

use k8s_doctor::minikube::start::diagnose_start;
use k8s_doctor::redact;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let masked = redact::text(text);
    assert_eq!(redact::text(&masked), masked, "masking what is masked changes nothing");
    diagnose_start(text);
});
