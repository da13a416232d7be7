"""The local cloud's process: `python -m local.cloud.server TLS_FD PLAIN_FD`.

It is started by `local.cloud.processes`, with its environment and its two listening sockets.
"""

import asyncio
import os
import sys
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.core import hypercorn_compat

from local.cloud.app import application


class _Sockets(Config):
    """Hypercorn's configuration, whose sockets are not handed down to the functions' processes."""

    def create_sockets(self):  # type: ignore[no-untyped-def] # hypercorn's own type is not public
        sockets = super().create_sockets()
        for listener in (*sockets.secure_sockets, *sockets.insecure_sockets):
            listener.set_inheritable(False)
        return sockets


def main() -> None:
    """Serves the cloud on both sockets until SIGTERM."""
    hypercorn_compat.install()
    tls, plain = sys.argv[1:]
    framework: Any = application()  # hypercorn types ASGI messages by kind, we do not
    config = _Sockets()
    config.bind = [f"fd://{tls}"]
    config.insecure_bind = [f"fd://{plain}"]
    config.certfile = os.environ["LOCAL_CLOUD_CERTIFICATE"]
    config.keyfile = os.environ["LOCAL_CLOUD_KEY"]
    config.graceful_timeout = 1
    config.shutdown_timeout = 5
    config.keep_alive_timeout = 75
    asyncio.run(_serve(framework, config))


async def _serve(framework: Any, config: Config) -> None:
    await serve(framework, config)
    # ministack's threads (pollers, invocations under way) would be waited for: there is no need.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
