"""The ASGI application of the local cloud: ministack, bridged, behind the counting wire."""

from ministack.app import app

from local.cloud.asgi import Application
from local.cloud.gaps import bridge
from local.cloud.mounted import with_rekognition
from local.cloud.wire import Wire


def application() -> Application:
    """Ministack with every gap bridged; raises if it is not the version the bridge was made for.

    Only for the cloud's own process: ministack reads its settings from the environment when it is
    imported.
    """
    bridge()
    return Wire(with_rekognition(app))
