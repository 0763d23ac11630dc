//! The magic markers, by which `munin-node-configure` finds out what a plugin can do without running it.
//!
//! It looks for them in the lines of the plugin's file, also in those of a program:
//! <https://guide.munin-monitoring.org/en/latest/develop/plugins/howto-write-plugins.html>.

/// Each marker on a line of its own, whatever the linker puts before and after.
static MARKERS: &str = "\n#%# family=auto\n#%# capabilities=autoconf suggest\n";

/// Holds the markers in the program: without a use that the optimiser cannot see through they would
/// not be there.
pub(super) fn keep() {
    std::hint::black_box(MARKERS);
}
