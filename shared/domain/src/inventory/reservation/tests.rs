//! How units are found, held, taken and given back.

use kernel::fault::Fault as _;
use proptest::prelude::*;

use super::*;
use crate::example::{at, ulid, variant};

fn cell(number: u16, on_hand: i64) -> StockLevel {
    StockLevel::new(variant(1), WarehouseId::from_ulid(ulid(2)), number, on_hand)
}

fn reservation(number: u128) -> ReservationId {
    ReservationId::from_ulid(ulid(number))
}

fn planned(cells: &[StockLevel], quantity: u32, policy: InventoryPolicy, start: usize) -> Result<Vec<(u16, u32)>, i64> {
    plan(cells, variant(1), quantity, policy, start, at(0))
        .map(|takes| takes.iter().map(|take| (take.cell.number, take.quantity)).collect())
        .map_err(|shortage| shortage.available)
}

#[test]
fn one_cell_is_enough_where_it_has_enough() {
    let cells = [cell(0, 5), cell(1, 5), cell(2, 9)];
    let from = |start| planned(&cells, 5, InventoryPolicy::Deny, start);
    assert_eq!([from(0), from(1), from(2), from(3)], [0, 1, 2, 0].map(|number| Ok(vec![(number, 5)])));
    assert_eq!(planned(&cells, 9, InventoryPolicy::Deny, 0), Ok(vec![(2, 9)]));
}

#[test]
fn units_that_lie_apart_are_sold_together() {
    let cells = [cell(0, 2), cell(1, 0), cell(2, 3), cell(3, -1)];
    assert_eq!(planned(&cells, 5, InventoryPolicy::Deny, 2), Ok(vec![(2, 3), (0, 2)]));
    assert_eq!(planned(&cells, 4, InventoryPolicy::Continue, 0), Ok(vec![(0, 2), (2, 2)]));
}

/// M10-T01
#[test]
fn a_shortage_says_how_many_there_are() {
    let shortage = plan(&[cell(0, 2), cell(1, 1)], variant(1), 4, InventoryPolicy::Deny, 0, at(0)).unwrap_err();
    assert_eq!((shortage.code(), shortage.kind().status()), ("insufficient_stock", 409));
    assert_eq!(shortage.members().get("available"), Some(&serde_json::Value::from(3)));
    assert_eq!(planned(&[], 1, InventoryPolicy::Continue, 7), Err(0));
    assert_eq!(planned(&[cell(0, -3)], 1, InventoryPolicy::Deny, 0), Err(0), "never less than none");
}

#[test]
fn what_is_sold_without_stock_goes_below_zero_in_one_cell() {
    let cells = [cell(0, 2), cell(1, 1)];
    assert_eq!(planned(&cells, 4, InventoryPolicy::Continue, 1), Ok(vec![(1, 4)]));
}

#[test]
fn other_variants_cells_are_left_alone() {
    let mut other = cell(0, 9);
    other.variant = variant(2);
    assert_eq!(planned(&[other, cell(1, 1)], 1, InventoryPolicy::Deny, 0), Ok(vec![(1, 1)]));
}

/// M10-T02
#[test]
fn lapsed_holds_are_reclaimed_where_they_are_needed() {
    let mut cell = cell(0, 3);
    let take = |cell: &StockLevel, quantity, second| {
        plan(std::slice::from_ref(cell), variant(1), quantity, InventoryPolicy::Deny, 0, at(second)).unwrap().remove(0)
    };
    for number in [1, 2] {
        let one = take(&cell, 1, 0);
        let until = at(i64::try_from(number).unwrap() * 10);
        cell.reserve(reservation(number), &one, until, InventoryPolicy::Deny, at(0)).unwrap();
    }
    assert!(take(&cell, 1, 20).reclaim.is_empty(), "one unit is free");
    assert_eq!(take(&cell, 2, 20).reclaim, [(reservation(1).to_string(), 1)]);
    let all = take(&cell, 3, 20);
    assert_eq!(all.reclaim.len(), 2);
    let early = cell.clone().reserve(reservation(3), &all, at(40), InventoryPolicy::Deny, at(19));
    assert!(early.is_err(), "a hold that is not over is not reclaimed");
    cell.reserve(reservation(3), &all, at(40), InventoryPolicy::Deny, at(20)).unwrap();
    assert_eq!((cell.available, cell.holds.len()), (0, 1));
    assert_eq!(cell.commit(reservation(1)), None, "whose hold was reclaimed has nothing to take");
}

