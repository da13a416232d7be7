"""What the documents say of the infrastructure is so."""

import re
from collections import Counter
from pathlib import Path

import pytest

from stacks.parts.layer import ROOT
from tests.infrastructure.templates import Assembly
from tests.infrastructure.test_gate import statement
from tests.infrastructure.test_permissions import granted

PREFIX = "content-moderation-prod-"
ROLE = re.compile(r"content-moderation-<stage>-<region>-([a-z][a-z-]*)")
OUTPUT = re.compile(r"\boutput `(\w+)`|(?:Storage|Pipeline|Review)\"\.(\w+)")
ACTION = re.compile(r"`([a-z]+[0-9]?:[A-Z]\w+)`")
COUNT = re.compile(r"^\| `(AWS::\w+::\w+)`.*\| (\d+) \|$", re.MULTILINE)
EMAILS = 2
"""The stage that the tests synthesise has two e-mail addresses, the README's `dev` has none."""


def text_of(name: str) -> str:
    """A document of the repository."""
    return Path(ROOT, name).read_text(encoding="utf-8")


def all_texts() -> str:
    """The README and every guide, one after the other."""
    paths = [Path(ROOT, "README.md"), *sorted(Path(ROOT, "docs").rglob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def alarm_names(assembly: Assembly) -> set[str]:
    """All alarms, without the prefix that they share."""
    alarms = assembly.resources("AWS::CloudWatch::Alarm").values()
    return {each["AlarmName"].removeprefix(PREFIX) for each in alarms}


def outputs(assembly: Assembly) -> set[str]:
    """What the stacks put out for people, without what they export to each other."""
    together = [name for template in assembly.templates for name in template["Outputs"]]
    return {name for name in together if not name.startswith("ExportsOutput")}


def test_every_alarm_has_a_section_in_the_runbook(aws: Assembly) -> None:
    sections = set(re.findall(r"^### (\S+)$", text_of("docs/operations.md"), re.MULTILINE))
    assert not alarm_names(aws) - sections


def test_every_alarm_stands_in_the_runbooks_overview(aws: Assembly) -> None:
    overview = text_of("docs/operations.md").split("\n## Dead letters\n", 1)[0]
    assert {name for name in alarm_names(aws) if f"](#{name})" not in overview} == set()


def test_every_role_that_is_named_exists(aws: Assembly) -> None:
    names = {role["RoleName"] for role in aws.resources("AWS::IAM::Role").values()}
    functions = {name.removeprefix(f"{PREFIX}eu-central-1-") for name in names}
    assert set(ROLE.findall(all_texts())) == functions


def test_every_output_that_is_named_exists(aws: Assembly) -> None:
    named = {one or other for one, other in OUTPUT.findall(all_texts())}
    assert named
    assert not named - outputs(aws)


def test_the_architecture_lists_every_output(aws: Assembly) -> None:
    (line,) = re.findall(r"^\*\*Stack outputs\*\*: (.*)$", text_of("docs/architecture.md"), re.M)
    assert set(re.findall(r"`(\w+)`", line)) == outputs(aws)


def test_the_security_page_lists_what_the_roles_may_do(aws: Assembly) -> None:
    section = text_of("docs/security.md").split("## The roles", 1)[1].split("\n## ", 1)[0]
    roles = aws.resources("AWS::IAM::Role").values()
    assert set(ACTION.findall(section)) == {action for role in roles for action, _ in granted(role)}


@pytest.mark.parametrize(
    "sid", ["DenyReadsUnlessApproved", "DenyTagging", "DenyLiftingTheGateByObject"]
)
def test_the_security_page_lists_what_the_gate_denies_on_objects(aws: Assembly, sid: str) -> None:
    (row,) = re.findall(rf"^\| `{sid}` \|.*$", text_of("docs/security.md"), re.MULTILINE)
    assert set(ACTION.findall(row)) == set(statement(aws, sid)["Action"])


def test_the_readme_counts_the_resources(aws: Assembly) -> None:
    found = Counter(
        resource["Type"]
        for template in aws.templates
        for resource in template["Resources"].values()
    )
    found["AWS::SNS::Subscription"] -= EMAILS
    found["AWS::CloudWatch::Alarm"] -= 1  # `nothing-screened`, which `dev` does not have
    readme = text_of("README.md")
    told = Counter[str]()
    for kind, count in COUNT.findall(readme):
        told[kind] += int(count)
    assert told == found
    assert f"three stacks of {found.total()} resources" in readme


def test_the_readme_counts_what_there_is_without_a_desk(without_desk: Assembly) -> None:
    count = sum(len(template["Resources"]) for template in without_desk.templates)
    emails_and_silence = 1  # `prod` of cdk.json has no addresses, but `nothing-screened`
    assert f"two of {count - emails_and_silence} without a review desk" in text_of("README.md")


def test_the_readme_counts_the_metrics_that_alarms_are_billed_for(aws: Assembly) -> None:
    alarms = [
        each
        for each in aws.resources("AWS::CloudWatch::Alarm").values()
        if each["AlarmName"] != f"{PREFIX}nothing-screened"
    ]
    billed = sum(
        sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1 for alarm in alarms
    )
    cost = (billed - 10) * 0.10
    assert f"{len(alarms)} with {billed} metrics" in text_of("README.md")
    assert f"**${cost:.2f} a month** for `dev`" in text_of("README.md")
