//! Tests of the program, through its binary: what goes in as flags, files and stdin, what comes
//! out on stdout and stderr and as exit status. No network, no sleeping.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test that was skipped says so")]

mod afterglow;
mod alerts;
mod check;
mod chromium;
mod dot;
mod draw;
mod edges;
mod errors;
mod files;
mod formats;
mod hostile;
mod hostile_draw;
mod layouts;
mod like;
mod live;
mod metrics;
mod munin;
mod munin_master;
mod numbers;
mod packaging;
mod periods;
mod program;
mod properties_doc;
mod publish;
mod readback;
mod readme;
mod reduction;
mod rows;
mod scripts;
mod sensor;
mod site_pages;
mod sshd;
mod styles;
mod wrapper;
