"""The control door `/_local/rekognition`: tells the stand-in what to do wrong, and what it did.

`POST` a plan (it replaces the one before), `GET` the plan and the counts, `DELETE` both.
"""

import json

from local.rekognition.fault_plan import read_plan
from local.rekognition.faults import FaultDoor
from local.rekognition.journal import NOTICE, journal
from local.rekognition.plan_values import PlanMistakeError

_OK = 200
_BAD_REQUEST = 400
_METHOD_NOT_ALLOWED = 405

DOOR = FaultDoor()
"""The door of the stand-in in this process."""


def configure(method: str, body: bytes, door: FaultDoor = DOOR) -> tuple[int, bytes]:
    """HTTP status and JSON body for a request to the control door. Never raises."""
    if method == "POST":
        try:
            plan = read_plan(json.loads(body))
        except (ValueError, RecursionError) as mistake:
            reason = str(mistake) if isinstance(mistake, PlanMistakeError) else "this is not JSON"
            return _BAD_REQUEST, _json({"error": f"{reason.rstrip('.')}."})
        door.follow(plan)
        journal().info("Faults now in force: %s", json.dumps(plan.to_document()))
    elif method == "DELETE":
        door.clear()
        journal().info("Faults and counts cleared.")
    elif method != "GET":
        return _METHOD_NOT_ALLOWED, _json({"error": "GET, POST or DELETE."})
    return _OK, _json({"notice": NOTICE, **door.report()})


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document, indent=1).encode()
