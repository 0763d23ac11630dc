//! Tables.
#![no_main]

use honeyglow::input::Format;
use honeyglow_fuzz::{assert_agreement, is_packed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if !is_packed(bytes) {
        assert_agreement(bytes, Some(Format::Csv));
    }
});
