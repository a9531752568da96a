//! One review for each customer and product, one vote for each of both, and a histogram that is what counting gives.

use domain::reviews::rating::{Rating, Stars};
use domain::reviews::review::{Review, ReviewStatus};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Answer, Customer, Sold, World, a_product, a_review};

use super::{CLIENTS, loud_world, rounds};
use crate::reviews::{decide, decide_as, ids, listed, moderator, next, rating};

async fn customers(world: &World) -> Vec<Customer<'_>> {
    let mut customers = Vec::new();
    for number in 0..CLIENTS {
        customers.push(world.customer(&format!("author-{number}@example.com")).await);
    }
    customers
}

/// The reviews of a product as they are, by whoever wrote them.
async fn truth(world: &World, authors: &[Customer<'_>], sold: &Sold) -> Vec<Review> {
    let store = world.store();
    let written = join_all(authors.iter().map(|author| {
        let store = store.clone();
        async move { store.reviews().all_of_author(author.id).await.expect("a table") }
    }));
    written.await.into_iter().flatten().filter(|review| review.product == sold.product).collect()
}

/// Demands that list, histogram and mean are those of the reviews that are shown.
async fn expect_exact(world: &World, authors: &[Customer<'_>], sold: &Sold, round: usize) -> Vec<Review> {
    let reviews = truth(world, authors, sold).await;
    let mut counted = Rating::none(sold.product);
    let shown: Vec<&Review> = reviews.iter().filter(|review| review.status == ReviewStatus::Approved).collect();
    for review in &shown {
        let count = match review.content.stars.get() {
            1 => &mut counted.one,
            2 => &mut counted.two,
            3 => &mut counted.three,
            4 => &mut counted.four,
            _ => &mut counted.five,
        };
        *count += 1;
    }
    let counts: Vec<i64> = Stars::ALL.iter().map(|stars| i64::try_from(counted.of(*stars)).expect("a count")).collect();
    let first = listed(world, sold, "?limit=100").await;
    let told = rating(&first);
    assert_eq!((told.0, told.3.map(str::to_owned)), (counts, counted.average()), "round {round}");
    assert_eq!(told.1, i64::try_from(shown.len()).expect("a count"), "round {round}");
    let mut found = ids(&first);
    let mut cursor = next(&first);
    while let Some(position) = cursor {
        let page = listed(world, sold, &format!("?limit=100&cursor={position}")).await;
        found.extend(ids(&page));
        cursor = next(&page);
    }
    found.sort();
    let mut expected: Vec<String> = shown.iter().map(|review| review.id.to_string()).collect();
    expected.sort();
    assert_eq!(found, expected, "round {round}");
    reviews
}

/// M09-T01 under load: everybody has one review, however often they send it at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_reviews_that_one_customer_sends_at_once_there_is_one() {
    let world = loud_world().await;
    let ana = world.customer("ana@example.com").await;
    for round in 0..rounds() {
        let lamp = world.sells(a_product(&format!("Lamp {round}"))).await;
        world.has_bought(ana.id, lamp.product).await;
        let answers = join_all((0..CLIENTS).map(|_| ana.reviews(&lamp, a_review(4)))).await;
        let (written, refused): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!(written.len(), 1, "round {round}");
        for answer in refused {
            (*answer).clone().expect_problem(409, "review_exists");
            assert_eq!(answer.text("/review_id"), written[0].text("/id"), "round {round}");
        }
        assert_eq!(truth(&world, std::slice::from_ref(&ana), &lamp).await.len(), 1, "round {round}");
    }
    assert_eq!(world.dead_letters(), 0);
}

/// M09-T02
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_histogram_is_exact_while_reviews_are_written_shown_changed_and_deleted_at_once() {
    let world = loud_world().await;
    let (authors, staff) = (customers(&world).await, moderator(&world).await);
    for round in 0..rounds() {
        let lamp = world.sells(a_product(&format!("Lamp {round}"))).await;
        for author in &authors {
            world.has_bought(author.id, lamp.product).await;
        }
        let stars = |number: usize| i64::try_from((number * 7 + round) % 5 + 1).expect("stars");
        let written =
            join_all(authors.iter().zip(0..).map(|(author, number)| author.reviews(&lamp, a_review(stars(number)))))
                .await;
        let written: Vec<String> =
            written.into_iter().map(|answer| answer.expect(201).text("/id").to_owned()).collect();

        let races = authors.iter().zip(&written).zip(0..).map(|((author, review), number)| {
            let (staff, own) = (&staff, format!("/v1/me/reviews/{review}"));
            async move {
                let approve = decide_as(staff, review, "\"v1\"", json!({ "status": "approved" }));
                match number % 4 {
                    0 => vec![approve.await],
                    1 => {
                        let (approved, edited) =
                            futures_util::join!(approve, author.put(&own, a_review(stars(number + 1))));
                        vec![approved, edited]
                    }
                    2 => {
                        let (approved, deleted) = futures_util::join!(approve, author.delete(&own));
                        vec![approved, deleted]
                    }
                    _ => {
                        let reject =
                            decide_as(staff, review, "\"v1\"", json!({ "status": "rejected", "reason": "a race" }));
                        let (approved, rejected) = futures_util::join!(approve, reject);
                        vec![approved, rejected]
                    }
                }
            }
        });
        for answer in join_all(races).await.into_iter().flatten() {
            assert!(matches!(answer.status, 200 | 204 | 404 | 412 | 503), "{:#}", answer.body);
        }
        let reviews = expect_exact(&world, &authors, &lamp, round).await;

        let rest = reviews.iter().filter(|review| review.status != ReviewStatus::Approved);
        let approved = rest.map(|review| approve_until_done(&staff, review.id.to_string()));
        join_all(approved).await;
        let reviews = expect_exact(&world, &authors, &lamp, round).await;
        assert!(reviews.iter().all(|review| review.status == ReviewStatus::Approved), "round {round}");
        assert!(reviews.len() >= CLIENTS / 2, "round {round}");
    }
    assert_eq!(world.dead_letters(), 0);
}

/// Approves a review; where too much happens at once, once more.
async fn approve_until_done(staff: &Customer<'_>, review: String) {
    for _ in 0..20 {
        if decide(staff, &review, json!({ "status": "approved" })).await.status == 200 {
            return;
        }
    }
    panic!("{review} cannot be approved");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_that_come_and_go_at_once_are_counted_one_by_one() {
    let world = loud_world().await;
    let (voters, staff) = (customers(&world).await, moderator(&world).await);
    let ana = world.customer("ana@example.com").await;
    for round in 0..rounds() {
        let lamp = world.sells(a_product(&format!("Lamp {round}"))).await;
        let id = ana.reviews_as_buyer(&lamp, 5).await.expect(201).text("/id").to_owned();
        decide(&staff, &id, json!({ "status": "approved" })).await.expect(200);
        let path = format!("/v1/reviews/{id}/helpful-vote");
        let ballots = voters.iter().zip(0..).map(|(voter, number)| {
            let path = &path;
            async move {
                let (one, two) = futures_util::join!(voter.put(path, Value::Null), voter.put(path, Value::Null));
                let third = if number % 2 == 0 { Some(voter.delete(path).await) } else { None };
                [Some(one), Some(two), third]
            }
        });
        for answer in join_all(ballots).await.into_iter().flatten().flatten() {
            assert!(matches!(answer.status, 204 | 503), "{:#}", answer.body);
        }
        let store = world.store();
        let review = id.parse().expect("a review");
        let mut given = 0;
        for voter in &voters {
            let (_, vote) = store.helpful_votes().of(voter.id, review).await.expect("a table");
            given += i64::from(vote.is_some());
        }
        let told = listed(&world, &lamp, "").await.number("/items/0/helpful");
        assert_eq!(told, given, "round {round}");
        assert!(given > 0, "round {round}");
    }
    assert_eq!(world.dead_letters(), 0);
}
