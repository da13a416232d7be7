"""One cold start in this fresh process; prints CPU and wall seconds. Imports as little as it can.

`handler PACKAGE` imports that function's handler and sets it up; `floor [[SERVICE, SECONDS,
ATTEMPTS], …]` only makes those boto3 clients, as a bare handler with the same needs would.
"""

import json
import sys
import time
from importlib import import_module


def floor(clients: str) -> None:
    """What no function with these clients can do without."""
    boto3 = import_module("boto3")
    config = import_module("botocore.config").Config
    session = boto3.session.Session()
    for service, read_seconds, attempts in json.loads(clients):
        session.client(
            service,
            config=config(
                connect_timeout=2,
                read_timeout=read_seconds,
                retries={"mode": "standard", "total_max_attempts": attempts},
                max_pool_connections=25,
            ),
        )


def handler(package: str) -> None:
    """What Lambda does before the first event is handled."""
    module = import_module(f"lambdas.{package}.handler")
    module._wired()


def main() -> None:
    """Measures from before the first import to after the set-up."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    {"floor": floor, "handler": handler}[sys.argv[1]](sys.argv[2])
    spent = time.process_time() - begun_cpu, time.perf_counter() - begun
    print(json.dumps({"cpu": spent[0], "wall": spent[1], "modules": len(sys.modules)}))


if __name__ == "__main__":
    main()
