//! The program `honeyglow`.

fn main() {}