#[test]
fn a_hold_is_committed_or_released_once() {
    let mut cell = cell(0, 3);
    let take = PlannedAllocation { cell: cell.name(), quantity: 2, reclaim: Vec::new() };
    cell.reserve(reservation(1), &take, at(10), InventoryPolicy::Deny, at(0)).unwrap();
    assert!(cell.reserve(reservation(1), &take, at(10), InventoryPolicy::Continue, at(0)).is_err(), "one hold a name");
    assert_eq!(
        (cell.commit(reservation(1)), cell.commit(reservation(1)), cell.release(reservation(1))),
        (Some(2), None, None)
    );
    assert_eq!((cell.on_hand, cell.available), (1, 1));
}

/// What can happen to stock.
#[derive(Clone, Debug)]
enum Step {
    Reserve { reservation: u128, quantity: u32, seconds: i64, start: usize },
    Commit(u128),
    Release(u128),
    GiveBack(u32),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..12_u128, 1..6_u32, 1..60_i64, 0..5_usize).prop_map(|(reservation, quantity, seconds, start)| {
            Step::Reserve { reservation, quantity, seconds, start }
        }),
        2 => (0..12_u128).prop_map(Step::Commit),
        2 => (0..12_u128).prop_map(Step::Release),
        1 => (0..4_u32).prop_map(Step::GiveBack),
        1 => (0..40_i64).prop_map(Step::Wait),
    ]
}

fn find(cells: &mut [StockLevel], name: StockLevelRef) -> &mut StockLevel {
    cells.iter_mut().find(|cell| cell.name() == name).unwrap()
}

/// Runs `steps` and returns the cells with the units sold and given back.
fn run(mut cells: Vec<StockLevel>, steps: &[Step], policy: InventoryPolicy) -> (Vec<StockLevel>, i64, i64) {
    let (mut now, mut sold, mut given) = (0, 0, 0);
    for step in steps {
        match *step {
            Step::Reserve { reservation: number, quantity, seconds, start } => {
                let name = reservation(number);
                if cells.iter().any(|cell| cell.hold_of(name).is_some()) {
                    continue;
                }
                let sellable: i64 = cells.iter().map(|cell| cell.sellable(at(now)).max(0)).sum();
                match plan(&cells, variant(1), quantity, policy, start, at(now)) {
                    Ok(takes) => {
                        assert_eq!(takes.iter().map(|take| take.quantity).sum::<u32>(), quantity);
                        for take in takes {
                            let cell = find(&mut cells, take.cell);
                            cell.reserve(name, &take, at(now + seconds), policy, at(now)).unwrap();
                        }
                    }
                    Err(shortage) => {
                        assert_eq!(shortage.available, sellable);
                        assert!(sellable < i64::from(quantity) && policy == InventoryPolicy::Deny);
                    }
                }
            }
            Step::Commit(number) => {
                sold +=
                    cells.iter_mut().filter_map(|cell| cell.commit(reservation(number))).map(i64::from).sum::<i64>();
            }
            Step::Release(number) => cells.iter_mut().for_each(|cell| {
                cell.release(reservation(number));
            }),
            Step::GiveBack(quantity) => {
                cells.first_mut().unwrap().restock(quantity);
                given += i64::from(quantity);
            }
            Step::Wait(seconds) => now += seconds,
        }
        assert!(cells.iter().all(StockLevel::is_balanced));
        assert!(policy == InventoryPolicy::Continue || cells.iter().all(|cell| cell.available >= 0));
    }
    (cells, sold, given)
}

proptest! {
    /// M10-T03
    #[test]
    fn units_are_conserved_and_never_oversold(
        stock in prop::collection::vec(0..8_i64, 1..4),
        steps in prop::collection::vec(step(), 0..60),
        policy in prop::sample::select(vec![InventoryPolicy::Deny, InventoryPolicy::Continue]),
    ) {
        let cells: Vec<StockLevel> = (0..).zip(&stock).map(|(number, on_hand)| cell(number, *on_hand)).collect();
        let (cells, sold, given) = run(cells, &steps, policy);
        let received = stock.iter().sum::<i64>() + given;
        prop_assert_eq!(cells.iter().map(|cell| cell.on_hand).sum::<i64>() + sold, received);
        prop_assert!(policy == InventoryPolicy::Continue || sold <= received);
    }
}
