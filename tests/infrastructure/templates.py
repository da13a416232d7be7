"""Synthesises a stage and reads its templates in words instead of logical ids."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

import app as cdk_app
from stacks.parts.layer import ROOT

ACCOUNT = "111122223333"
REGION = "eu-central-1"
ENDPOINT = "https://127.0.0.1:4566"
"""Where the local cloud is, for a stage that runs there."""
Json = dict[str, Any]
_FUNCTIONS = ("Fn::GetAtt", "Fn::Join", "Fn::ImportValue")


@dataclass(frozen=True)
class Assembly:
    """The templates of a stage, and the folder that they and their assets lie in.

    A stage without a review desk has no stack for it: `review` is empty then.
    """

    storage: Json
    pipeline: Json
    review: Json
    folder: Path

    @property
    def templates(self) -> list[Json]:
        """All templates there are, in the order of the stacks."""
        return [each for each in (self.storage, self.pipeline, self.review) if each]

    def all_resources(self, kind: str) -> Iterator[tuple[str, Json]]:
        """Every resource of that type in all stacks: its path in words, and its properties."""
        for template in self.templates:
            for logical_id, resource in template["Resources"].items():
                if resource["Type"] == kind:
                    yield path_of(template, logical_id), self.read(resource["Properties"], template)

    def resources(self, kind: str) -> dict[str, Json]:
        """The same as a dictionary."""
        return dict(self.all_resources(kind))

    def read(self, value: Any, template: Json) -> Any:
        """A value with its references in words: `Intake/Intake/Queue.Arn` for an `Fn::GetAtt`."""
        if isinstance(value, list):
            return [self.read(item, template) for item in value]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1 and (name := next(iter(value))) in {"Ref", *_FUNCTIONS}:
            return self._referred(name, value[name], template)
        return {key: self.read(item, template) for key, item in value.items()}

    def _referred(self, name: str, value: Any, template: Json) -> Any:
        if name == "Ref":
            return path_of(template, value)
        if name == "Fn::GetAtt":
            return f"{path_of(template, value[0])}.{value[1]}"
        if name == "Fn::Join":
            return value[0].join(str(self.read(part, template)) for part in value[1])
        return self._imported(value)

    def _imported(self, name: str) -> Any:
        for template in self.templates:
            for output in template["Outputs"].values():
                if output.get("Export", {}).get("Name") == name:
                    return self.read(output["Value"], template)
        raise AssertionError(f"Nothing exports {name}.")


def path_of(template: Json, logical_id: str) -> str:
    """Where a resource stands in the app, without its stack: `Intake/Intake/Queue`."""
    resource = template["Resources"].get(logical_id)
    if resource is None:
        return logical_id
    path = resource["Metadata"]["aws:cdk:path"].split("/", 1)[1]
    return str(path).removesuffix("/Resource")


def stage_settings(**changes: object) -> Json:
    """The settings of cdk.json's `prod`, with changes."""
    return {**context()["stages"]["prod"], **changes}


def context() -> Json:
    """The context of cdk.json."""
    return dict(json.loads(Path(ROOT, "cdk.json").read_text(encoding="utf-8"))["context"])


def synthesise(folder: Path, stage: str, settings: Json, *, region: str = REGION) -> Assembly:
    """The templates of a stage with these settings; cdk-nag has looked at them."""
    made = cdk.App(
        outdir=str(folder),
        analytics_reporting=False,
        context={
            **context(),
            "stages": {stage: settings},
            "stage": stage,
            "endpoint": ENDPOINT,
            "aws:cdk:enable-path-metadata": True,
        },
    )
    cdk_app.build(made, account=ACCOUNT, region=region)
    made.synth()
    storage, pipeline, review = (
        _template(folder / f"ContentModeration-{stage}-{name}.template.json")
        for name in ("Storage", "Pipeline", "Review")
    )
    return Assembly(storage=storage, pipeline=pipeline, review=review, folder=folder)


def _template(file: Path) -> Json:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
