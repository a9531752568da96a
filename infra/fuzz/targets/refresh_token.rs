//! Fuzzes [`fuzz::refresh_token`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::refresh_token::check(data));
