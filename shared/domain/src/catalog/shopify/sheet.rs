//! The file as rows of named fields.

use std::borrow::Cow;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};

use super::CsvFault;
use super::finding::{RowNotice, RowNoticeCode, RowProblem, RowProblemCode, shown};
use super::header::{Column, Columns, named_separator, separator};
use super::told::Told;

/// Stands behind the last row: a row of its own, unless a quote that does not end swallows it.
const END_MARK: &str = "end";

/// A whole file.
pub(super) struct Sheet {
    /// Every row that is not blank.
    pub(super) rows: Vec<Row>,
    /// What is to be told of the file as a whole.
    pub(super) notices: Vec<RowNotice>,
}

/// One row of the file, which is one line unless a field holds line breaks.
pub(super) struct Row {
    /// The line it starts on; the first is 1.
    pub(super) line: u64,
    /// Why the fields are not where they should be, if so.
    pub(super) malformed: Option<String>,
    record: StringRecord,
    /// Where they are.
    pub(super) columns: Arc<Columns>,
}

impl Sheet {
    /// Reads the file's form; what the fields hold is not looked at.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, CsvFault> {
        let text = text(bytes)?;
        let (separator, text, first) = match named_separator(text) {
            Some((named, rest)) => (named, rest, 2),
            None => (separator(text), text, 1),
        };
        let marked = format!("{text}\n{END_MARK}\n");
        let end = text.len();
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(marked.as_bytes());
        let mut records = Records { text: marked.as_bytes(), at: 0, line: first };
        let mut sheet = Self { rows: Vec::new(), notices: Vec::new() };
        let mut columns: Option<Arc<Columns>> = None;
        let mut ended = false;
        // Reading from memory what is known to be UTF-8, in rows of any length, has no failing case.
        for record in reader.records().flatten() {
            let line = records.line_of(&record);
            if records.at >= end {
                ended = true;
                break;
            }
            if let Some(columns) = &columns {
                sheet.rows.extend(Row::read(line, record, columns));
            } else {
                let read = Columns::read(&record, separator)?;
                sheet.notices = read.notices(&record, line);
                columns = Some(Arc::new(read));
            }
        }
        if !ended {
            let last = sheet.rows.pop();
            sheet.rows.push(Row::unended(last, columns.unwrap_or_default()));
        }
        sheet.notices.extend(sheet.rows.iter().find_map(Row::comma_notice));
        Ok(sheet)
    }
}

/// The text of the file, without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, CsvFault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let valid = bytes.get(..fault.valid_up_to()).unwrap_or_default();
        CsvFault::NotUtf8 { line: 1 + line_breaks(valid) }
    })?;
    if text.trim().is_empty() { Err(CsvFault::Empty) } else { Ok(text) }
}

/// Counts lines up to each record; the reader's own count is that before the blank lines in front of it.
struct Records<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Records<'_> {
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let byte = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        let blank = self.text.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start.saturating_add(blank);
        self.line += line_breaks(self.text.get(self.at..start).unwrap_or_default());
        self.at = start;
        self.line
    }
}

/// How many lines end in `bytes`: with a line feed, a carriage return, or both.
fn line_breaks(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        let ends = *byte == b'\n' || (*byte == b'\r' && rest.peek() != Some(&&b'\n'));
        count += u64::from(ends);
    }
    count
}

impl Row {
    /// The row of a record; none if it is blank, as spreadsheets leave them.
    fn read(line: u64, record: StringRecord, columns: &Arc<Columns>) -> Option<Self> {
        if record.iter().all(|field| field.trim().is_empty()) {
            return None;
        }
        let width = columns.width;
        let malformed =
            (record.len() != width).then(|| format!("the row has {} fields, the first line {width}", record.len()));
        Some(Self { line, malformed, record, columns: columns.clone() })
    }

    /// The last row, whose quote swallowed the rest of the file; without one it was the header's.
    fn unended(last: Option<Self>, columns: Arc<Columns>) -> Self {
        let last = last.unwrap_or(Self { line: 1, malformed: None, record: StringRecord::new(), columns });
        Self { malformed: Some("a quoted field does not end".to_owned()), ..last }
    }

    /// A field without the space around it; empty where the file does not have it.
    pub(super) fn raw(&self, column: Column) -> &str {
        self.columns.index(column).and_then(|index| self.record.get(index)).unwrap_or_default().trim()
    }

    /// A field without the space around it, if the file has the column.
    pub(super) fn told(&self, column: Column) -> Told<&str> {
        if self.columns.has(column) { Told::Said(self.raw(column)) } else { Told::Unsaid }
    }

    /// A field that is a number, with a point where the file writes a comma.
    pub(super) fn number(&self, column: Column) -> Cow<'_, str> {
        let field = self.raw(column);
        let is_comma = self.columns.decimal_comma && !field.contains('.') && field.matches(',').count() == 1;
        if is_comma { Cow::Owned(field.replace(',', ".")) } else { Cow::Borrowed(field) }
    }

    /// Whether the field holds anything.
    pub(super) fn has(&self, column: Column) -> bool {
        !self.raw(column).is_empty()
    }

    /// That commas are read as points, where this row has one.
    fn comma_notice(&self) -> Option<RowNotice> {
        let numbers = [Column::VariantPrice, Column::VariantCompareAt, Column::VariantGrams];
        let column = numbers.into_iter().find(|column| matches!(self.number(*column), Cow::Owned(_)))?;
        let message = "a comma in a number is read as a decimal point, here and in all rows".to_owned();
        Some(RowNotice { handle: None, ..self.notice(Some(column), RowNoticeCode::ReadAs, message) })
    }

    /// Something wrong with this row.
    pub(super) fn problem(&self, column: Option<Column>, code: RowProblemCode, reason: String) -> RowProblem {
        RowProblem { line: self.line, column: self.name(column), handle: self.product(), code, reason }
    }

    /// Something that is taken otherwise than this row has it.
    pub(super) fn notice(&self, column: Option<Column>, code: RowNoticeCode, message: String) -> RowNotice {
        RowNotice { line: self.line, column: self.name(column), handle: self.product(), code, message }
    }

    fn name(&self, column: Option<Column>) -> Option<String> {
        column.map(|column| self.columns.name(column))
    }

    /// The product that it names, as far as a message repeats it.
    pub(super) fn product(&self) -> Option<String> {
        let handle = self.raw(Column::Handle);
        (!handle.is_empty()).then(|| shown(handle))
    }
}
