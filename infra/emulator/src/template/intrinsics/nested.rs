//! Nested stacks: their parameters come from the stack around them, their outputs go back to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::{DEEPEST, Scope, scalar};
use crate::template::fault::TemplateFault;

impl<'a> Scope<'a> {
    /// The nested stacks that something referred to so far.
    pub(in crate::template) fn opened(&self) -> Vec<Rc<Scope<'a>>> {
        self.opened.borrow().values().map(Rc::clone).collect()
    }

    /// An output of a nested stack.
    pub(super) fn output(&self, stack: &str, output: &str, at: &str, depth: usize) -> Result<Value, TemplateFault> {
        let nested = self.nested(stack, at, depth)?;
        let outputs = nested.template.get("Outputs");
        let Some(value) = outputs.and_then(|outputs| outputs.get(output)).and_then(|output| output.get("Value")) else {
            return Err(TemplateFault::Unknown { at: at.to_owned(), name: format!("{stack}.Outputs.{output}") });
        };
        let at = format!("{stack}.Outputs.{output}");
        Ok(nested.value(value, &at, depth + 1)?.unwrap_or(Value::Null))
    }

    /// What names mean in the template of a nested stack, with the parameters that it is given here.
    fn nested(&self, logical: &str, at: &str, depth: usize) -> Result<Rc<Scope<'a>>, TemplateFault> {
        if depth > DEEPEST {
            return Err(TemplateFault::malformed(at, "nested stacks run in a circle"));
        }
        if let Some(opened) = self.opened.borrow().get(logical) {
            return Ok(Rc::clone(opened));
        }
        let place = format!("Resources.{logical}");
        let properties = self.resource(logical).and_then(|stack| stack.get("Properties")).unwrap_or(&Value::Null);
        let url = properties.get("TemplateURL").and_then(Value::as_str);
        let url = url.ok_or_else(|| TemplateFault::malformed(&place, "a nested stack needs a path as TemplateURL"))?;
        let template = self.documents.nested(url, &place)?;
        let mut parameters = BTreeMap::new();
        for (name, given) in properties.get("Parameters").and_then(Value::as_object).unwrap_or(&Map::new()) {
            let place = format!("{place}.Parameters.{name}");
            if template.get("Parameters").and_then(|all| all.get(name)).is_none() {
                return Err(TemplateFault::malformed(&place, format!("{url} has no such parameter")));
            }
            if let Some(text) = self.given(given, &place, depth + 1)? {
                parameters.insert(name.clone(), text);
            }
        }
        let nested = Rc::new(Scope {
            documents: self.documents,
            template,
            surroundings: self.surroundings,
            stack: format!("{}-{logical}", self.stack),
            parameters,
            opened: RefCell::default(),
        });
        self.opened.borrow_mut().insert(logical.to_owned(), Rc::clone(&nested));
        Ok(nested)
    }

    /// The value that a parameter of a nested stack is given: a text, and a list with commas.
    fn given(&self, value: &Value, at: &str, depth: usize) -> Result<Option<String>, TemplateFault> {
        match self.value(value, at, depth)? {
            None => Ok(None),
            Some(Value::Array(items)) => {
                let texts: Result<Vec<String>, _> = items.iter().map(|item| scalar(item, at)).collect();
                Ok(Some(texts?.join(",")))
            }
            Some(value) => scalar(&value, at).map(Some),
        }
    }
}
