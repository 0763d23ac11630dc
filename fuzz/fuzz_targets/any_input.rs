//! Whatever a file may hold: sniffing, unpacking, wrappers, every format.
#![no_main]

use honeyglow_fuzz::{assert_agreement, assert_balance, is_packed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    assert_balance(bytes);
    if !is_packed(bytes) {
        assert_agreement(bytes, None);
    }
});
