//! Which sorts of files can be evidence, and what their bytes must look like.
//!
//! What a file is said to be is held against its bytes, not trusted. That keeps honest files honest: a
//! picture called a document, a page of HTML called a text, an archive called a table. It is no search for
//! malice.

use serde::{Deserialize, Serialize};

/// A sort of file. Archives are none, nor are office files with macros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    Pdf,
    Png,
    Jpeg,
    Tiff,
    Docx,
    Xlsx,
    Odt,
    Ods,
    Text,
    Csv,
}

/// Not the name of a sort of file that can be evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no media type of evidence")]
pub struct UnknownMediaType;

impl MediaType {
    /// As IANA has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// Without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Text => "txt",
            Self::Csv => "csv",
        }
    }
}

impl std::str::FromStr for MediaType {
    type Err = UnknownMediaType;

    fn from_str(name: &str) -> Result<Self, UnknownMediaType> {
        use strum::VariantArray as _;
        Self::VARIANTS.iter().copied().find(|one| one.name() == name).ok_or(UnknownMediaType)
    }
}

/// What stands in every file of some sorts. Names in an archive are never compressed.
const CONTENT_TYPES: &[u8] = b"[Content_Types].xml";
const WORD: &[u8] = b"word/document.xml";
const WORKBOOK: &[u8] = b"xl/workbook.xml";
const MACROS: &[u8] = b"vbaProject.bin";
const MARKS: [&[u8]; 4] = [CONTENT_TYPES, WORD, WORKBOOK, MACROS];

/// So much of the start is looked at.
const HEAD: usize = 128;

/// What the bytes of a file look like, however they are cut into pieces.
#[derive(Debug, Clone)]
pub struct Look {
    head: Vec<u8>,
    /// The end of what has passed: a mark, or a letter, may go on in the next piece.
    tail: Vec<u8>,
    /// Which of the marks were seen.
    seen: [bool; MARKS.len()],
    /// The start of a letter whose rest has not come.
    letter: Vec<u8>,
    text: bool,
}

impl Default for Look {
    fn default() -> Self {
        let (head, tail, letter) = (Vec::new(), Vec::new(), Vec::new());
        Self { head, tail, seen: [false; MARKS.len()], letter, text: true }
    }
}

impl Look {
    /// Looks at the next piece.
    pub fn at(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        if self.head.starts_with(b"PK") {
            self.look_for_marks(bytes);
        }
        if self.text {
            self.look_for_letters(bytes);
        }
    }

    fn look_for_marks(&mut self, bytes: &[u8]) {
        let longest = MARKS.iter().map(|mark| mark.len()).max().unwrap_or_default();
        let mut seam = std::mem::take(&mut self.tail);
        seam.extend_from_slice(&bytes[..bytes.len().min(longest)]);
        for (mark, seen) in MARKS.iter().zip(&mut self.seen) {
            *seen = *seen || contains(&seam, mark) || contains(bytes, mark);
        }
        let end = if bytes.len() > longest { bytes } else { &seam };
        self.tail = end[end.len().saturating_sub(longest)..].to_vec();
    }

    fn look_for_letters(&mut self, bytes: &[u8]) {
        let mut begun = std::mem::take(&mut self.letter);
        let mut rest = bytes;
        while !begun.is_empty() && !rest.is_empty() && std::str::from_utf8(&begun).is_err() {
            begun.push(rest[0]);
            rest = &rest[1..];
            if begun.len() > 4 {
                self.text = false;
                return;
            }
        }
        if std::str::from_utf8(&begun).is_err() {
            self.letter = begun;
            return;
        }
        let whole = match std::str::from_utf8(rest) {
            Ok(_) => rest,
            Err(error) if error.error_len().is_none() => {
                let (whole, cut) = rest.split_at(error.valid_up_to());
                self.letter = cut.to_vec();
                whole
            }
            Err(_) => {
                self.text = false;
                return;
            }
        };
        let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
        self.text = !whole.iter().any(control);
    }

    /// Whether all that has passed is a file of that sort.
    #[must_use]
    pub fn is(&self, media_type: MediaType) -> bool {
        let [content_types, word, workbook, macros] = self.seen;
        let begins = |start: &[u8]| self.head.starts_with(start);
        let open_xml = begins(b"PK\x03\x04") && content_types && !macros;
        match media_type {
            MediaType::Pdf => begins(b"%PDF-"),
            MediaType::Png => begins(b"\x89PNG\r\n\x1a\n"),
            MediaType::Jpeg => begins(b"\xff\xd8\xff"),
            MediaType::Tiff => begins(b"II*\0") || begins(b"MM\0*"),
            MediaType::Docx => open_xml && word && !workbook,
            MediaType::Xlsx => open_xml && workbook && !word,
            MediaType::Odt | MediaType::Ods => self.is_open_document(media_type.name()),
            MediaType::Text | MediaType::Csv => self.is_text(),
        }
    }

