//! Ranges of a text that something else takes the place of.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

/// One such range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) with: Cow<'static, str>,
}

/// The text with all edits done. Where ranges meet, the first (of those that start together, the
/// longest) stands for all of them: nothing that an edit covers is left over.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> Cow<'_, str> {
    edits.retain(|edit| !edit.range.is_empty());
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    edits.sort_by_key(|edit| (edit.range.start, Reverse(edit.range.end)));
    let mut edited = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for Edit { range, with } in &edits {
        if range.start >= done {
            edited.push_str(text.get(done..range.start).unwrap_or_default());
            edited.push_str(with);
        }
        done = done.max(range.end);
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_an_edit_covers_is_left() {
        let edit = |range, with| Edit { range, with: Cow::Borrowed(with) };
        assert_eq!(apply("abcdef", vec![edit(3..3, "x")]), "abcdef");
        assert_eq!(apply("abcdef", vec![edit(4..5, "y"), edit(0..1, "x")]), "xbcdyf");
        assert_eq!(apply("abcdef", vec![edit(1..3, "x"), edit(2..5, "y")]), "axf");
        assert_eq!(
            apply("abcdef", vec![edit(1..2, "x"), edit(1..4, "y"), edit(2..3, "z")]),
            "ayef"
        );
    }
}
