"""What an operation is handed to answer a request."""

from dataclasses import dataclass

from local.cloud.caller import Caller
from local.rekognition.jobs import Jobs
from local.rekognition.model import Document


@dataclass(frozen=True, slots=True)
class Call:
    """One request: parameters valid by the service model, who asks, and in which Region."""

    parameters: Document
    caller: Caller
    region: str
    jobs: Jobs
