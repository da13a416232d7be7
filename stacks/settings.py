"""What a stage can set, read from the context `stages` of cdk.json and checked."""

import dataclasses
import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from lambdas.moderation.domain.desk_rules import DeskRulesError
from stacks.review_settings import ReviewSettings, read_review

LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653)
"""The retentions that CloudWatch Logs offers."""

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-]{0,11}")
"""At most 12 characters, so that no role name outgrows IAM's 64, whatever Region and function."""

_EXACT_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+")
_CALLS_A_WORKER_MAKES = 8
_MOST_SILENT_HOURS = 7 * 24
_MOST_VIDEO_JOBS = 1000
_MOST_CHECK_MINUTES = 24 * 60

_NOT_IN_A_SIGN_IN_ADDRESS = ("amazon", "aws", "cognito")
"""Words that Cognito refuses in the name of a hosted sign-in, which carries the stage's."""


class StageSettingsError(ValueError):
    """A stage, a setting's name or its value is wrong; the message says which and what is right."""


class Target(StrEnum):
    """Where a stage runs: on AWS, or on the local cloud of this machine."""

    AWS = "aws"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """The settings of one stage. Every key must be given, except those with a default here.

    - `image_tps`: the account's quota for **each** Rekognition image call, in calls a second.
    - `image_workers`: how many `screen_upload` may run at once; left out: enough for the quota.
    - `alert_emails`, `alarm_emails`: who hears of flagged content, and who of faults.
    - `readers`: exact role or user ARNs that may read what is not approved (break-glass, backup).
    - `administrators`: exact ARNs that may change what could lift the gate.
    - `retain`: keep bucket and table when the stack goes, and protect both from deletion.
    - `noncurrent_days`: how long an overwritten or deleted version is kept.
    - `silence_hours`: alarm when nothing was screened for so long; 0 for never.
    - `log_days`: how long logs are kept.
    - `video_jobs`: how many Rekognition video jobs may run at once, of the account's quota (20 at
      first, raised by AWS on request); left below it for whatever else starts jobs there.
    - `video_start_tps`, `video_get_tps`: the account's quotas for **each** call that starts a video
      job, and each that reads results (20 in three Regions), in calls a second.
    - `video_check_minutes`: a job of which nothing was heard for so long is asked after.
    - `review`: the review desk; None: there is none, and the review queue is for a tool of the
      team's own.
    """

    stage: str
    target: Target
    image_tps: float
    alert_emails: tuple[str, ...]
    alarm_emails: tuple[str, ...]
    readers: tuple[str, ...]
    administrators: tuple[str, ...]
    retain: bool
    noncurrent_days: int
    silence_hours: int
    log_days: int
    image_workers: int | None = None
    video_jobs: int = 18
    video_start_tps: float = 5.0
    video_get_tps: float = 5.0
    video_check_minutes: int = 30
    review: ReviewSettings | None = None

    def __post_init__(self) -> None:
        """Refuses values that CloudFormation would refuse only minutes into a deployment."""
        _check_ranges(self)
        for name in ("readers", "administrators"):
            for arn in getattr(self, name):
                if not _EXACT_PRINCIPAL.fullmatch(arn):
                    raise _error(
                        self.stage, f"{name}: {arn!r} is not the exact ARN of a role or user."
                    )
        for name in ("alert_emails", "alarm_emails"):
            for address in getattr(self, name):
                if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
                    raise _error(self.stage, f"{name}: {address!r} is not an e-mail address.")

    @property
    def workers(self) -> int:
        """How many `screen_upload` may run at once; 2 is the least that Lambda can be told."""
        return self.image_workers or max(2, math.ceil(self.image_tps / _CALLS_A_WORKER_MAKES))

    @property
    def worker_tps(self) -> float:
        """The rate of one worker, for each call, rounded down: workers x rate = quota."""
        return math.floor(self.image_tps / self.workers * 1000) / 1000

    def check_profiles(self, profiles: Iterable[str]) -> None:
        """Refuses a queue of the desk for a profile that the policy does not have: a misprint."""
        known = set(profiles)
        for rule in self.review.rules.queues if self.review else ():
            for name in rule.profiles:
                if name not in known:
                    meant = _nearest(name, known)
                    raise _error(
                        self.stage,
                        f"review.queues: {name!r} is not a profile of policy.yaml.{meant}",
                    )

    @classmethod
    def from_context(cls, stage: object, stages: object) -> "StageSettings":
        """The settings of that stage in the context `stages`.

        Raises `StageSettingsError` for an unknown stage, an unknown or missing key, a wrong type.
        """
        if not isinstance(stages, Mapping) or not stages:
            raise StageSettingsError("The context 'stages' is missing: see cdk.json.")
        known = ", ".join(stages)
        if stage is None:
            raise StageSettingsError(f"Which stage? Say -c stage=NAME; cdk.json has {known}.")
        if not isinstance(stage, str) or stage not in stages:
            raise StageSettingsError(
                f"There is no stage {stage!r} in cdk.json; it has {known}.{_nearest(stage, stages)}"
            )
        if not _STAGE_NAME.fullmatch(stage):
            raise _error(stage, "a stage's name is 1 to 12 lower-case letters, digits and hyphens.")
        return _read(cls, stage, stages[stage])


