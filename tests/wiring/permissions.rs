//! What a role or a queue's policy does not allow does not happen, here as on AWS.

use emulator::iam::PermissionFault;
use emulator::template::TemplateText;
use gateways::objects::Link;
use local::StackFault;
use reqwest::Method;
use serde_json::json;
use store::identity::user_phone::UserPhoneRecord;
use table::key::Key;
use table::{Index, Query, Table, TableFault, Tx, TxFault, Update};
use testkit::{World, WorldOptions, a_product};

use super::{only_the_whole_shop_mails, shops, without};

/// The template with another text for what an area's functions may do.
fn with_area(area: &str, change: impl FnOnce(&str) -> String) -> TemplateText {
    let mut template = testkit::world::template();
    let text = template.nested.get_mut(&format!("infra/areas/{area}.yaml")).expect("the area");
    let changed = change(text);
    assert_ne!(*text, changed, "nothing was changed");
    *text = changed;
    template
}

/// What keeps a changed template from opening.
async fn refusal(template: TemplateText) -> PermissionFault {
    match World::open(WorldOptions { template: Some(template), ..WorldOptions::default() }).await.err() {
        Some(StackFault::Permission(fault)) => fault,
        other => panic!("not refused for a permission: {other:?}"),
    }
}

/// The table as a function reaches it: through the SDK, with the function's own credentials.
fn table_of<'a>(world: &'a World, function: &str) -> &'a Table {
    let hosted = world.stack.stack_state().functions.iter().find(|hosted| hosted.spec.logical_id == function);
    hosted.unwrap_or_else(|| panic!("{function} in the template")).app.store.table()
}

