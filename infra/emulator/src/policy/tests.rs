use serde_json::json;

use super::*;

const TABLE: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/souk-shop";
const ROLE: Principal<'_> = Principal::Role("arn:aws:iam::000000000000:role/souk-OrdersHttpRole");

/// Action, what follows the table in the resource, leading keys, and what comes out.
type Row = (&'static str, &'static str, &'static [&'static str], Result<(), Denial<'static>>);

fn policy(kind: PolicyKind, statements: &Value) -> Result<Policy, PolicyFault> {
    Policy::parse(kind, "Own", &json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn identity(statements: &Value) -> Policy {
    policy(PolicyKind::Identity, statements).unwrap()
}

fn demand(action: &str, resource: &str, keys: &[&str]) -> Demand {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    Demand::new(action, resource).with("dynamodb:LeadingKeys", keys)
}

#[test]
fn a_denial_beats_a_permission_and_a_permission_beats_silence() {
    let grant = identity(&json!([
        { "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Put*"], "Resource": TABLE },
        { "Effect": "Allow", "Action": "dynamodb:Query", "Resource": format!("{TABLE}/index/GSI?") },
    ]));
    let fence = identity(&json!({
        "Effect": "Deny", "Action": "dynamodb:*", "Resource": [TABLE, format!("{TABLE}/index/*")],
        "Condition": { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": ["USER#*", "TOKEN#*"] } },
    }));
    let table: [Row; 12] = [
        ("dynamodb:GetItem", "", &["ORDER#1"], Ok(())),
        ("DynamoDB:getitem", "", &["ORDER#1"], Ok(())),
        ("dynamodb:PutItem", "", &["ORDER#1"], Ok(())),
        ("dynamodb:PutItem", "", &["USER#1"], Err(Denial::Explicit("Own"))),
        ("dynamodb:PutItem", "", &["ORDER#1", "TOKEN#1"], Err(Denial::Explicit("Own"))),
        ("dynamodb:UpdateItem", "", &["ORDER#1"], Err(Denial::Implicit)),
        ("dynamodb:UpdateItem", "", &["USER#1"], Err(Denial::Explicit("Own"))),
        ("dynamodb:Scan", "", &[], Err(Denial::Implicit)),
        ("dynamodb:Query", "", &["ORDER#1"], Err(Denial::Implicit)),
        ("dynamodb:Query", "/index/GSI1", &["ORDER#1"], Ok(())),
        ("dynamodb:Query", "/index/GSI12", &["ORDER#1"], Err(Denial::Implicit)),
        ("dynamodb:Query", "/index/GSI1", &["USER#1#ORDER"], Err(Denial::Explicit("Own"))),
    ];
    for (action, below, keys, expected) in table {
        let demand = demand(action, &format!("{TABLE}{below}"), keys);
        // Which policy says what, and in which order, makes no difference.
        for policies in [[&grant, &fence], [&fence, &grant]] {
            assert_eq!(decide(policies, ROLE, &demand), expected, "{demand:?}");
        }
    }
    assert_eq!(decide([&fence], ROLE, &demand("dynamodb:GetItem", TABLE, &["ORDER#1"])), Err(Denial::Implicit));
    assert_eq!(decide([], ROLE, &demand("dynamodb:GetItem", TABLE, &["ORDER#1"])), Err(Denial::Implicit));
}

#[test]
fn what_is_excluded_is_everything_else() {
    let all_but = identity(&json!([
        { "Effect": "Allow", "NotAction": "dynamodb:Scan", "NotResource": format!("{TABLE}/index/*") }
    ]));
    for (action, below, expected) in [
        ("dynamodb:Query", "", Ok(())),
        ("dynamodb:Scan", "", Err(Denial::Implicit)),
        ("dynamodb:Query", "/index/GSI1", Err(Denial::Implicit)),
    ] {
        assert_eq!(decide([&all_but], ROLE, &demand(action, &format!("{TABLE}{below}"), &[])), expected);
    }
}

#[test]
fn a_resource_says_who_may_do_something_with_it() {
    let queue = "arn:aws:sqs:us-east-1:000000000000:souk-work";
    let at_queue = |principal: Value| {
        let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": queue,
            "Condition": { "ArnEquals": { "aws:SourceArn": "arn:aws:sns:us-east-1:000000000000:souk-events" } } });
        policy(PolicyKind::Resource, &statement).unwrap()
    };
    let from = |topic: &str| {
        let topic = format!("arn:aws:sns:us-east-1:000000000000:{topic}");
        Demand::new("sqs:SendMessage", queue).with("aws:SourceArn", vec![topic])
    };
    let topics = Principal::Service("sns.amazonaws.com");
    let open = at_queue(json!({ "Service": "sns.amazonaws.com" }));
    assert_eq!(decide([&open], topics, &from("souk-events")), Ok(()));
    assert_eq!(decide([&open], topics, &from("others-events")), Err(Denial::Implicit));
    assert_eq!(decide([&open], ROLE, &from("souk-events")), Err(Denial::Implicit));
    assert_eq!(decide([&at_queue(json!("*"))], ROLE, &from("souk-events")), Ok(()));
    assert_eq!(decide([&at_queue(json!({ "AWS": "*" }))], topics, &from("souk-events")), Ok(()));
    let Principal::Role(role) = ROLE else { unreachable!() };
    assert_eq!(decide([&at_queue(json!({ "AWS": [role] }))], ROLE, &from("souk-events")), Ok(()));
}

#[test]
fn what_is_no_policy_is_refused() {
    let allow = |more: Value| {
        let mut statement = json!({ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" });
        statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        statement
    };
    for wrong in [
        json!({ "Action": "sqs:SendMessage", "Resource": "*" }),
        json!({ "Effect": "Allow", "Resource": "*" }),
        json!({ "Effect": "Allow", "Action": "sqs:SendMessage" }),
        allow(json!({ "NotAction": "sqs:SendMessage" })),
        allow(json!({ "Principal": "*" })),
        allow(json!({ "Effect": "Perhaps" })),
        allow(json!({ "Action": [{ "Ref": "Nothing" }] })),
    ] {
        let fault = policy(PolicyKind::Identity, &wrong).unwrap_err();
        assert!(matches!(fault, PolicyFault::Malformed(_)), "{wrong}: {fault:?}");
    }
    for unknown in [
        allow(json!({ "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } })),
        allow(json!({ "NotPrincipal": "*" })),
        allow(json!({ "Effect": "Deny", "Condition": { "StringEquals": { "dynamodb:Attributes": "hash" } } })),
        allow(json!({ "Resource": "arn:aws:s3:::shop/${aws:username}" })),
    ] {
        let fault = policy(PolicyKind::Identity, &unknown).unwrap_err();
        assert!(matches!(fault, PolicyFault::Unsupported(_)), "{unknown}: {fault:?}");
    }
    let old = json!({ "Version": "2008-10-17", "Statement": [] });
    assert!(Policy::parse(PolicyKind::Identity, "Own", &old).is_err());
}
