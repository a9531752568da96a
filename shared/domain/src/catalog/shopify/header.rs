//! The first line: which column is where, and what separates them.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};

use super::CsvFault;
use super::finding::{RowNotice, RowNoticeCode, shown};

/// Declares the columns that are read, with their names in the file: that of exports, and that of Shopify's template where it
/// is another.
macro_rules! columns {
    ($($column:ident = $name:literal $(or $other:literal)?,)*) => {
        /// A column that is read; all others are passed over.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Column {
            $(#[doc = $name] $column,)*
        }

        impl Column {
            const ALL: &[Self] = &[$(Self::$column),*];

            /// Its names in files; the first is that in exports.
            fn names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$column => &[$name $(, $other)?],)*
                }
            }
        }
    };
}

columns! {
    Handle = "Handle" or "URL handle",
    Title = "Title",
    Body = "Body (HTML)" or "Description",
    Vendor = "Vendor",
    Type = "Type",
    Tags = "Tags",
    Published = "Published" or "Published on online store",
    Option1Name = "Option1 Name",
    Option1Value = "Option1 Value",
    Option2Name = "Option2 Name",
    Option2Value = "Option2 Value",
    Option3Name = "Option3 Name",
    Option3Value = "Option3 Value",
    VariantSku = "Variant SKU" or "SKU",
    VariantGrams = "Variant Grams" or "Weight value (grams)",
    VariantTracker = "Variant Inventory Tracker" or "Inventory tracker",
    VariantQuantity = "Variant Inventory Qty" or "Inventory quantity",
    VariantPolicy = "Variant Inventory Policy" or "Continue selling when out of stock",
    VariantPrice = "Variant Price" or "Price",
    VariantCompareAt = "Variant Compare At Price" or "Compare-at price",
    VariantRequiresShipping = "Variant Requires Shipping" or "Requires shipping",
    VariantTaxable = "Variant Taxable" or "Charge tax",
    VariantBarcode = "Variant Barcode" or "Barcode",
    VariantImage = "Variant Image" or "Variant image URL",
    ImageSrc = "Image Src" or "Product image URL",
    ImagePosition = "Image Position",
    ImageAlt = "Image Alt Text",
    GiftCard = "Gift Card",
    SeoTitle = "SEO Title",
    SeoDescription = "SEO Description",
    Status = "Status",
}

/// Columns without which a file is no product export.
const REQUIRED: &[Column] = &[Column::Handle, Column::Title];
/// What may separate the fields, where the file does not say so itself.
const SEPARATORS: &[u8] = b",;\t|";

impl Column {
    /// The name in exports.
    pub(super) fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    fn is_called(self, name: &str) -> bool {
        self.names().iter().any(|own| own.eq_ignore_ascii_case(name.trim()))
    }
}

/// Where the columns of a file are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    places: HashMap<Column, (usize, String)>,
    /// How many there are, those that are not read among them.
    pub(super) width: usize,
    /// Whether fractions may be written with a comma: where commas do not separate fields.
    pub(super) decimal_comma: bool,
}

impl Columns {
    /// The columns that the first line names; of two with one name, the first.
    pub(super) fn read(header: &StringRecord, separator: u8) -> Result<Self, CsvFault> {
        let find = |column: Column| header.iter().position(|name| column.is_called(name));
        if let Some(missing) = REQUIRED.iter().find(|column| find(**column).is_none()) {
            return Err(CsvFault::MissingColumn { column: missing.name() });
        }
        let place = |column: Column| {
            let index = find(column)?;
            Some((column, (index, header.get(index)?.trim().to_owned())))
        };
        let places = Column::ALL.iter().filter_map(|column| place(*column)).collect();
        Ok(Self { places, width: header.len(), decimal_comma: separator != b',' })
    }

    /// Where `column` is.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.places.get(&column).map(|(index, _)| *index)
    }

    /// Whether the file has `column`.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// What `column` is called in this file.
    pub(super) fn name(&self, column: Column) -> String {
        self.places.get(&column).map_or_else(|| column.name().to_owned(), |(_, name)| name.clone())
    }

    /// What is to be told of columns that nothing is read from, each once.
    pub(super) fn notices(&self, header: &StringRecord, line: u64) -> Vec<RowNotice> {
        let read: HashSet<usize> = self.places.values().map(|(index, _)| *index).collect();
        let mut told = HashSet::new();
        let unread = header.iter().enumerate().filter(|(index, name)| !read.contains(index) && !name.trim().is_empty());
        let notice = |name: &str| {
            let is_known = Column::ALL.iter().any(|column| column.is_called(name));
            let message = if is_known {
                "the column is there twice; the first counts"
            } else {
                "nothing is read from this column"
            };
            let (column, message) = (Some(shown(name)), message.to_owned());
            RowNotice { line, column, handle: None, code: RowNoticeCode::UnknownColumn, message }
        };
        unread.filter(|(_, name)| told.insert(name.trim())).map(|(_, name)| notice(name.trim())).collect()
    }
}

/// The separator that the line `sep=;` names, as spreadsheets write it, with what comes after that line.
pub(super) fn named_separator(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_at_checked(text.find(['\r', '\n'])?)?;
    let line = line.trim_matches('"');
    let (name, named) = (line.get(..4)?, line.as_bytes().get(4..)?);
    let separator = *named.first()?;
    let is_one = separator.is_ascii_punctuation() || separator == b'\t';
    // A spreadsheet that saved it again has filled the line up with more of them.
    let is_all = named.iter().all(|byte| *byte == separator);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
    (name.eq_ignore_ascii_case("sep=") && is_one && is_all).then_some((separator, rest))
}

/// The separator with which the first line has the column that every export has; a comma if none does.
pub(super) fn separator(text: &str) -> u8 {
    let has_handle = |separator: u8| {
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(text.as_bytes());
        let mut header = StringRecord::new();
        reader.read_record(&mut header).is_ok_and(|_| header.iter().any(|name| Column::Handle.is_called(name)))
    };
    SEPARATORS.iter().copied().find(|separator| has_handle(*separator)).unwrap_or(b',')
}
