//! Patterns of actions, resources and values: `*` is any text, `?` is any one character.

/// Whether `pattern` describes the whole of `text`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    // Nearly every pattern is a plain text, or one with a star at its end.
    match pattern.find(['*', '?']) {
        None => pattern == text,
        Some(wild) if wild + 1 == pattern.len() && pattern.ends_with('*') => {
            text.as_bytes().starts_with(pattern.as_bytes().split_at(wild).0)
        }
        Some(_) => matches_anywhere(pattern, text),
    }
}

fn matches_anywhere(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    // Where to go on if what follows the last star turns out not to fit: the star takes one character more.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(character) = text.get(read) {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at + 1, read));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == character => {
                at += 1;
                read += 1;
            }
            _ => match retry {
                Some((after, taken)) => {
                    retry = Some((after, taken + 1));
                    (at, read) = (after, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == '*')
}

/// Whether `pattern` describes an ARN: each of its six parts by itself, so that no star reaches over a colon of the first
/// five (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>).
pub(super) fn matches_arn(pattern: &str, arn: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if matches(pattern, part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_take_any_text_and_question_marks_one_character() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("?", "", false),
            ("?", "é", true),
            ("dynamodb:*Item", "dynamodb:GetItem", true),
            ("dynamodb:*Item", "dynamodb:GetItems", false),
            ("CREDENTIAL#*", "CREDENTIAL#usr_1", true),
            ("CREDENTIAL#*", "CREDENTIAL", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("**", "anything", true),
            ("USER#*#ORDER", "USER#usr_1#ORDER", true),
            ("USER#*#ORDER", "USER#usr_1", false),
            ("*a", "aaab", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} and {text}");
        }
    }

    #[test]
    fn a_star_in_an_arn_stays_within_its_part() {
        let topic = "arn:aws:sns:us-east-1:000000000000:souk-order-events";
        assert!(matches_arn(topic, topic));
        assert!(matches_arn("arn:aws:sns:*:*:souk-*", topic));
        assert!(!matches_arn("arn:aws:sns:*:souk-order-events", topic));
        assert!(!matches_arn("arn:*", topic));
        assert!(matches_arn("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:us-east-1:000000000000:log-group:/aws/x:*"));
    }
}
