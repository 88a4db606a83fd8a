//! What text may contain: Unicode in normal form C, without control characters.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::Fault;

/// One line, or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Several,
}

/// The text without white space around it; `None` if nothing is left.
pub(super) fn checked(text: &str, max: usize, lines: Lines) -> Result<Option<String>, Fault> {
    if text.chars().any(|character| is_control(character, lines)) {
        return Err(Fault::ControlCharacter);
    }
    if !is_nfc(text) {
        return Err(Fault::NotNormalised);
    }
    let trimmed = text.trim();
    if trimmed.chars().count() > max {
        return Err(Fault::TooLong { max });
    }
    Ok(if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) })
}

/// Controls, and what changes how its neighbours are shown without being seen itself.
fn is_control(character: char, lines: Lines) -> bool {
    match character {
        '\n' => lines == Lines::One,
        '\u{2028}' | '\u{2029}' | '\u{feff}' => true,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}

fn is_nfc(text: &str) -> bool {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => text.chars().eq(text.nfc()),
    }
}
