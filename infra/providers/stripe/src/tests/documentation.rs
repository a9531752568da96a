//! The simulator's answers beside the examples of Stripe's documentation.

use serde_json::Value;

use super::{Reply, Scene, scene};

const EXAMPLES: [&str; 4] = [
    include_str!("../../fixtures/create_payment_intent.json"),
    include_str!("../../fixtures/capture_payment_intent.json"),
    include_str!("../../fixtures/cancel_payment_intent.json"),
    include_str!("../../fixtures/create_refund.json"),
];

async fn prepare(scene: &Scene, state: &str) -> Option<Reply> {
    match state {
        "none" => None,
        "authorized" => Some(scene.authorized(2000).await),
        "captured" => Some(scene.captured(2000).await),
        other => panic!("unknown state {other}"),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[tokio::test]
async fn answers_have_the_fields_and_values_of_the_documented_examples() {
    for example in EXAMPLES {
        let example: Value = serde_json::from_str(example).unwrap();
        let source = example["source"].as_str().unwrap();
        assert!(source.starts_with("https://docs.stripe.com/api/"));
        let scene = scene();
        let before = prepare(&scene, example["request"]["after"].as_str().unwrap()).await;
        let fill = |text: &Value| {
            text.as_str().unwrap().replace("{payment_intent}", &before.as_ref().map(Reply::id).unwrap_or_default())
        };
        let answer = scene.post(&fill(&example["request"]["path"]), &fill(&example["request"]["form"]), None).await;
        assert_eq!(answer.status, 200, "{source}: {:?}", answer.body);
        for (name, documented) in example["response"].as_object().unwrap() {
            let given = answer.body.get(name).unwrap_or_else(|| panic!("{source}: {name} is missing"));
            let exact = example["exact"].as_array().unwrap().iter().any(|field| field == name.as_str());
            if exact {
                assert_eq!(given, documented, "{source}: {name}");
            } else if !documented.is_null() && !given.is_null() {
                assert_eq!(kind(given), kind(documented), "{source}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn refusals_have_the_fields_of_the_documented_error() {
    let example: Value = serde_json::from_str(include_str!("../../fixtures/errors.json")).unwrap();
    let scene = scene();
    let intent = scene.intent(2000).await;
    let declined = scene.confirm(&intent, "pm_card_chargeDeclined").await;
    let unexpected = scene.post(&format!("/v1/payment_intents/{}/capture", intent.id()), "", None).await;
    for (name, refused) in [("card_declined", declined), ("payment_intent_unexpected_state", unexpected)] {
        let documented = &example[name];
        assert_eq!(documented["status"], refused.status);
        for (field, value) in documented["error"].as_object().unwrap() {
            let given = &refused.body["error"][field];
            if ["code", "decline_code", "type"].contains(&field.as_str()) {
                assert_eq!(given, value, "{name}: {field}");
            } else {
                assert_eq!(kind(given), kind(value), "{name}: {field}");
            }
        }
    }
}
