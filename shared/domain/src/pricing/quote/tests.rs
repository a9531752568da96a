//! What carts cost.

use kernel::fault::Fault as _;
use proptest::prelude::*;

use super::*;
use crate::example::{priced_line, usd};
use crate::shipping::destination;
use crate::shipping::method::{ShippingMethodCode, method_for};

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn standard(code: &str) -> ShippingMethod {
    method_for(ShippingMethodCode::Standard, country(code), Currency::USD).unwrap()
}

fn of(lines: &[PricedLine], to: Option<&str>, shipping: Option<&ShippingMethod>) -> Result<Quote, QuoteFault> {
    quote(&QuoteInput { lines, currency: Currency::USD, country: to.map(country), shipping })
}

/// Part of M30-T01
#[test]
fn tax_is_added_per_line_with_halves_to_the_even_neighbour() {
    for (to, units, unit_price, tax) in [
        ("US", 1, 1999, 177),
        ("US", 3, 1999, 532),
        ("DE", 1, 1999, 380),
        ("DE", 1, 50, 10),
        ("DE", 1, 150, 28),
        ("DE", 1, 250, 48),
        ("FI", 1, 200, 51),
        ("FI", 1, 1000, 255),
        ("CH", 7, 99, 56),
        ("GB", 1, 0, 0),
        ("CA", 1, 10, 0),
        ("CA", 1, 30, 2),
        ("CA", 999, 99_999, 4_994_950),
    ] {
        let quote = of(&[priced_line(1, units, usd(unit_price))], Some(to), None).unwrap();
        assert_eq!(quote.totals.tax.minor(), tax, "{units} × {unit_price} to {to}");
    }
}

