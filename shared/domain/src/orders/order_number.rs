//! Order numbers: what people read out on the telephone.

use kernel::id::OrderId;

/// Crockford's Base32 (<https://www.crockford.com/base32.html>): no I, L, O or U.
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of an order: `4T5M-6N7P-8Q9R-S`, the last 60 random bits of its id and a check character.
///
/// It tells neither how many orders there are nor what the next one is. The check character catches every mistyped
/// character and nearly every swapped pair.
pub fn order_number(order: OrderId) -> String {
    let id = order.ulid().to_string();
    let tail: Vec<char> = id.chars().skip(14).collect();
    let check = check_character(&tail);
    let groups: Vec<String> = tail.chunks(4).map(|group| group.iter().collect()).collect();
    format!("{}-{check}", groups.join("-"))
}

/// Whether `number` has the form and the check character of an order number.
pub fn is_order_number(number: &str) -> bool {
    let characters: Vec<char> = number.chars().filter(|c| *c != '-').collect();
    match characters.split_last() {
        Some((check, tail)) if tail.len() == 12 => {
            characters.iter().all(|c| ALPHABET.contains(*c)) && *check == check_character(tail)
        }
        _ => false,
    }
}

/// The Luhn mod N algorithm over Crockford's alphabet.
fn check_character(tail: &[char]) -> char {
    let size = ALPHABET.len();
    let sum: usize = tail
        .iter()
        .rev()
        .enumerate()
        .map(|(index, c)| {
            let digit = ALPHABET.find(*c).unwrap_or(0);
            let weighed = if index % 2 == 0 { digit * 2 } else { digit };
            weighed / size + weighed % size
        })
        .sum();
    ALPHABET.chars().nth((size - sum % size) % size).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> String {
        order_number("ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap())
    }

    #[test]
    fn a_number_is_the_random_tail_of_the_id_with_a_check_character() {
        assert_eq!(number().get(..14), Some("P8Q9-R0S1-T2V3"));
        assert_eq!(number().len(), 16);
        assert!(is_order_number(&number()));
    }

    #[test]
    fn a_mistyped_character_is_noticed() {
        for (at, own) in number().char_indices().filter(|(_, c)| *c != '-') {
            for other in ALPHABET.chars().filter(|other| *other != own) {
                let mut wrong = number();
                wrong.replace_range(at..=at, &other.to_string());
                assert!(!is_order_number(&wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for wrong in ["", "-", "0", "P8Q9-R0S1-T2V3", "p8q9-r0s1-t2v3-x", "ÄÄÄÄ-ÄÄÄÄ-ÄÄÄÄ-Ä"] {
            assert!(!is_order_number(wrong), "{wrong}");
        }
    }
}
