"""Counts what SAM's own transform makes of template.yaml, and what each nested template has.

CloudFormation takes 500 resources in a stack and counts each nested stack by itself; no template may have more than 400. The rule for
what is to come, with the arithmetic, is in tests/contracts/resources.rs.
"""

import pathlib
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
MOST = 400


def transformed(text):
    """The template after the transform, as if its code were uploaded."""
    template = yaml_parse(text)
    for resource in template["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = "s3://artifacts/code.zip"
    return Translator({}, Parser(), None, boto3.session.Session(region_name="us-east-1")).translate(template, {})


def main():
    counts = {"template.yaml": len(transformed((ROOT / "template.yaml").read_text())["Resources"])}
    for path in sorted((ROOT / "infra").glob("*.yaml")) + sorted((ROOT / "infra/areas").glob("*.yaml")):
        counts[str(path.relative_to(ROOT))] = len(yaml_parse(path.read_text())["Resources"])
    for name, count in counts.items():
        print(f"{count:5} resources  {name}")
    if max(counts.values()) > MOST:
        sys.exit(f"a template has more than {MOST} resources")


main()
