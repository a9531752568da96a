//! Conditions of a statement
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>).

use serde_json::Value;

use super::demand::Context;
use super::glob;
use super::value::{PolicyFault, texts};

/// One operator with one key: it holds if the key's values in the request fit.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    over: Over,
    test: Test,
    /// Whether the test must fail instead.
    negated: bool,
    /// Whether a key that is not in the request fits as well.
    if_exists: bool,
    key: String,
    wanted: Vec<String>,
}

/// How many of the request's values must fit.
#[derive(Clone, Copy, Debug)]
enum Over {
    /// The only one.
    One,
    /// At least one of many.
    Any,
    /// Every one, and so also none at all.
    All,
}

#[derive(Clone, Copy, Debug)]
enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
}

/// The keys that requests are known by here.
const KNOWN: [&str; 4] = ["dynamodb:LeadingKeys", "ses:FromAddress", "aws:SourceArn", "aws:SourceAccount"];

impl Condition {
    /// The key, if no request is ever known by it here.
    pub(super) fn unknown_key(&self) -> Option<&str> {
        let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(&self.key));
        (!known).then_some(self.key.as_str())
    }

    /// Reads the `Condition` of a statement.
    pub(super) fn parse(block: Option<&Value>) -> Result<Vec<Self>, PolicyFault> {
        let Some(block) = block else { return Ok(Vec::new()) };
        let Some(operators) = block.as_object() else {
            return Err(PolicyFault::Malformed("a Condition is a map from operators to keys".to_owned()));
        };
        let mut conditions = Vec::new();
        for (operator, keys) in operators {
            let Some(keys) = keys.as_object() else {
                return Err(PolicyFault::Malformed(format!("the operator {operator} takes a map from keys to values")));
            };
            for (key, values) in keys {
                conditions.push(Self::of(operator, key, texts(values, key)?)?);
            }
        }
        Ok(conditions)
    }

    fn of(operator: &str, key: &str, wanted: Vec<String>) -> Result<Self, PolicyFault> {
        let (over, name) = match operator.split_once(':') {
            None => (Over::One, operator),
            Some(("ForAnyValue", name)) => (Over::Any, name),
            Some(("ForAllValues", name)) => (Over::All, name),
            Some(_) => return Err(unknown(operator)),
        };
        let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
        let (test, negated) = match name {
            "StringEquals" => (Test::Equals, false),
            "StringNotEquals" => (Test::Equals, true),
            "StringEqualsIgnoreCase" => (Test::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Test::EqualsIgnoreCase, true),
            "StringLike" => (Test::Like, false),
            "StringNotLike" => (Test::Like, true),
            // The two are the same: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            _ => return Err(unknown(operator)),
        };
        Ok(Self { over, test, negated, if_exists, key: key.to_owned(), wanted })
    }

    /// Whether a request of which `context` is known meets this condition.
    pub(super) fn holds(&self, context: &Context) -> bool {
        // Keys are compared without case.
        let known = context.iter().find(|(key, _)| key.eq_ignore_ascii_case(&self.key)).map(|(_, values)| values);
        let Some(values) = known.filter(|values| !values.is_empty()) else {
            return match self.over {
                Over::All => true,
                Over::Any => self.if_exists,
                Over::One => self.if_exists || self.negated,
            };
        };
        match self.over {
            Over::One | Over::All => values.iter().all(|value| self.fits(value)),
            Over::Any => values.iter().any(|value| self.fits(value)),
        }
    }

    fn fits(&self, value: &str) -> bool {
        let fits = self.wanted.iter().any(|wanted| match self.test {
            Test::Equals => wanted == value,
            Test::EqualsIgnoreCase => wanted.eq_ignore_ascii_case(value),
            Test::Like => glob::matches(wanted, value),
            Test::Arn => glob::matches_arn(wanted, value),
        });
        fits != self.negated
    }
}

fn unknown(operator: &str) -> PolicyFault {
    PolicyFault::Unsupported(format!("the condition operator {operator}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(condition: &Value, known: &[(&str, &[&str])]) -> bool {
        let context = known
            .iter()
            .map(|(key, values)| ((*key).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
            .collect();
        Condition::parse(Some(condition)).unwrap().iter().all(|condition| condition.holds(&context))
    }

    #[test]
    fn operators_compare_as_their_names_say() {
        let key = "ses:FromAddress";
        for (operator, wanted, value, expected) in [
            ("StringEquals", "shop@example.com", "shop@example.com", true),
            ("StringEquals", "shop@*", "shop@example.com", false),
            ("StringEqualsIgnoreCase", "SHOP@example.com", "shop@example.com", true),
            ("StringNotEquals", "shop@example.com", "shop@example.com", false),
            ("StringNotEquals", "other@example.com", "shop@example.com", true),
            ("StringLike", "shop@*", "shop@example.com", true),
            ("StringNotLike", "shop@*", "shop@example.com", false),
            ("ArnEquals", "arn:aws:sns:*:*:a*", "arn:aws:sns:us-east-1:1:abc", true),
            ("ArnLike", "arn:aws:sns:*:a*", "arn:aws:sns:us-east-1:1:abc", false),
            ("ArnNotLike", "arn:aws:sns:*:*:a*", "arn:aws:sns:us-east-1:1:abc", false),
        ] {
            let condition = json!({ operator: { key: wanted } });
            assert_eq!(holds(&condition, &[(key, &[value])]), expected, "{operator} {wanted} {value}");
        }
    }

    #[test]
    fn every_key_must_fit_and_one_of_its_wanted_values_is_enough() {
        let condition = json!({ "StringEquals": { "a": ["1", "2"], "b": "3" } });
        assert!(holds(&condition, &[("a", &["2"]), ("b", &["3"])]));
        assert!(holds(&condition, &[("A", &["2"]), ("B", &["3"])]), "keys have no case");
        assert!(!holds(&condition, &[("a", &["2"]), ("b", &["4"])]));
    }

    #[test]
    fn a_key_that_is_not_there_fits_only_what_is_negated_or_optional() {
        for (operator, expected) in [
            ("StringEquals", false),
            ("StringNotEquals", true),
            ("StringEqualsIfExists", true),
            ("ForAnyValue:StringLike", false),
            ("ForAnyValue:StringNotLike", false),
            ("ForAllValues:StringLike", true),
        ] {
            assert_eq!(holds(&json!({ operator: { "dynamodb:LeadingKeys": "A#*" } }), &[]), expected, "{operator}");
        }
    }

    #[test]
    fn any_value_or_all_values_of_many_must_fit() {
        let any = json!({ "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["USER#*", "TOKEN#*"] } });
        let all = json!({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["USER#*", "TOKEN#*"] } });
        for (keys, any_fits, all_fit) in [
            (&["USER#1", "ORDER#1"][..], true, false),
            (&["USER#1", "TOKEN#1"][..], true, true),
            (&["ORDER#1"][..], false, false),
        ] {
            assert_eq!(holds(&any, &[("dynamodb:LeadingKeys", keys)]), any_fits, "{keys:?}");
            assert_eq!(holds(&all, &[("dynamodb:LeadingKeys", keys)]), all_fit, "{keys:?}");
        }
    }

    #[test]
    fn an_operator_that_nobody_knows_is_refused_by_name() {
        for operator in ["IpAddress", "StringMatches", "ForSomeValue:StringLike", "Bool"] {
            let fault = Condition::parse(Some(&json!({ operator: { "aws:SourceIp": "10.0.0.0/8" } }))).unwrap_err();
            assert!(matches!(&fault, PolicyFault::Unsupported(what) if what.contains(operator)), "{fault:?}");
        }
    }
}
