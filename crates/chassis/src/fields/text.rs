//! What text may contain: Unicode in normal form C, each mark on its letter, nothing that is not seen.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
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
    if has_lone_mark(text) {
        return Err(Fault::LoneMark);
    }
    let trimmed = text.trim();
    if trimmed.chars().count() > max {
        return Err(Fault::TooLong { max });
    }
    Ok(if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) })
}

/// Controls, separators, and what is not seen itself (Unicode's `Default_Ignorable_Code_Point`): with it,
/// two texts can look the same and differ, or be shown in another order than they are kept.
fn is_control(character: char, lines: Lines) -> bool {
    match character {
        '\n' => lines == Lines::One,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => {
            true
        }
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => true,
        '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' => true,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => character.is_control(),
    }
}

/// A mark that stands first, or after white space, is on no letter.
fn has_lone_mark(text: &str) -> bool {
    let mut on_a_letter = false;
    for character in text.chars() {
        if !on_a_letter && is_combining_mark(character) {
            return true;
        }
        on_a_letter = !character.is_whitespace();
    }
    false
}

fn is_nfc(text: &str) -> bool {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => text.chars().eq(text.nfc()),
    }
}
