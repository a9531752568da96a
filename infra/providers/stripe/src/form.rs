//! Stripe's request format: form fields whose names may carry brackets, such as `metadata[order_id]=…` and `expand[]=…`.

use std::collections::BTreeMap;

use super::error::ApiError;

/// The parameters of one request, from its body or its query.
#[derive(Clone, Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `application/x-www-form-urlencoded` bytes.
    pub(super) fn parse(form: &[u8]) -> Result<Self, ApiError> {
        serde_urlencoded::from_bytes(form)
            .map(Self)
            .map_err(|_| ApiError::invalid("body", None, "Invalid request body."))
    }

    /// The value of a plain parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name))
    }

    /// An integer parameter.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let invalid = |value: &str| {
            ApiError::invalid(name, Some("parameter_invalid_integer"), format!("Invalid integer: {value}"))
        };
        self.text(name).map(|value| value.parse().map_err(|_| invalid(value))).transpose()
    }

    /// A positive integer parameter.
    pub(super) fn positive(&self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.integer(name)? {
            Some(value) if value < 1 => {
                let message = "This value must be greater than or equal to 1.";
                Err(ApiError::invalid(name, Some("parameter_invalid_integer"), message))
            }
            value => Ok(value),
        }
    }

    /// The members of `name[…]`.
    pub(super) fn map(&self, name: &str) -> BTreeMap<String, String> {
        let member = |key: &str| key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
        self.0.iter().filter_map(|(key, value)| Some((member(key)?, value.clone()))).collect()
    }

    /// The elements of the list `name[]`, in order; `name[0]` is taken as well.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let element =
            |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'));
        self.0.iter().filter(|(key, _)| element(key)).map(|(_, value)| value.as_str()).collect()
    }

    /// Refuses every parameter that is not among `known`, by the part of its name before a bracket.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        let stem = |key: &'_ str| key.split('[').next().unwrap_or_default().to_owned();
        match self.0.iter().map(|(key, _)| stem(key)).find(|stem| !known.contains(&stem.as_str())) {
            Some(unknown) => Err(ApiError::unknown(&unknown)),
            None => Ok(()),
        }
    }

    /// The same text for the same parameters, whatever their order.
    pub(super) fn canonical(&self) -> String {
        let mut fields = self.0.clone();
        fields.sort();
        serde_urlencoded::to_string(fields).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_make_maps_and_lists() {
        let params =
            Params::parse(b"amount=1999&metadata[order_id]=ord_1&metadata[note]=a%20b&expand[]=latest_charge").unwrap();
        assert_eq!(params.integer("amount").unwrap(), Some(1999));
        assert_eq!(params.map("metadata").get("note").map(String::as_str), Some("a b"));
        assert_eq!(params.list("expand"), ["latest_charge"]);
        assert!(params.only(&["amount", "metadata"]).is_err());
        assert!(params.only(&["amount", "metadata", "expand"]).is_ok());
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let one = Params::parse(b"a=1&b=2").unwrap().canonical();
        let two = Params::parse(b"b=2&a=1").unwrap().canonical();
        assert_eq!(one, two);
    }
}
