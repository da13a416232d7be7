"""The stand-in's log, whose first line says what it is."""

import logging
from functools import cache

NOTICE = (
    "This is the Rekognition stand-in, a script: it sees nothing. "
    "It reports what an upload's `simulate` says (docs/simulate.md)."
)
LOGGER_NAME = "local.rekognition"


@cache
def journal() -> logging.Logger:
    """The logger of the stand-in. The first use in a process writes `NOTICE`."""
    logger = logging.getLogger(LOGGER_NAME)
    logger.warning(NOTICE)
    return logger
