//! Tests of the program, through its binary.
