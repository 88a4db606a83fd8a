//! Text in columns, wrapped by what a terminal shows: a letter with marks is one cell wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const GAP: &str = "  ";
/// No column is squeezed below this.
const NARROWEST: usize = 8;

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    title: &'static str,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// As wide as its widest cell; the first of its lines is never broken.
    Left,
    Right,
    /// Gives way and wraps where the table would be too wide.
    Wrapped,
}

/// A column as wide as its content.
pub const fn left(title: &'static str) -> Column {
    Column { title, place: Place::Left }
}

/// The same, for figures.
pub const fn right(title: &'static str) -> Column {
    Column { title, place: Place::Right }
}

/// A column of prose, which wraps where there is no room.
pub const fn wrapped(title: &'static str) -> Column {
    Column { title, place: Place::Wrapped }
}

/// Rows under a head; a heading runs over all columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
enum Row {
    Cells(Vec<String>),
    Heading { label: String, text: String, note: String },
}

impl Table {
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row; a cell that is not given is empty.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(Row::Cells(cells));
    }

    /// A line over all columns: a label, text that wraps beside it, and a note at the right end.
    pub fn heading(
        &mut self,
        label: impl Into<String>,
        text: impl Into<String>,
        note: impl Into<String>,
    ) {
        let (label, text, note) = (label.into(), text.into(), note.into());
        self.rows.push(Row::Heading { label, text, note });
    }

    /// The table as lines of at most `width` cells, unless even its narrowest form is wider.
    pub fn render(&self, width: usize) -> String {
        let widths = self.widths(width);
        let mut text = String::new();
        let titles: Vec<String> =
            self.columns.iter().map(|column| column.title.to_owned()).collect();
        self.print_cells(&mut text, &titles, &widths);
        let whole = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        text.push_str(&"─".repeat(whole));
        text.push('\n');
        for row in &self.rows {
            match row {
                Row::Cells(cells) => self.print_cells(&mut text, cells, &widths),
                Row::Heading { label, text: heading, note } => {
                    print_heading(&mut text, label, heading, note, whole);
                }
            }
        }
        text
    }

    fn print_cells(&self, text: &mut String, cells: &[String], widths: &[usize]) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut printed = String::new();
            for ((column, lines), width) in self.columns.iter().zip(&wrapped).zip(widths) {
                let part = lines.get(line).map_or("", String::as_str);
                let room = " ".repeat(width.saturating_sub(part.width()));
                match column.place {
                    Place::Left | Place::Wrapped => printed.extend([part, &room]),
                    Place::Right => printed.extend([room.as_str(), part]),
                }
                printed.push_str(GAP);
            }
            text.push_str(printed.trim_end());
            text.push('\n');
        }
    }

    /// Natural widths; where those are too much, the widest wrapped column gives way first.
    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> =
            self.columns.iter().map(|column| column.title.width()).collect();
        for row in &self.rows {
            if let Row::Cells(cells) = row {
                for (widest, cell) in widths.iter_mut().zip(cells) {
                    let natural = cell.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                    *widest = natural.max(*widest);
                }
            }
        }
        let gaps = GAP.len() * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > width {
            let gives_way = self
                .columns
                .iter()
                .zip(widths.iter_mut())
                .filter(|(column, wide)| column.place == Place::Wrapped && **wide > NARROWEST)
                .max_by_key(|(_, wide)| **wide);
            match gives_way {
                Some((_, wide)) => *wide -= 1,
                None => break,
            }
        }
        widths
    }
}

fn print_heading(text: &mut String, label: &str, heading: &str, note: &str, whole: usize) {
    let beside = if label.is_empty() { 0 } else { label.width() + GAP.len() };
    let room = whole.saturating_sub(beside + note.width() + GAP.len());
    for (line, part) in wrap(heading, room).iter().enumerate() {
        let (label, note) = if line == 0 { (label, note) } else { ("", "") };
        let mut printed = String::from(label);
        printed.push_str(&" ".repeat(beside.saturating_sub(label.width())));
        printed.push_str(part);
        printed.push_str(&" ".repeat(room.saturating_sub(part.width()) + GAP.len()));
        printed.push_str(note);
        text.push_str(printed.trim_end());
        text.push('\n');
    }
}

/// Breaks text between words into lines of at most `width` cells; a longer word is broken inside.
/// Spaces that are not at a break stay as they are.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for (place, word) in paragraph.split(' ').enumerate() {
            if place > 0 && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            } else if place > 0 {
                line.push(' ');
            }
            for letter in word.chars() {
                if line.width() + letter.width().unwrap_or(0) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn associations() -> Table {
        let mut table = Table::new([left("Mã"), wrapped("Tên hội"), right("Hội viên")]);
        table.heading("A", "Hội thành viên", "2 hội");
        table.row(["H01", "Hội Làm vườn và Trang trại tỉnh Hải Dương", "12.500"]);
        table.row(["H02", "Hội Nghề cá"]);
        table
    }

    #[test]
    fn columns_line_up_by_shown_width() {
        assert_eq!(
            associations().render(80),
            "\
Mã   Tên hội                                    Hội viên
────────────────────────────────────────────────────────
A  Hội thành viên                                  2 hội
H01  Hội Làm vườn và Trang trại tỉnh Hải Dương    12.500
H02  Hội Nghề cá
",
        );
    }

    #[test]
    fn prose_wraps_between_words_where_the_table_is_too_wide() {
        assert_eq!(
            associations().render(36),
            "\
Mã   Tên hội                Hội viên
────────────────────────────────────
A  Hội thành viên              2 hội
H01  Hội Làm vườn và Trang    12.500
     trại tỉnh Hải Dương
H02  Hội Nghề cá
",
        );
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let table = associations();
        for width in 30..100 {
            for line in table.render(width).lines() {
                assert!(line.width() <= width, "{width}: {line:?}");
            }
        }
    }

    #[test]
    fn marks_take_no_room_whether_composed_or_not() {
        assert_eq!(wrap("ti\u{1ebf}n \u{111}\u{1ed9}", 8), ["tiến độ"]);
        assert_eq!(wrap("tie\u{302}\u{301}n d\u{323}o", 7).len(), 1);
    }

    #[test]
    fn a_word_wider_than_the_column_is_broken() {
        assert_eq!(wrap("ab cdefgh i", 3), ["ab", "cde", "fgh", "i"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("  hai  ba", 9), ["  hai  ba"]);
        assert_eq!(wrap("một\n\nhai", 9), ["một", "", "hai"]);
    }
}
