//! Tests of the program, through its binary: what goes in as flags, files and stdin, what comes
//! out on stdout and stderr and as exit status. No network, no sleeping.

mod check;
mod errors;
mod files;
mod hostile;
mod live;
mod periods;
mod program;
mod rows;