#[test]
fn a_quote_is_lines_shipping_and_tax() {
    let method = standard("US");
    let quote = of(&[priced_line(1, 2, usd(5000)), priced_line(2, 1, usd(999))], Some("US"), Some(&method)).unwrap();
    assert_eq!((quote.totals.subtotal, quote.totals.shipping, quote.shipping_tax), (usd(10_999), usd(499), usd(44)));
    assert_eq!((quote.totals.tax, quote.totals.total), (usd(888 + 89 + 44), usd(10_999 + 499 + 1021)));
    assert!(quote.complete);
    let steps: Vec<_> = quote.explanation.iter().map(|step| (step.label.as_str(), step.amount.minor())).collect();
    let expected = [
        ("2 × Shirt 1 at 50.00 USD", 10_000),
        ("1 × Shirt 2 at 9.99 USD", 999),
        ("Standard shipping", 499),
        ("Tax US 8.875 % on goods", 977),
        ("Tax US 8.875 % on shipping", 44),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_quote_is_complete_once_address_and_shipping_are_known() {
    let lines = [priced_line(1, 1, usd(100))];
    let method = standard("DE");
    let complete = |to, shipping| of(&lines, to, shipping).unwrap().complete;
    let all = [
        complete(None, None),
        complete(Some("DE"), None),
        complete(None, Some(&method)),
        complete(Some("DE"), Some(&method)),
    ];
    assert_eq!(all, [false, false, false, true]);
    let download = |taxable, price| PricedLine { taxable, requires_shipping: false, ..priced_line(1, 1, usd(price)) };
    let complete = |line, to| of(&[line], to, None).unwrap().complete;
    assert!(complete(download(false, 900), None) && complete(download(true, 0), None));
    assert!(!complete(download(true, 900), None) && complete(download(true, 900), Some("DE")));
    assert_eq!(of(&lines, None, None).unwrap().totals.tax, usd(0));
}

#[test]
fn what_is_not_taxed_and_not_sent_costs_its_price() {
    let card = PricedLine { taxable: false, requires_shipping: false, ..priced_line(1, 1, usd(5000)) };
    let method = standard("DE");
    let quote = of(std::slice::from_ref(&card), Some("DE"), Some(&method)).unwrap();
    assert_eq!((quote.totals.total, quote.items.first().unwrap().tax_rate_ppm), (usd(5000), 0));
    let mixed = of(&[card, priced_line(2, 1, usd(100))], Some("DE"), Some(&method)).unwrap();
    assert_eq!((mixed.totals.shipping, mixed.totals.tax), (usd(999), usd(19 + 190)));
}

#[test]
fn a_cart_without_a_price_has_no_quote() {
    let euro = [priced_line(1, 1, Money::new(100, Currency::EUR))];
    assert_eq!(of(&euro, None, None).unwrap_err().code(), "currency_mismatch");
    assert_eq!(of(&[], Some("AQ"), None).unwrap_err().code(), "country_not_served");
    for lines in
        [vec![priced_line(1, 2, usd(i64::MAX))], vec![priced_line(1, 1, usd(i64::MAX)), priced_line(2, 1, usd(1))]]
    {
        assert_eq!(of(&lines, None, None).unwrap_err(), QuoteFault::AmountTooLarge);
    }
    assert_eq!(of(&[priced_line(1, 1, usd(i64::MAX))], Some("DE"), None).unwrap_err(), QuoteFault::AmountTooLarge);
    assert_eq!(of(&[], Some("US"), None).unwrap().totals.total, usd(0));
}

/// M04-T02
#[test]
fn a_fingerprint_changes_with_the_price_and_not_with_the_words() {
    let method = standard("US");
    let print = |line: PricedLine, to| of(&[line], Some(to), Some(&method)).unwrap().fingerprint();
    let base = print(priced_line(1, 1, usd(100)), "US");
    assert_eq!(base.len(), 64);
    assert_eq!(print(PricedLine { title: "New words".to_owned(), ..priced_line(1, 1, usd(100)) }, "US"), base);
    assert_eq!(print(PricedLine { line: priced_line(9, 1, usd(1)).line, ..priced_line(1, 1, usd(100)) }, "US"), base);
    for other in [priced_line(1, 2, usd(100)), priced_line(1, 1, usd(101)), priced_line(2, 1, usd(100))] {
        assert_ne!(print(other, "US"), base);
    }
    assert_ne!(print(priced_line(1, 1, usd(100)), "GB"), base);
}

#[test]
fn a_total_that_cannot_be_paid_has_no_quote_once_it_is_complete() {
    let card = |price| [PricedLine { taxable: false, requires_shipping: false, ..priced_line(1, 1, usd(price)) }];
    let method = standard("US");
    for price in [30, 999_999_900] {
        let fault = of(&card(price), Some("US"), Some(&method)).unwrap_err();
        assert_eq!((fault.code(), fault.kind().status()), ("amount_not_chargeable", 422));
    }
    assert_eq!(of(&card(0), Some("US"), Some(&method)).unwrap().totals.total, usd(0));
    assert_eq!(of(&card(50), Some("US"), Some(&method)).unwrap().totals.total, usd(50));
    assert!(of(&[priced_line(1, 1, usd(30))], None, None).is_ok(), "its shipping is still to come");
}

#[test]
fn a_total_in_thousandths_is_rounded_and_says_so() {
    let kwd = |minor| Money::new(minor, "KWD".parse().unwrap());
    let lines = [PricedLine { taxable: false, ..priced_line(1, 1, kwd(1784)) }];
    let method = method_for(ShippingMethodCode::Standard, country("US"), kwd(0).currency()).unwrap();
    let input = QuoteInput {
        lines: &lines,
        currency: kwd(0).currency(),
        country: Some(country("US")),
        shipping: Some(&method),
    };
    let quote = quote(&input).unwrap();
    assert_eq!((quote.totals.tax, quote.totals.rounding, quote.totals.total), (kwd(443), kwd(3), kwd(7220)));
    let last = quote.explanation.last().unwrap();
    assert_eq!((last.label.as_str(), last.amount), ("Rounding, for KWD is paid in steps", kwd(3)));
}

fn cart() -> impl Strategy<Value = Vec<PricedLine>> {
    // Small carts can be paid, large ones cannot.
    let dearest = prop::sample::select(vec![30_i64, 10_000, 1_000_000_000]);
    let line = |dearest| (1..1_000_i64, 0..dearest, any::<bool>(), any::<bool>());
    dearest.prop_flat_map(move |dearest| prop::collection::vec(line(dearest), 0..50)).prop_map(|lines| {
        let line = |(number, (units, price, taxable, requires_shipping))| PricedLine {
            taxable,
            requires_shipping,
            ..priced_line(number, units, usd(price))
        };
        (0..).zip(lines).map(line).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// M04-T05, M30-T02
    #[test]
    fn every_sum_holds_to_the_last_minor_unit(
        lines in cart(),
        to in prop::sample::select(destination::served().collect::<Vec<_>>()),
        known in any::<bool>(),
        chosen in any::<bool>(),
        currency in prop::sample::select(vec!["USD", "JPY", "KWD", "MGA", "ISK", "HUF"]),
    ) {
        let currency: Currency = currency.parse().unwrap();
        let in_currency = |line: PricedLine| PricedLine { unit_price: Money::new(line.unit_price.minor(), currency), ..line };
        let lines: Vec<PricedLine> = lines.into_iter().map(in_currency).collect();
        let method = method_for(ShippingMethodCode::Express, to, currency).unwrap();
        let input = QuoteInput {
            lines: &lines,
            currency,
            country: known.then_some(to),
            shipping: chosen.then_some(&method),
        };
        let quote = match quote(&input) {
            Ok(quote) => quote,
            Err(QuoteFault::NotChargeable { total, minimum, maximum }) => {
                prop_assert!(total.minor() != 0 && !(minimum.minor()..=maximum.minor()).contains(&total.minor()));
                return Ok(());
            }
            Err(other) => panic!("{other}"),
        };
        let sum = |amounts: Vec<Money>| Money::sum(currency, amounts).unwrap();
        let Totals { subtotal, shipping, tax, rounding, total } = quote.totals;
        prop_assert_eq!(subtotal, sum(quote.items.iter().map(|item| item.subtotal).collect()));
        prop_assert_eq!(tax, sum(quote.items.iter().map(|item| item.tax).chain([quote.shipping_tax]).collect()));
        prop_assert_eq!(total, sum(vec![subtotal, shipping, tax, rounding]));
        prop_assert!(chargeable::rules(Provider::Stripe, currency).to_theirs(total.minor()).is_some());
        prop_assert_eq!(total, sum(quote.explanation.iter().map(|step| step.amount).collect()));
        let items_total = sum(quote.items.iter().map(|item| item.total).collect());
        prop_assert_eq!(total, sum(vec![items_total, shipping, quote.shipping_tax, rounding]));
        for item in &quote.items {
            prop_assert_eq!(item.subtotal, item.unit_price.times(item.quantity.get()).unwrap());
            let exact = i128::from(item.subtotal.minor()) * i128::from(item.tax_rate_ppm);
            prop_assert!((i128::from(item.tax.minor()) * 1_000_000 - exact).abs() <= 500_000);
        }
        prop_assert_eq!(serde_json::from_str::<Quote>(&serde_json::to_string(&quote).unwrap()).unwrap(), quote);
    }
}
