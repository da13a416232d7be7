"""Real boto3 clients of a cloud, as its root or as a user with policies of its own."""

import http.client
import io
import json
import ssl
import time
import uuid
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

Found = TypeVar("Found")
ACCOUNT = "000000000000"
EVERYTHING_IN_S3: list[dict[str, Any]] = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over HTTP. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Aws:
    """Makes clients of one endpoint, and what tests need again and again. Close it at the end."""

    def __init__(self, endpoint: str, ca_bundle: Path | None = None) -> None:
        self._endpoint = endpoint
        self._ca_bundle = str(ca_bundle) if ca_bundle else None
        self._open: dict[tuple[str, str], Any] = {}

    def client(self, service: str, key: str = "test", secret: str = "test") -> Any:  # noqa: S107 - the local root's known key
        """A client without retries, made once for each service and key."""
        if (service, key) not in self._open:
            self._open[service, key] = boto3.client(
                service,  # type: ignore[call-overload] # any service
                endpoint_url=self._endpoint,
                verify=self._ca_bundle,
                region_name="us-east-1",
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._open[service, key]

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_bundle)

    def close(self) -> None:
        """Closes every connection."""
        for client in self._open.values():
            client.close()

    def user(self, service: str, statements: list[dict[str, Any]]) -> Any:
        """A client of a new IAM user with just these statements."""
        iam, name = self.client("iam"), unique("user")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return self.client(service, key["AccessKeyId"], key["SecretAccessKey"])

    def bucket(self) -> str:
        """A new versioned bucket."""
        name = unique("bucket")
        self.client("s3").create_bucket(Bucket=name)
        self.client("s3").put_bucket_versioning(
            Bucket=name, VersioningConfiguration={"Status": "Enabled"}
        )
        return name

    def queue(self, **attributes: str) -> tuple[str, str]:
        """A new queue: its URL and ARN."""
        name = unique("queue")
        url = self.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        return url, f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"

    def receive(self, url: str) -> list[Any]:
        """Up to ten messages of a queue, from JSON."""
        answer = self.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> int:
        """The status of a plain HTTP request to an address of this cloud."""
        return self.answer(method, address, body, headers).status

    def answer(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """What it answers; a redirect is not followed."""
        parts = urlsplit(address)
        host = parts.netloc
        connection = (
            http.client.HTTPSConnection(host, timeout=10, context=self._tls())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, timeout=10)
        )
        with closing(connection):
            connection.request(method, f"{parts.path}?{parts.query}", body, headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())

    def function(self, code: str, statements: list[dict[str, Any]] | None = None) -> str:
        """A new Python function whose module has `handler`; its role bears its name."""
        name = unique("function")
        iam = self.client("iam")
        trust = [{"Effect": "Allow", "Action": "sts:AssumeRole"}]
        trust[0]["Principal"] = {"Service": "lambda.amazonaws.com"}  # type: ignore[assignment] # a policy is JSON
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(statements))
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=f"arn:aws:iam::{ACCOUNT}:role/{name}",
            Handler="index.handler",
            Timeout=10,
            Code={"ZipFile": _zipped(code)},
        )
        return name


def policy(statements: list[dict[str, Any]]) -> str:
    """A policy document of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def unique(kind: str) -> str:
    """A name that nothing else has."""
    return f"{kind}-{uuid.uuid4().hex[:12]}"


def until(look: Callable[[], Found | None], *, seconds: float = 10) -> Found:
    """What `look` finds as soon as it finds something, within a bound."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"It did not happen within {seconds} s: {look}")


def _zipped(code: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("index.py", code)
    return archive.getvalue()
