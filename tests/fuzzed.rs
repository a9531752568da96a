//! The bodies of the fuzz targets, called with a small corpus: cargo-fuzz, which searches for more, needs a nightly toolchain.

#[path = "../infra/fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a library where cargo-fuzz builds it")]
mod targets;

use proptest::prelude::*;

/// Bytes that strangers send: of every form that something here reads, whole and damaged.
const CORPUS: &[&[u8]] = &[
    b"",
    b"\n",
    b"\0",
    b"\xff\xfe\xfd",
    b"a.b.c",
    b"...",
    // RFC 7519 §6.1: a token without a signature.
    b"eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
    b"eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Im9uZSJ9.e30.AAAA",
    b"usr_00000000000000000000000001.ses_00000000000000000000000002.AAAA.AAAA",
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAW10",
    b"USER\nusr_1\nHEAD",
    b"USER#usr_1\nHE AD\n\n\t",
    b"{\"a\":1,\"b\":[null,true,1.5e300]}\n{ \"a\" : 1, \"b\": [null, true, 1.5e300] }",
    b"{\"a\":1}\n{\"a\":2}",
    b"[[[[[[[[[[[[[[[[[[[[[[[[",
    b"-0\n0",
    b"0.1\n1e-1",
    b"\"\\ud800\"",
    b"t=1767268800,v1=00,v1=ff,v0=x\n{\"id\":\"evt_1\",\"livemode\":false}",
    b"t=,v1=\n{}",
    b"t=99999999999999999999,v1=00\n",
    b"19.99\n0.01",
    b"92233720368547758.07\n0.01",
    b"92233720368547758.08",
    b"1.\n.5",
    b"00000000000000000000000000001",
    b"Handle,Title,Variant Price\nlamp,Lamp,19.99\n",
    b"lamp,\"Lamp,Size,S,19.99\nlamp,,,M,-1\n",
    b"lamp,Lamp,Size,S,19.99\nlamp,,,M,20\n",
    b"\xef\xbb\xbfHandle;Title\n",
];

/// Calls every target.
fn check(data: &[u8]) {
    for check in [
        targets::csv_import::check,
        targets::cursor::check,
        targets::fingerprint::check,
        targets::key::check,
        targets::money::check,
        targets::refresh_token::check,
        targets::token::check,
        targets::webhook::check,
    ] {
        check(data);
    }
}

#[test]
fn nothing_that_arrives_breaks_what_reads_it() {
    let long = b"a1.#\n\",".repeat(4_096);
    CORPUS.iter().copied().chain([long.as_slice()]).for_each(check);
}

proptest! {
    #[test]
    fn nor_does_anything_that_was_damaged_on_its_way(
        whole in prop::sample::select(CORPUS),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        more in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut data = [whole, &more].concat();
        for (at, byte) in edits.into_iter().filter(|_| !(whole.is_empty() && more.is_empty())) {
            let at = at.index(data.len());
            data[at] = byte;
        }
        check(&data);
    }
}
