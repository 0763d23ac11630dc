//! Link graphs from honeypot logs: which intruder reached for what, and where it went.
//!
//! The library is pure: bytes in, bytes out. It reads no clock and no files and opens no sockets;
//! nothing is ever sent to an address found in a log. The same input gives the same bytes.
//!
//! # The road
//!
//! Data goes one way, and a room may use only rooms before it:
//!
//! 1. [`time`]: instants, half-open periods, local days.
//! 2. [`event`]: one thing that happened, as flat columns.
//! 3. [`input`]: log bytes in, events and an account of every line out.
//! 4. [`link`]: events folded by (source, event, target).
//! 5. [`redact`]: what is left out of links before they are published.
//! 6. [`graph`]: nodes, and the links between them.
//! 7. [`reduce`]: groups, until the page's budget of marks is kept.
//! 8. [`layout`]: a place for each node, none upon another.
//! 9. [`label`]: what labels say, how large they are, where they stand.
//! 10. [`quality`]: how readable it is, in numbers.
//! 11. [`drawing`]: marks with colours and sizes; title and legend.
//! 12. [`picture`]: the walk from links to a drawing, in one function.
//! 13. [`render`]: SVG, PNG and PDF.
//! 14. [`export`]: JSON, CSV, and the formats of graph programs.
//! 15. [`site`]: pages, a gallery and a feed for a web server.
//!
//! # From log lines to a picture
//!
//! ```
//! use honeyglow::event::{Event, Origin};
//! use honeyglow::input::{self, Ask, Collect, Coverage, Repeats};
//! use honeyglow::link::{Fold, View};
//! use honeyglow::picture::{self, Settings};
//! use honeyglow::render;
//! use honeyglow::time::Period;
//!
//! struct Folding(Fold);
//!
//! impl Collect for Folding {
//!     fn event(&mut self, event: &Event<'_>, origin: Origin, _line: &[u8]) {
//!         self.0.add(event, origin);
//!     }
//! }
//!
//! let log = b"\
//! 2026-03-14T10:00:00Z [ssh,aa,192.0.2.7] direct-tcp connection request to a.example:25 from x:1
//! 2026-03-14T10:00:01Z [ssh,aa,192.0.2.7] direct-tcp connection request to b.example:25 from x:1
//! 2026-03-14T10:00:02Z [ssh,bb,192.0.2.8] direct-tcp connection request to a.example:80 from x:1
//! ";
//! let view = View::tunnels();
//! let ask = Ask {
//!     kinds: view.wanted_kinds(),
//!     columns: view.wanted_columns(),
//!     zone: jiff::tz::TimeZone::UTC,
//!     format: None,
//!     coverage: Coverage::Asked,
//! };
//! let mut fold = [Folding(Fold::new(view, Period::default()))];
//! let reading = input::read(&log[..], 0, &ask, &mut Repeats::default(), &mut fold);
//! assert!(reading.failure.is_none());
//!
//! let [Folding(fold)] = fold;
//! let picture = picture::draw(fold.finish(), &Settings::default());
//! assert_eq!(picture.account.events_drawn, 3);
//! assert!(picture.quality.is_some_and(|quality| quality.node_overlaps == 0));
//! assert!(render::svg::svg(&picture.drawing).contains("b.example"));
//! ```

pub mod afterglow;
pub mod dot;
pub mod drawing;
pub mod event;
pub mod export;
pub mod graph;
pub mod input;
pub mod label;
pub mod layout;
pub mod link;
pub mod look;
pub mod picture;
pub mod property;
pub mod quality;
pub mod redact;
pub mod reduce;
pub mod render;
pub mod site;
pub mod time;
