//! From a rule's value to a colour.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use crate::look::{MORE, TABLE};
use crate::property::Value;

/// A colour as graph files write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A name of a table, or a part of one.
    Name(Arc<str>),
    /// A text with `#rrggbb` or `#rrggbbaa` in it.
    Hex(Arc<str>),
}

impl Ink {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Ink::Name(text) | Ink::Hex(text) => text,
        }
    }

    /// Red, green and blue, as GDF has them; none for a part of a name.
    #[must_use]
    pub fn rgb(&self) -> Option<[u8; 3]> {
        match self {
            Ink::Name(name) => {
                let known = TABLE.iter().chain(&MORE).find(|(known, _)| *known == &**name);
                known.map(|(_, rgb)| *rgb)
            }
            Ink::Hex(text) => {
                let at = hex_at(text)?;
                let digits = text.get(at + 1..at + 7)?;
                let number = u32::from_str_radix(digits, 16).ok()?;
                let [_, red, green, blue] = number.to_be_bytes();
                Some([red, green, blue])
            }
        }
    }
}

/// A colour's number in its [`Colours`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColourId(u32);

impl ColourId {
    /// No colour.
    pub(super) const NONE: ColourId = ColourId(0);
    /// The row is left out.
    pub(super) const INVISIBLE: ColourId = ColourId(1);
}

/// The colours of a run, and which value got which.
#[derive(Clone, Debug)]
pub(super) struct Colours {
    inks: Vec<Option<Ink>>,
    known: HashMap<Arc<str>, ColourId>,
    undefined: Option<ColourId>,
    /// The next entry of the table that a value without colour gets.
    next: usize,
    told: HashSet<Arc<str>>,
    messages: Vec<String>,
}

/// The first entry that is given away; AfterGlow never gives the one before.
const FIRST_FREE: usize = 1;
/// How many messages are kept: a rule that gives a new value a row would fill the memory.
const MESSAGE_LIMIT: usize = 1_000;

impl Colours {
    pub(super) fn new() -> Self {
        let invisible = Some(Ink::Name(Arc::from("invisible")));
        Self {
            inks: vec![None, invisible],
            known: HashMap::new(),
            undefined: None,
            next: FIRST_FREE,
            told: HashSet::new(),
            messages: Vec::new(),
        }
    }

    pub(super) fn get(&self, id: ColourId) -> Option<&Ink> {
        self.inks.get(id.0 as usize).and_then(Option::as_ref)
    }

    /// What was no colour, once for each value.
    pub(super) fn take_messages(&mut self) -> Vec<String> {
        std::mem::take(&mut self.messages)
    }

    /// The colour of a value.
    pub(super) fn of(&mut self, value: &Value) -> ColourId {
        if !value.is_defined() {
            if let Some(known) = self.undefined {
                return known;
            }
            let free = self.free();
            self.undefined = Some(free);
            return free;
        }
        let text = value.to_text();
        if let Some(known) = self.known.get(&text) {
            return *known;
        }
        let id = if &*text == "invisible" {
            ColourId::INVISIBLE
        } else if hex_at(&text).is_some() {
            self.add(Ink::Hex(Arc::clone(&text)))
        } else if !value.is_true() {
            ColourId::NONE
        } else if is_name(&text) {
            self.add(Ink::Name(Arc::clone(&text)))
        } else {
            self.tell(&text);
            self.free()
        };
        self.known.insert(text, id);
        id
    }

    fn tell(&mut self, text: &Arc<str>) {
        if self.messages.len() < MESSAGE_LIMIT && self.told.insert(Arc::clone(text)) {
            self.messages.push(format!("Not a color: {text}"));
        }
    }

    fn add(&mut self, ink: Ink) -> ColourId {
        // Colours are as few as values, which are counted with 32 bits.
        let id = u32::try_from(self.inks.len()).unwrap_or(u32::MAX);
        self.inks.push(Some(ink));
        ColourId(id)
    }

    /// The next entry of the table; after the last colour the first again.
    fn free(&mut self) -> ColourId {
        // The two last are no colours to see, and stand at the end or are passed over.
        while matches!(TABLE[self.next].0, "invisible" | "transparent") {
            self.next = if self.next + 1 < TABLE.len() { self.next + 1 } else { FIRST_FREE };
        }
        let name = TABLE[self.next].0;
        self.next = if self.next + 1 < TABLE.len() { self.next + 1 } else { FIRST_FREE };
        self.add(Ink::Name(Arc::from(name)))
    }
}

/// Is it a name of the table or a part of one, or another name of X11 or SVG?
fn is_name(text: &str) -> bool {
    TABLE.iter().any(|(name, _)| name.contains(text)) || MORE.iter().any(|(name, _)| *name == text)
}

/// Where `#` and six or more hexadecimal digits stand.
pub(super) fn hex_at(text: &str) -> Option<usize> {
    text.match_indices('#')
        .map(|(at, _)| at)
        .find(|at| text[at + 1..].bytes().take(6).filter(u8::is_ascii_hexdigit).count() == 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_colours() {
        let mut colours = Colours::new();
        let mut ink = |value: Value| {
            let id = colours.of(&value);
            colours.get(id).map(|ink| ink.text().to_owned())
        };
        for (value, expected) in [
            (Value::from("red"), Some("red")),
            (Value::from("olive"), Some("olive")),
            (Value::from("darkred"), Some("darkred")),
            (Value::from("#FF000080"), Some("#FF000080")),
            (Value::from(""), None),
            (Value::from("0"), None),
            (Value::Undefined, Some("antiquewhite")),
            (Value::from("Red"), Some("antiquewhite1")),
            (Value::Undefined, Some("antiquewhite")),
            (Value::from("Red"), Some("antiquewhite1")),
            (Value::from("invisible"), Some("invisible")),
        ] {
            assert_eq!(ink(value.clone()), expected.map(str::to_owned), "{value:?}");
        }
        assert_eq!(colours.take_messages(), ["Not a color: Red"]);
    }

    #[test]
    fn the_table_never_ends() {
        let mut colours = Colours::new();
        for index in 0..2_000 {
            let id = colours.of(&Value::from(format!("({index}")));
            let name = colours.get(id).unwrap().text().to_owned();
            assert!(name != "invisible" && name != "transparent", "{index}");
        }
    }

    #[test]
    fn colours_have_numbers() {
        let rgb = |text: &str| Ink::Name(Arc::from(text)).rgb();
        assert_eq!(rgb("gray"), Some([128, 128, 128]));
        assert_eq!(rgb("grey41"), Some([105, 105, 105]));
        assert_eq!(rgb("darkblue"), Some([0, 0, 139]));
        assert_eq!(rgb("re"), None);
        assert_eq!(Ink::Hex(Arc::from("#0a141e80")).rgb(), Some([10, 20, 30]));
    }
}
