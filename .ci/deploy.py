"""Deploys template.yaml to the AWS at an endpoint on this machine, as `sam deploy` does to the real one.

The template goes through CloudFormation with the SAM transform; roles, secrets, mappings and rules come from it. What the
emulator cannot do by itself is done here, and nowhere else:

* it makes no routes from an API's OpenAPI body, so the routes are made one by one;
* it asks for a permission of its own for a batch (sns:PublishBatch, sqs:SendMessageBatch), where AWS asks for that of the
  single call and knows no other (the service authorization reference lists neither), so who has the one gets the other;
* it knows no alarm over several metrics, so those alarms are left out;
* it names no identity and no sender where a mail is sent, so who may send in one name may send in any.

Prints what a storefront, and the tests, must know about the deployed shop, as JSON.
"""

import argparse
import io
import json
import pathlib
import re
import sys
import time
import zipfile

import boto3
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGION = "us-east-1"
BUCKET = "artifacts"
PATIENCE_SECONDS = 120
STEP_SECONDS = 0.2


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms, such as !Ref, as the values below them."""


def below(loader, _suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", below)


def bootstrap(binary):
    """The archive of one function: its binary under the name that the runtime starts."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        bundle.writestr(entry, binary.read_bytes())
    return archive.getvalue()


class Aws:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.s3 = self.client("s3")
        self.cloudformation = self.client("cloudformation")

    def client(self, service):
        credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **credentials)

    def upload(self, name, content):
        self.s3.put_object(Bucket=BUCKET, Key=name, Body=content)
        return f"{self.endpoint}/{BUCKET}/{name}"

    def create(self, stack, url, parameters):
        """Makes a stack and waits for it; answers its outputs."""
        self.cloudformation.create_stack(
            StackName=stack,
            TemplateURL=url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            if not found["StackStatus"].endswith("IN_PROGRESS"):
                break
            if time.monotonic() > deadline:
                sys.exit(f"{stack} is not there after {PATIENCE_SECONDS} s")
            time.sleep(STEP_SECONDS)
        if found["StackStatus"] != "CREATE_COMPLETE":
            for event in self.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
                if event["ResourceStatus"].endswith("FAILED"):
                    print(event["LogicalResourceId"], event.get("ResourceStatusReason"), file=sys.stderr)
            sys.exit(f"{stack} is {found['StackStatus']}")
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    def physical(self, stack):
        """The physical ids of a stack's resources, by logical id."""
        resources = self.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}


def package(aws, text, binaries):
    """The template with its local paths uploaded, as `sam package` leaves it."""
    for name in re.findall(r"CodeUri: functions/(\S+)", text):
        aws.upload(f"{name}.zip", bootstrap(binaries / name))
    for name in re.findall(r"TemplateURL: (\S+)", text):
        aws.upload(name, as_emulated(without_metric_math((ROOT / name).read_text())).encode())
    # The emulator has no TLS, and does what the policy says about that.
    text = without(text, "ExportBucketPolicy")
    text = re.sub(r"CodeUri: functions/(\S+)", rf"CodeUri: s3://{BUCKET}/\1.zip", text)
    return re.sub(r"TemplateURL: (\S+)", rf"TemplateURL: {aws.endpoint}/{BUCKET}/\1", text)


def as_emulated(text):
    """The roles' text with the permissions that the emulator asks for instead of AWS's."""
    text = re.sub(r"Action: (sns:Publish|sqs:SendMessage)$", r"Action: [\1, \1Batch]", text, flags=re.MULTILINE)
    mail = r"(Action: ses:SendEmail\n +Resource: ).*\n +Condition:\n +StringEquals:\n +ses:FromAddress: .*\n"
    return re.sub(mail, r'\1"*"\n', text)


def without_metric_math(text):
    """The template's text without alarms that reckon with several metrics."""
    for name, resource in yaml.load(text, Loader)["Resources"].items():
        if "Metrics" in resource.get("Properties", {}):
            text = without(text, name)
    return text


def without(text, resource):
    """The template's text without one resource."""
    found = re.search(rf"^  {resource}:\n(?:(?:    .*)?\n)+?(?=  \S|\S|\Z)", text, re.MULTILINE)
    return text[: found.start()] + text[found.end() :]


def make_routes(aws, api, template, functions):
    """The integrations and routes of the API's body, as API Gateway makes them."""
    gateway = aws.client("apigatewayv2")
    body = template["Resources"]["Api"]["Properties"]["DefinitionBody"]
    targets = {}
    for name, integration in body["components"]["x-amazon-apigateway-integrations"].items():
        function = functions[re.search(r"\$\{(\w+)\.Arn\}", integration["uri"]).group(1)]
        made = gateway.create_integration(
            ApiId=api,
            IntegrationType="AWS_PROXY",
            IntegrationUri=f"arn:aws:lambda:{REGION}:000000000000:function:{function}",
            PayloadFormatVersion=integration["payloadFormatVersion"],
        )
        targets[name] = f"integrations/{made['IntegrationId']}"
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            name = operation["x-amazon-apigateway-integration"]["$ref"].rsplit("/", 1)[1]
            method = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
            key = "$default" if operation.get("isDefaultRoute") else f"{method} {path}"
            gateway.create_route(ApiId=api, RouteKey=key, Target=targets[name])
    return len(body["paths"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--endpoint", required=True, help="the AWS to deploy to, on this machine")
    arguments.add_argument("--stack", default="souk")
    arguments.add_argument("--binaries", required=True, type=pathlib.Path, help="the folder with the functions' binaries")
    arguments.add_argument("--secrets", required=True, type=pathlib.Path, help="the file that `souk secrets` printed")
    arguments.add_argument("--provider", required=True, help="the base URL of the simulated payment provider")
    given = arguments.parse_args()

    aws = Aws(given.endpoint)
    aws.s3.create_bucket(Bucket=BUCKET)
    secrets = json.loads(given.secrets.read_text())
    aws.client("secretsmanager").create_secret(Name=given.stack, SecretString=json.dumps(secrets))
    aws.client("sesv2").create_email_identity(EmailIdentity="example.com")

    text = (ROOT / "template.yaml").read_text()
    url = aws.upload("template.yaml", package(aws, text, given.binaries).encode())
    parameters = {
        "SecretName": given.stack,
        "Architecture": "x86_64",
        "StripeBaseUrl": given.provider,
        # All stories come from one address.
        "RateLimits": ",".join(f"{kind}=100000/60" for kind in ("log_in", "log_in_hourly", "text", "register", "mail", "token", "check_out", "guest_check_out")),
    }
    outputs = aws.create(given.stack, url, parameters)
    physical = aws.physical(given.stack)
    routes = make_routes(aws, physical["Api"], yaml.load(text, Loader), physical)
    print(f"{len(physical)} resources, {routes} routes", file=sys.stderr)

    print(json.dumps({
        "stack": given.stack,
        "url": f"{given.endpoint}/_aws/execute-api/{physical['Api']}/$default",
        "endpoint": given.endpoint,
        "table": outputs["TableName"],
        "store_url": "https://shop.example.com",
        "provider": given.provider,
        "secrets": secrets,
    }, indent=2))


main()
