//! Fuzzes [`fuzz::fingerprint`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::fingerprint::check(data));