    /// Its first entry is called `mimetype`, is not compressed, and holds the sort's name.
    fn is_open_document(&self, name: &str) -> bool {
        let entry = self.head.get(30..).unwrap_or_default();
        let said = entry.strip_prefix(b"mimetype");
        // Longer names, such as that of a template, begin alike: an archive's next entry follows.
        let alone = |rest: &[u8]| rest.starts_with(b"PK");
        self.head.starts_with(b"PK\x03\x04")
            && said.and_then(|said| said.strip_prefix(name.as_bytes())).is_some_and(alone)
    }

    /// Letters only, and not the first ones of another sort, nor of a page that a browser would run.
    fn is_text(&self) -> bool {
        let start =
            self.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.head).trim_ascii_start();
        let lower = start.to_ascii_lowercase();
        let others =
            [&b"<!doctype"[..], b"<html", b"<script", b"<svg", b"<?xml", b"%pdf-", b"{\\rtf"];
        self.text && self.letter.is_empty() && !others.iter().any(|it| lower.starts_with(it))
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use strum::VariantArray as _;

    use super::*;

    /// The smallest file that looks like one of the sort.
    fn sample(media_type: MediaType) -> Vec<u8> {
        let zip = |entries: &[u8]| [b"PK\x03\x04", &[0; 26][..], entries].concat();
        let open_document = |name: &str| zip(format!("mimetype{name}PK\x03\x04").as_bytes());
        match media_type {
            MediaType::Pdf => b"%PDF-1.7\n".to_vec(),
            MediaType::Png => b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            MediaType::Jpeg => b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(),
            MediaType::Tiff => b"II*\0\x08\0\0\0".to_vec(),
            MediaType::Docx => zip(b"[Content_Types].xml....word/document.xml...."),
            MediaType::Xlsx => zip(b"[Content_Types].xml....xl/workbook.xml...."),
            MediaType::Odt | MediaType::Ods => open_document(media_type.name()),
            MediaType::Text | MediaType::Csv => "đơn vị,số hội viên\nHội Làm vườn,120\n".into(),
        }
    }

    fn look(bytes: &[u8]) -> Look {
        let mut look = Look::default();
        look.at(bytes);
        look
    }

    #[test]
    fn a_file_is_of_its_own_sort_and_of_no_other() {
        for is in MediaType::VARIANTS {
            for said in MediaType::VARIANTS {
                let both_text = [is, said].iter().all(|it| it.name().starts_with("text/"));
                let expected = is == said || both_text;
                assert_eq!(look(&sample(*is)).is(*said), expected, "{is:?} said to be {said:?}");
            }
        }
    }

    #[test]
    fn what_only_resembles_a_sort_is_none_of_it() {
        let macros = [sample(MediaType::Docx), MACROS.to_vec()].concat();
        let template = format!("mimetype{}-templatePK", MediaType::Odt.name());
        let template = [b"PK\x03\x04", &[0; 26][..], template.as_bytes()].concat();
        let rows: [(MediaType, &[u8]); 8] = [
            (MediaType::Docx, &macros),
            (MediaType::Docx, b"PK\x03\x04 an archive of other things"),
            (MediaType::Odt, &template),
            (MediaType::Text, b"a program\0"),
            (MediaType::Text, b"\xff\xfe\xfd"),
            (MediaType::Text, b"half a letter \xc4"),
            (MediaType::Csv, b"\xef\xbb\xbf  <!DOCTYPE html><script>"),
            (MediaType::Pdf, b"<script>%PDF-1.7"),
        ];
        for (said, bytes) in rows {
            assert!(!look(bytes).is(said), "{said:?}: {:?}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        /// However a file is cut into pieces, it looks the same.
        #[test]
        fn pieces_look_like_the_whole(
            is in proptest::sample::select(MediaType::VARIANTS),
            sizes in vec(1_usize..40, 1..20),
        ) {
            let whole = [sample(is), "ổn định ".repeat(20).into_bytes()].concat();
            let (mut rest, mut cut, mut sizes) = (&whole[..], Look::default(), sizes.iter().cycle());
            while !rest.is_empty() {
                let (piece, after) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
                cut.at(piece);
                rest = after;
            }
            for said in MediaType::VARIANTS {
                prop_assert_eq!(cut.is(*said), look(&whole).is(*said), "{:?}", said);
            }
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for one in MediaType::VARIANTS {
            assert_eq!(one.name().parse(), Ok(*one));
        }
        for none in ["", "application/zip", "text/html", "APPLICATION/PDF", "application/pdf; a=b"]
        {
            assert_eq!(none.parse::<MediaType>(), Err(UnknownMediaType), "{none}");
        }
    }
}