/// Whether a failed call was refused for want of permission.
fn is_denied(fault: &TableFault) -> bool {
    matches!(fault, TableFault::Unavailable { detail } if detail.contains("AccessDeniedException"))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_to_publish_the_relay_publishes_nothing() {
    let mute = with_area("relay", |roles| roles.replace("Action: sns:Publish", "Action: sns:GetTopicAttributes"));
    for (world, status) in shops(mute).await.iter().zip(["placed", "pending_payment"]) {
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        let id = order.text("/id").parse().unwrap();
        let order = world.store().orders().by_id(id).await.unwrap().unwrap();
        assert_eq!(order.head.status.as_str(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_to_write_nobody_checks_out() {
    let reading =
        with_area("orders", |roles| roles.replacen("Action: dynamodb:PutItem", "Action: dynamodb:DescribeTable", 1));
    let [whole, changed] = shops(reading).await;
    for (world, status) in [(&whole, 201), (&changed, 503)] {
        let lamp = world.sells(a_product("Desk Lamp").stock(3)).await;
        let answer = world.guest_with(&[&lamp], 1).await.check_out().await;
        assert_eq!(answer.status, status, "{:#}", answer.body);
        let (_, available, _) = World::sums(&world.cells_of(&lamp).await);
        assert_eq!(available, if status == 201 { 2 } else { 3 });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_to_mail_as_the_shop_no_mail_is_sent() {
    let other = with_area("notifications", |roles| {
        roles.replace("ses:FromAddress: !Ref MailFrom", "ses:FromAddress: b@example.com")
    });
    only_the_whole_shop_mails(other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_policy_a_queue_lets_no_topic_in() {
    for (world, mails) in shops(without("NotificationsEventsQueuePolicy", None)).await.iter().zip([1, 0]) {
        let lamp = world.sells(a_product("Desk Lamp")).await;
        let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
        world.confirm(&order, "pm_card_visa").await.expect(200);
        world.settle().await;
        assert_eq!(world.mail_to("guest@example.com").len(), mails);
        let queues = world.stack.queues().states();
        assert!(queues.iter().all(|queue| queue.depth == 0), "{queues:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_lets_in_only_the_topics_that_its_policy_names() {
    let topics = "aws:SourceArn: [!Ref OrderTopicArn, !Ref DomainTopicArn]";
    let template = with_area("notifications", |text| text.replacen(topics, "aws:SourceArn: !Ref DomainTopicArn", 1));
    let world = World::with(WorldOptions { template: Some(template), ..WorldOptions::default() }).await;
    let registration = json!({ "email": "ana@example.com", "password": "seven wooden lanterns" });
    world.send(Method::POST, "/v1/auth/register", &[], Some(&registration)).await;
    world.settle().await;
    assert_eq!(world.mail_to("ana@example.com").len(), 1, "events of people still come");
    let lamp = world.sells(a_product("Desk Lamp")).await;
    let order = world.guest_with(&[&lamp], 1).await.check_out().await.expect(201);
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    assert!(world.mail_to("guest@example.com").is_empty(), "events of orders do not");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_for_its_event_sources_a_function_is_not_connected() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:000000000000:{rest}");
    let stream = arn("dynamodb", "table/souk-shop/stream/local");
    let cases = [
        ("orders", "OrdersWorkerRole", "sqs:ReceiveMessage", "OrdersWorkerFunction", arn("sqs", "souk-orders-work")),
        (
            "payments",
            "PaymentsWorkerRole",
            "sqs:DeleteMessage",
            "PaymentsWorkerFunction",
            arn("sqs", "souk-payments-events"),
        ),
        ("relay", "RelayWorkerRole", "dynamodb:GetRecords", "RelayWorkerFunction", stream.clone()),
        ("relay", "RelayWorkerRole", "dynamodb:ListStreams", "RelayWorkerFunction", stream),
        (
            "projections",
            "ProjectionsWorkerRole",
            "sqs:SendMessage",
            "ProjectionsWorkerFunction",
            arn("sqs", "souk-projections-dlq"),
        ),
    ];
    for (area, role, action, function, resource) in cases {
        let fault = refusal(with_area(area, |roles| {
            let (before, after) = roles.split_once(&format!("  {role}:\n")).expect("the role");
            format!("{before}  {role}:\n{}", after.replacen(action, "sqs:ListQueues", 1))
        }))
        .await;
        let expected = PermissionFault { function: function.to_owned(), action: action.to_owned(), resource };
        assert_eq!(fault, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_does_not_trust_lambda_cannot_be_taken_on() {
    let distrusted =
        with_area("catalog", |roles| roles.replacen("Service: lambda.amazonaws.com", "Service: ec2.amazonaws.com", 1));
    let fault = World::open(WorldOptions { template: Some(distrusted), ..WorldOptions::default() }).await.err();
    assert!(matches!(fault, Some(StackFault::Authority(_))), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_orders_cannot_be_listed_by_who_has_no_business_with_them() {
    let world = World::new().await;
    for (function, index, partition, open) in [
        ("IdentityHttpFunction", Index::Owner, "AUDITOR#guest", true),
        ("IdentityHttpFunction", Index::Relation, "AUDITED#usr_1", true),
        ("IdentityHttpFunction", Index::Owner, "USER#usr_1#ORDER", true),
        ("IdentityHttpFunction", Index::Owner, "ROLE#admin", true),
        ("IdentityHttpFunction", Index::Owner, "INVITATIONS", true),
        ("IdentityHttpFunction", Index::Relation, "ORDER#ord_1#PAYMENT", false),
        ("IdentityHttpFunction", Index::Relation, "ORDERS#20260101#0", false),
        ("OrdersHttpFunction", Index::Owner, "INVITATIONS", false),
        ("IdentityWorkerFunction", Index::Owner, "USER#usr_1#ORDER", true),
        ("IdentityWorkerFunction", Index::Relation, "ORDER#ord_1#REFUND", true),
        ("IdentityWorkerFunction", Index::Relation, "ORDERS#20260101#0", false),
        ("IdentityWorkerFunction", Index::Owner, "ROLE#admin", false),
        ("CatalogHttpFunction", Index::Owner, "AUDITOR#guest", false),
        ("OrdersHttpFunction", Index::Relation, "AUDITED#usr_1", false),
        ("CatalogHttpFunction", Index::Relation, "CATEGORY#ALL#NEW#0", true),
        ("CatalogHttpFunction", Index::Relation, "USERS#202601#0", false),
        ("CatalogHttpFunction", Index::Owner, "ROLE#admin", false),
        ("CatalogHttpFunction", Index::Owner, "USER#usr_1#ORDER", false),
        ("CatalogHttpFunction", Index::Relation, "ORDER#ord_1#PAYMENT", false),
        ("OrdersHttpFunction", Index::Owner, "USER#usr_1#ORDER", true),
        ("OrdersHttpFunction", Index::Relation, "ORDERS#20260101#0", true),
        ("OrdersHttpFunction", Index::Relation, "USERS#202601#0", false),
        ("OrdersHttpFunction", Index::Owner, "ROLE#admin", false),
        ("ShoppingHttpFunction", Index::Relation, "CATEGORY#ALL#NEW#0", false),
        ("PaymentsWorkerFunction", Index::Relation, "ORDERS#20260101#0", false),
    ] {
        let listed = table_of(&world, function).collect(&Query::of(index, partition.to_owned())).await;
        match listed {
            Ok(_) => assert!(open, "{function} lists {partition}"),
            Err(fault) => assert!(!open && is_denied(&fault), "{function} and {partition}: {fault}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_checks_out_reads_a_person_but_neither_changes_one_nor_sees_the_sessions() {
    let world = World::new().await;
    let table = table_of(&world, "OrdersHttpFunction");
    for partition in ["USER#usr_1", "SESSIONS#usr_1"] {
        let listed = table.collect(&Query::of(Index::Base, partition.to_owned())).await;
        assert!(listed.as_ref().is_err_and(is_denied), "{listed:?}");
    }
    let key = |pk: &str| Key { pk: pk.to_owned(), sk: "HEAD".to_owned() };
    table.batch(&[key("ORDER#ord_1"), key("USER#usr_1")]).await.unwrap();
    // One key from behind a closed door refuses the whole batch.
    let among = table.batch(&[key("ORDER#ord_1"), key("CREDENTIAL#usr_1")]).await;
    assert!(among.as_ref().is_err_and(is_denied), "an order and a password");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_profiles_reads_an_account_but_sees_no_sessions_and_replaces_none() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let table = table_of(&world, "ProfilesHttpFunction");
    let sessions = table.collect(&Query::of(Index::Base, format!("USER#{}", ana.id))).await;
    assert!(sessions.as_ref().is_err_and(is_denied), "{sessions:?}");
    table.collect(&Query::of(Index::Base, format!("PROFILE#{}", ana.id))).await.unwrap();
    let account = world.store().users().by_id(ana.id).await.unwrap().unwrap();
    let replaced = Tx::<()>::new().replace(&account, &*account).commit(table).await;
    assert!(matches!(&replaced, Err(TxFault::Table(fault)) if is_denied(fault)), "{replaced:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_profiles_reads_which_number_is_verified_and_cannot_say_so() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let known = domain::identity::user_phone::UserPhone::unknown(ana.id);
    for function in ["ProfilesHttpFunction", "NotificationsWorkerFunction"] {
        let table = table_of(&world, function);
        table.get::<UserPhoneRecord>(&UserPhoneRecord::at(ana.id)).await.unwrap();
        let written = Tx::<()>::new().create::<UserPhoneRecord>(&known).commit(table).await;
        assert!(matches!(&written, Err(TxFault::Table(fault)) if is_denied(fault)), "{function}: {written:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_sent_by_who_may_publish_to_what_has_no_name() {
    let allowed = "NotResource: !Sub \"arn:${AWS::Partition}:sns:*:*:*\"";
    let topics_only = "Resource: !Sub \"arn:${AWS::Partition}:sns:*:*:*\"";
    let template = with_area("notifications", |roles| roles.replacen(allowed, topics_only, 1));
    for (template, texts) in [(testkit::world::template(), 1), (template, 0)] {
        let world = World::with(WorldOptions { template: Some(template), ..WorldOptions::default() }).await;
        let ana = world.customer("ana@example.com").await;
        let body = json!({ "phone": "+4915112345678", "purpose": "verify_phone" });
        ana.post("/v1/me/phone/challenges", body).await.expect(202);
        world.settle().await;
        assert_eq!(world.texts_to("+4915112345678").len(), texts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_can_be_added_to_and_no_function_changes_or_removes_an_entry() {
    let world = World::new().await;
    let stack_state = world.stack.stack_state();
    for (number, hosted) in stack_state.functions.iter().enumerate() {
        let name = hosted.spec.logical_id.as_str();
        // The portal has no table to write to.
        if name == "PortalHttpFunction" {
            continue;
        }
        let table = table_of(&world, name);
        let key = Key { pk: "AUDIT#20260101#0".to_owned(), sk: format!("aud_{number}") };
        let changed = Tx::<()>::new().update(Update::at(key.clone()).add(&["count"], 1)).commit(table).await;
        let removed = Tx::<()>::new().delete_existing(key.clone()).commit(table).await;
        let other = Key { pk: "PRODUCT#prd_2".to_owned(), sk: "HEAD".to_owned() };
        let among = Tx::<()>::new().delete_existing(other).delete_existing(key).commit(table).await;
        for refused in [changed, removed, among] {
            assert!(matches!(&refused, Err(TxFault::Table(fault)) if is_denied(fault)), "{name}: {refused:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_makes_archives_cannot_read_them_and_who_hands_them_out_cannot_make_them() {
    let world = World::new().await;
    let objects = |function: &str| {
        let hosted = world.stack.stack_state().functions.iter().find(|hosted| hosted.spec.logical_id == function);
        hosted.expect("the function").app.gateways.objects().expect("a bucket").clone()
    };
    let (worker, http) = (objects("IdentityWorkerFunction"), objects("IdentityHttpFunction"));
    let link = |key| Link { key, file_name: "my-data.zip", from: world.now(), seconds: 300 };
    let status = async |url: String| reqwest::get(url).await.unwrap().status().as_u16();
    worker.put("exports/one.zip", "application/zip", vec![1]).await.unwrap();
    assert!(worker.put("others/one.zip", "application/zip", vec![1]).await.is_err());
    assert_eq!(status(worker.link(&link("exports/one.zip")).await.unwrap()).await, 403);
    assert_eq!(status(http.link(&link("exports/one.zip")).await.unwrap()).await, 200);
    assert_eq!(status(http.link(&link("others/one.zip")).await.unwrap()).await, 403);
    assert!(http.put("exports/two.zip", "application/zip", vec![1]).await.is_err());
    assert!(http.delete("exports/one.zip").await.is_err());
    worker.delete("exports/one.zip").await.unwrap();
    worker.delete("exports/one.zip").await.unwrap();
    assert_eq!(status(http.link(&link("exports/one.zip")).await.unwrap()).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_policy_the_topic_of_feedback_lets_nobody_in() {
    let bounces = "bounce@simulator.amazonses.com";
    for (world, mails) in shops(without("MailFeedbackTopicPolicy", None)).await.iter().zip([1, 2]) {
        let registration = json!({ "email": bounces, "password": "seven wooden lanterns" });
        for _ in 0..2 {
            world.send(Method::POST, "/v1/auth/register", &[], Some(&registration)).await.expect(202);
            world.settle().await;
            world.advance(2 * 60 * 60);
        }
        assert_eq!(world.mail_to(bounces).len(), mails);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_on_the_configuration_set_no_mail_is_sent() {
    let narrower =
        with_area("notifications", |roles| roles.replace(":configuration-set/${Name}\"]", ":configuration-set/b\"]"));
    only_the_whole_shop_mails(narrower).await;
}
