"""An HTTP API with nothing behind it but a function without work: the floor of every other."""

import http.client
import io
import json
import ssl
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

from local.bench.cloud import BenchCloud
from local.cloud.settings import ACCOUNT, REGION

_NAME = "bench-bare"
_CODE = "def handler(event, context):\n    print('asked')\n    return {'body': '{}'}\n"
"""It logs a line: the local cloud waits 50 ms for one that does not come."""

_GOOD = range(200, 300)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


class Api:
    """An HTTP API over one connection, with the same headers each time."""

    def __init__(self, bench: BenchCloud, address: str, headers: Mapping[str, str]) -> None:
        base = urlsplit(address)
        self._path, self._headers = base.path, headers
        context = ssl.create_default_context(cafile=str(bench.cloud.ca_bundle))
        self._connection = http.client.HTTPSConnection(base.netloc, context=context, timeout=30)
        self._asked = 0

    def post(self, path: str, body: object) -> Any:
        """What it answers to a write that is asked for once. Raises `RuntimeError` if refused."""
        self._asked += 1
        headers = {**self._headers, "idempotency-key": f"bench-{self._asked:08d}"}
        self._connection.request("POST", f"{self._path}{path}", json.dumps(body), headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status not in _GOOD:
            raise RuntimeError(f"{path}: {answer.status} {said.decode()}")
        return json.loads(said)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


@contextmanager
def bare_api(bench: BenchCloud) -> Iterator[Api]:
    """Without a sign-in. Function and API are gone afterwards."""
    iam, gateway = bench.client("iam"), bench.client("apigatewayv2")
    iam.create_role(RoleName=_NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))
    bench.functions.create_function(
        FunctionName=_NAME,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/{_NAME}",
        Handler="index.handler",
        Code={"ZipFile": _archive()},
    )
    api_id = gateway.create_api(Name=_NAME, ProtocolType="HTTP")["ApiId"]
    try:
        integration = gateway.create_integration(
            ApiId=api_id,
            IntegrationType="AWS_PROXY",
            IntegrationUri=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{_NAME}",
            PayloadFormatVersion="2.0",
        )
        target = f"integrations/{integration['IntegrationId']}"
        gateway.create_route(ApiId=api_id, RouteKey="POST /bare", Target=target)
        gateway.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
        address = f"{bench.cloud.endpoint}/_aws/execute-api/{api_id}/$default/"
        headers = {"content-type": "application/json"}
        with closing(Api(bench, address, headers)) as api:
            yield api
    finally:
        gateway.delete_api(ApiId=api_id)
        bench.functions.delete_function(FunctionName=_NAME)
        iam.delete_role(RoleName=_NAME)


def _archive() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("index.py", _CODE)
    return archive.getvalue()
