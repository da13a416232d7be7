"""The bench's own local cloud, beside the one of `make up`, and what measurements do with it."""

import contextlib
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from rich.console import Console

from local.cloud.deploy import CdkApp, deploy, step
from local.cloud.processes import CloudError, start, stop
from local.cloud.settings import REGION, Cloud, default_folder
from samples import pictures

Found = TypeVar("Found")
_UPLOADERS = 8
_COMMAND = "-m local.bench.cdk_app"


@contextlib.contextmanager
def bench_cloud(console: Console) -> Iterator["BenchCloud"]:
    """A fresh cloud with the pipeline at the bench's quota; gone afterwards."""
    folder = default_folder() / "bench"
    try:
        with step(console, "start the bench's local cloud"):
            cloud = start(folder)
        outputs = deploy(cloud, console, CdkApp(command=f"{sys.executable} {_COMMAND}"))
        stacks = json.loads(outputs.read_text(encoding="utf-8"))
        merged = {name: value for stack in stacks.values() for name, value in stack.items()}
        yield BenchCloud(cloud, merged)
    finally:
        with step(console, "stop the bench's local cloud"):
            stop(folder)


@dataclass
class BenchCloud:
    """Clients of the cloud's root, the control door, and the pipeline's own names."""

    cloud: Cloud
    outputs: Mapping[str, str]

    def client(self, service: str) -> Any:
        """A client of that service, without retries."""
        return boto3.session.Session().client(
            service,  # type: ignore[call-overload] # any service
            endpoint_url=self.cloud.endpoint,
            verify=str(self.cloud.ca_bundle),
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the local root's known key
            config=Config(
                retries={"total_max_attempts": 1},
                max_pool_connections=_UPLOADERS,
                s3={"addressing_style": "path"},
            ),
        )

    @cached_property
    def s3(self) -> Any:
        """Amazon S3."""
        return self.client("s3")

    @cached_property
    def sqs(self) -> Any:
        """Amazon SQS."""
        return self.client("sqs")

    @cached_property
    def dynamodb(self) -> Any:
        """Amazon DynamoDB."""
        return self.client("dynamodb")

    @cached_property
    def functions(self) -> Any:
        """AWS Lambda."""
        return self.client("lambda")

    def door(self, method: str, name: str, content: object = None) -> Any:
        """What the control door answers."""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.cloud.plain}/_local/{name}", data=body, method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def upload(self, prefix: str, count: int, *, simulate: str) -> None:
        """Puts that many pictures, several at a time."""
        picture = pictures.jpeg()

        def put(number: int) -> None:
            self.s3.put_object(
                Bucket=self.outputs["UploadsBucket"],
                Key=f"{prefix}/{number:05d}.jpg",
                Body=picture,
                Metadata={
                    "simulate": simulate,
                    "uploader-id": f"user-{number:08d}",
                    "reference": f"post-{number:012d}",
                },
            )

        with ThreadPoolExecutor(max_workers=_UPLOADERS) as pool:
            list(pool.map(put, range(count)))

    def function(self, name: str) -> str:
        """The whole name of a function, by its end."""
        found = self.functions.list_functions()["Functions"]
        (function,) = [each for each in found if each["FunctionName"].endswith(f"-{name}")]
        return str(function["FunctionName"])

    def mapping(self, function: str) -> str:
        """The event source mapping of a function, by the end of the function's name."""
        found = self.functions.list_event_source_mappings()["EventSourceMappings"]
        (mapping,) = [each for each in found if each["FunctionArn"].endswith(f"-{function}")]
        return str(mapping["UUID"])

    @contextlib.contextmanager
    def held(self, *functions: str) -> Iterator[None]:
        """Keeps events from these functions until the end, when they come together."""
        mappings = [self.mapping(function) for function in functions]
        for uuid in mappings:
            self.functions.update_event_source_mapping(UUID=uuid, Enabled=False)
        try:
            yield
        finally:
            for uuid in mappings:
                self.functions.update_event_source_mapping(UUID=uuid, Enabled=True)

    def waiting(self, queue: str) -> int:
        """How many messages a queue (by its output's name) has, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.sqs.get_queue_attributes(QueueUrl=self.queue_url(queue), AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def queue_url(self, queue: str) -> str:
        """The URL of a queue, by the name of its output."""
        return self.outputs[queue]

    def items(self, prefix: str) -> list[dict[str, Any]]:
        """All items of the contents whose key begins so, as the table has them."""
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.outputs["ModerationTable"], ConsistentRead=True
        )
        found = [item for page in pages for item in page["Items"]]
        wanted = {
            item["content_id"]["S"]
            for item in found
            if item["item"]["S"] == "state" and item["key"]["S"].startswith(f"{prefix}/")
        }
        return [item for item in found if item["content_id"]["S"] in wanted]

    def states(self, prefix: str) -> list[dict[str, Any]]:
        """The states of these contents."""
        return [item for item in self.items(prefix) if item["item"]["S"] == "state"]

    def enforced(self, prefix: str) -> int:
        """How many of these contents have a verdict that was tagged and published."""
        return sum(
            "due_kind" not in state and int(state["enforced"]["N"]) > 0
            for state in self.states(prefix)
        )


def until(
    look: Callable[[], Found | None], *, what: str, seconds: float = 60, pause: float = 0.2
) -> Found:
    """What `look` finds, as soon as it finds something; raises `CloudError` at the bound."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(pause)
    raise CloudError(f"It did not happen within {seconds:.0f} s: {what}")


def json_file(folder: Path, name: str) -> Any:
    """A JSON file that a probe wrote."""
    return json.loads((folder / name).read_text(encoding="utf-8"))