def _read(cls: type[StageSettings], stage: str, given: object) -> StageSettings:
    if not isinstance(given, Mapping):
        raise _error(stage, "its settings are not an object.")
    fields = {field.name: field for field in dataclasses.fields(cls) if field.name != "stage"}
    for name in given:
        if name not in fields:
            raise _error(stage, f"{name!r} is not a setting.{_nearest(name, fields)}")
    for name, field in fields.items():
        if name not in given and field.default is dataclasses.MISSING:
            raise _error(stage, f"the setting {name!r} is missing.")
    kinds = get_type_hints(cls)
    values = {name: _typed(stage, name, kinds[name], value) for name, value in given.items()}
    return cls(stage=stage, **values)


def _typed(stage: str, name: str, kind: Any, value: object) -> Any:
    """The value as its field's type; JSON's `5` is a float where one is wanted, never a bool."""
    if kind is Target:
        if value not in set(Target):
            raise _error(stage, f"{name} is {value!r}; it may be {' or '.join(Target)}.")
        return Target(str(value))
    if ReviewSettings in get_args(kind):
        return _review(stage, value)
    if get_origin(kind) is tuple:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _error(stage, f"{name} is {value!r}, not a list of texts.")
        return tuple(value)
    accepted = tuple(part for part in get_args(kind) or (kind,) if part is not type(None))
    if bool in accepted:
        right = isinstance(value, bool)
    else:
        numbers = (int, float) if float in accepted else (int,)
        right = isinstance(value, numbers) and not isinstance(value, bool)
    if not right:
        words = {bool: "true or false", float: "a number", int: "a whole number"}
        raise _error(stage, f"{name} is {value!r}, not {words[accepted[0]]}.")
    return float(value) if float in accepted else value  # type: ignore[arg-type] # checked above


def _review(stage: str, value: object) -> ReviewSettings | None:
    try:
        return read_review(value)
    except DeskRulesError as error:
        raise _error(stage, str(error)) from error


def _check_ranges(settings: StageSettings) -> None:
    problems = {
        "image_tps must be above 0": settings.image_tps <= 0,
        "image_workers must be 2 to 1000": not 2 <= settings.workers <= 1000,  # noqa: PLR2004 - Lambda's own limits of MaximumConcurrency
        f"video_jobs must be 1 to {_MOST_VIDEO_JOBS}": not (
            1 <= settings.video_jobs <= _MOST_VIDEO_JOBS
        ),
        "video_start_tps must be above 0": settings.video_start_tps <= 0,
        "video_get_tps must be above 0": settings.video_get_tps <= 0,
        f"video_check_minutes must be 1 to {_MOST_CHECK_MINUTES}": not (
            1 <= settings.video_check_minutes <= _MOST_CHECK_MINUTES
        ),
        "noncurrent_days must be 1 or more": settings.noncurrent_days < 1,
        f"silence_hours must be 0 to {_MOST_SILENT_HOURS}": not (
            0 <= settings.silence_hours <= _MOST_SILENT_HOURS
        ),
        f"log_days must be one of {', '.join(map(str, LOG_DAYS))}": settings.log_days
        not in LOG_DAYS,
        "with a review desk, a stage's name cannot hold "
        f"{' or '.join(_NOT_IN_A_SIGN_IN_ADDRESS)}: Cognito refuses it": settings.review is not None
        and any(word in settings.stage for word in _NOT_IN_A_SIGN_IN_ADDRESS),
    }
    for problem, is_so in problems.items():
        if is_so:
            raise _error(settings.stage, f"{problem}.")


def _nearest(name: object, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(name), list(names), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _error(stage: str, problem: str) -> StageSettingsError:
    return StageSettingsError(f"cdk.json, stage {stage!r}: {problem}")
