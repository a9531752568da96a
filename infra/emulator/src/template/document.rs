//! The texts of a template, and what they say as JSON.
//!
//! Every value is brought to JSON with the long form of each intrinsic function (`{"Fn::Sub": …}`).

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

use super::fault::TemplateFault;

/// The texts of a template: its own, and those that it nests.
#[derive(Clone, Debug, Default)]
pub struct TemplateText {
    /// The text of the template itself.
    pub root: String,
    /// The texts of nested templates, by the `TemplateURL` that names them.
    pub nested: BTreeMap<String, String>,
}

impl TemplateText {
    /// Reads a template, and the nested ones whose `TemplateURL` is a path beside it.
    ///
    /// A nested template that is not there is only missed once something refers to it.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let root = std::fs::read_to_string(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut nested = BTreeMap::new();
        for url in root.lines().filter_map(|line| line.trim().strip_prefix("TemplateURL:")).map(str::trim) {
            let beside = folder.join(url);
            if beside.is_file() {
                nested.insert(url.to_owned(), std::fs::read_to_string(beside)?);
            }
        }
        Ok(Self { root, nested })
    }
}

/// A template that nests no other.
impl From<&str> for TemplateText {
    fn from(root: &str) -> Self {
        Self { root: root.to_owned(), nested: BTreeMap::new() }
    }
}

/// A template's texts, read as JSON: the root at once, each nested one when it is first asked for.
pub(super) struct Documents<'a> {
    pub(super) root: Arc<Value>,
    nested: BTreeMap<&'a str, (&'a str, OnceCell<Arc<Value>>)>,
}

impl<'a> Documents<'a> {
    pub(super) fn read(text: &'a TemplateText) -> Result<Self, TemplateFault> {
        let nested = text.nested.iter().map(|(url, text)| (url.as_str(), (text.as_str(), OnceCell::new())));
        Ok(Self { root: read(&text.root)?, nested: nested.collect() })
    }

    /// The nested template that `url` names.
    pub(super) fn nested(&self, url: &str, at: &str) -> Result<&Value, TemplateFault> {
        let Some((text, read_before)) = self.nested.get(url) else {
            return Err(TemplateFault::unsupported(at, format!("the nested template {url:?}, which it was not given")));
        };
        if let Some(document) = read_before.get() {
            return Ok(document);
        }
        let document = read(text)?;
        Ok(read_before.get_or_init(|| document))
    }
}

/// The texts that this process has read, and what they say: it may open hundreds of stacks of one template.
static READ: Mutex<BTreeMap<String, Arc<Value>>> = Mutex::new(BTreeMap::new());

/// Reads a template's text as JSON, each tag (`!Ref`) in its long form (`{"Ref": …}`).
fn read(text: &str) -> Result<Arc<Value>, TemplateFault> {
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(document) = known().get(text) {
        return Ok(Arc::clone(document));
    }
    let document = Arc::new(long_form(serde_yaml_ng::from_str(text)?)?);
    known().insert(text.to_owned(), Arc::clone(&document));
    Ok(document)
}

fn long_form(yaml: Yaml) -> Result<Value, TemplateFault> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(long_form).collect::<Result<_, _>>()?),
        Yaml::Mapping(fields) => {
            let mut object = Map::new();
            for (name, field) in fields {
                object.insert(field_name(&name)?, long_form(field)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            tagged_form(tag.trim_start_matches('!'), long_form(tagged.value)?)
        }
    })
}

fn field_name(name: &Yaml) -> Result<String, TemplateFault> {
    match name {
        Yaml::String(text) => Ok(text.clone()),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateFault::malformed("template", format!("{other:?} cannot name a field"))),
    }
}

fn tagged_form(tag: &str, argument: Value) -> Value {
    let (name, argument) = match (tag, argument) {
        ("Ref" | "Condition", argument) => (tag.to_owned(), argument),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            ("Fn::GetAtt".to_owned(), Value::from(vec![resource, attribute]))
        }
        (function, argument) => (format!("Fn::{function}"), argument),
    };
    Value::Object(Map::from_iter([(name, argument)]))
}
