//! The file as rows of named fields.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::{CsvFault, RowProblem, RowProblemCode};

/// Declares the columns that are read, with their names in the file.
macro_rules! columns {
    ($($column:ident = $name:literal,)*) => {
        /// A column that is read; all others are passed over.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Column {
            $(#[doc = $name] $column,)*
        }

        impl Column {
            const ALL: &[Self] = &[$(Self::$column),*];

            /// The name in the file.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$column => $name,)*
                }
            }
        }
    };
}

columns! {
    Handle = "Handle",
    Title = "Title",
    Body = "Body (HTML)",
    Vendor = "Vendor",
    Type = "Type",
    Tags = "Tags",
    Published = "Published",
    Option1Name = "Option1 Name",
    Option1Value = "Option1 Value",
    Option2Name = "Option2 Name",
    Option2Value = "Option2 Value",
    Option3Name = "Option3 Name",
    Option3Value = "Option3 Value",
    VariantSku = "Variant SKU",
    VariantGrams = "Variant Grams",
    VariantQuantity = "Variant Inventory Qty",
    VariantPolicy = "Variant Inventory Policy",
    VariantPrice = "Variant Price",
    VariantCompareAt = "Variant Compare At Price",
    VariantRequiresShipping = "Variant Requires Shipping",
    VariantTaxable = "Variant Taxable",
    VariantBarcode = "Variant Barcode",
    VariantImage = "Variant Image",
    ImageSrc = "Image Src",
    ImagePosition = "Image Position",
    ImageAlt = "Image Alt Text",
    GiftCard = "Gift Card",
    SeoTitle = "SEO Title",
    SeoDescription = "SEO Description",
    Status = "Status",
}

/// Columns without which a file is no product export.
const REQUIRED: &[Column] = &[Column::Handle, Column::Title, Column::VariantPrice];
/// The most characters of a field that a message repeats.
const SHOWN: usize = 60;
/// Stands behind the last row: a row of its own, unless a quote that does not end swallows it.
const END_MARK: &str = "end";

/// A whole file.
pub(super) struct Sheet {
    /// Every row that is not blank.
    pub(super) rows: Vec<Row>,
}

/// One row of the file, which is one line unless a field holds line breaks.
pub(super) struct Row {
    /// The line it starts on; the header is line 1.
    pub(super) line: u64,
    /// Why the fields are not where they should be, if so.
    pub(super) malformed: Option<String>,
    fields: HashMap<Column, String>,
}

impl Sheet {
    /// Reads the file's form; what the fields hold is not looked at.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, CsvFault> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(fault) => {
                let valid = bytes.get(..fault.valid_up_to()).unwrap_or_default();
                return Err(CsvFault::NotUtf8 { line: 1 + line_breaks(valid) });
            }
        };
        if text.trim().is_empty() {
            return Err(CsvFault::Empty);
        }
        let marked = format!("{text}\n{END_MARK}\n");
        let end = text.len();
        let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).from_reader(marked.as_bytes());
        let mut records = Records { text: marked.as_bytes(), at: 0, line: 1 };
        let mut rows = Vec::new();
        let mut header: Option<StringRecord> = None;
        let mut columns = HashMap::new();
        let mut ended = false;
        // Reading from memory what is known to be UTF-8, in rows of any length, has no failing case.
        for record in reader.records().flatten() {
            let line = records.line_of(&record);
            if records.at >= end {
                ended = true;
                break;
            }
            match &header {
                None => {
                    columns = positions(&record)?;
                    header = Some(record);
                }
                Some(header) => rows.extend(Row::read(line, &record, header.len(), &columns)),
            }
        }
        if !ended {
            let last = rows.pop();
            rows.push(Row::unended(last));
        }
        Ok(Self { rows })
    }
}

/// Where each column is; of two with one name, the first.
fn positions(header: &StringRecord) -> Result<HashMap<Column, usize>, CsvFault> {
    let find = |column: Column| header.iter().position(|name| name.trim().eq_ignore_ascii_case(column.name()));
    if let Some(missing) = REQUIRED.iter().find(|column| find(**column).is_none()) {
        return Err(CsvFault::MissingColumn { column: missing.name() });
    }
    Ok(Column::ALL.iter().filter_map(|column| Some((*column, find(*column)?))).collect())
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
    fn read(line: u64, record: &StringRecord, width: usize, columns: &HashMap<Column, usize>) -> Option<Self> {
        if record.iter().all(|field| field.trim().is_empty()) {
            return None;
        }
        let malformed =
            (record.len() != width).then(|| format!("the row has {} fields, the first line {width}", record.len()));
        let fields = columns
            .iter()
            .filter_map(|(column, index)| Some((*column, record.get(*index)?.trim())))
            .filter(|(_, field)| !field.is_empty())
            .map(|(column, field)| (column, field.to_owned()))
            .collect();
        Some(Self { line, malformed, fields })
    }

    /// The last row, whose quote swallowed the rest of the file; without one it was the header's.
    fn unended(last: Option<Self>) -> Self {
        let last = last.unwrap_or(Self { line: 1, malformed: None, fields: HashMap::new() });
        Self { malformed: Some("a quoted field does not end".to_owned()), ..last }
    }

    /// A field without the space around it; empty where the file does not have it.
    pub(super) fn raw(&self, column: Column) -> &str {
        self.fields.get(&column).map_or("", String::as_str)
    }

    /// Whether the field holds anything.
    pub(super) fn has(&self, column: Column) -> bool {
        self.fields.contains_key(&column)
    }

    /// Something wrong with this row.
    pub(super) fn problem(&self, column: Option<Column>, code: RowProblemCode, reason: String) -> RowProblem {
        let handle = self.raw(Column::Handle);
        RowProblem {
            line: self.line,
            column: column.map(|column| column.name().to_owned()),
            handle: (!handle.is_empty()).then(|| shown(handle)),
            code,
            reason,
        }
    }
}

/// A field as far as a message repeats it, with what cannot be shown left out.
pub(super) fn shown(field: &str) -> String {
    let mut text: String = field.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(SHOWN).collect();
    if field.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    text
}
