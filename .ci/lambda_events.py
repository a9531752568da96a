#!/usr/bin/env python3
"""Hands every event of infra/local/events to its function with `cargo lambda invoke`, and compares what it answers.

lambda_events.py <file of variables> <port> <command of cargo-lambda...>
"""

import json
import pathlib
import shlex
import subprocess
import sys
import urllib.request

PATIENCE = 120
EVENTS = pathlib.Path("infra/local/events")


def prepare(variables):
    """Puts what the events take for granted into the table."""
    items = json.loads((EVENTS / "items.json").read_text())
    puts = [{"PutRequest": {"Item": item}} for item in items]
    request = urllib.request.Request(
        variables["AWS_ENDPOINT_URL_DYNAMODB"],
        json.dumps({"RequestItems": {variables["TABLE_NAME"]: puts}}).encode(),
        {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
            "x-amz-date": "20260101T000000Z",
            # The local database demands a signature and verifies none.
            "authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=none",
        },
    )
    urllib.request.urlopen(request, timeout=PATIENCE).read()


def invoke(cargo_lambda, port, function, path):
    command = [*cargo_lambda, "invoke", function, "--data-file", str(path)]
    command += ["--invoke-address", "127.0.0.1", "--invoke-port", port]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)


def fault(done, expected):
    """What is wrong with an answer; nothing if it is as expected."""
    if "error" in expected:
        if done.returncode != 0 and expected["error"] in " ".join((done.stderr + done.stdout).split()):
            return None
        return "no such error"
    if done.returncode != 0:
        return "the invocation failed"
    answer = json.loads(done.stdout)
    if "answer" in expected:
        return None if answer == expected["answer"] else "another answer"
    if "again" in expected:
        failures = [{"itemIdentifier": identifier} for identifier in expected["again"]]
        return None if answer == {"batchItemFailures": failures} else "another answer"
    body = json.loads(answer["body"])
    if answer["statusCode"] != expected["status"]:
        return "another status"
    media = "application/problem+json" if "problem" in expected else "application/json"
    if answer["headers"]["content-type"] != f"{media}; charset=utf-8":
        return "another media type"
    return None if body.get("code") == expected.get("problem", body.get("code")) else "another problem"


def main(variables, port, *cargo_lambda):
    with open(variables) as lines:
        prepare(dict(shlex.split(line)[0].split("=", 1) for line in lines))
    expectations = json.loads((EVENTS / "expected.json").read_text())
    wrong = 0
    for case, expected in expectations.items():
        done = invoke(cargo_lambda, port, case.split("/")[0], EVENTS / f"{case}.json")
        reason = fault(done, expected)
        if reason:
            wrong += 1
            print(f"{case}: {reason}; expected {expected}\n{done.stdout}{done.stderr}", file=sys.stderr)
    print(f"{len(expectations) - wrong} of {len(expectations)} events are answered as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
