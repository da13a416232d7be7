"""What can go wrong, by what to do about it. Every adapter raises one of these and nothing else."""

from dataclasses import dataclass


class ModerationError(Exception):
    """Base of all domain errors.

    `code` is a short, stable, kebab-case name of the cause (it becomes a metric dimension and part
    of a reason); the message is one plain sentence without personal data.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class Retryable(ModerationError):
    """The same call may succeed later: the work goes back to its queue and backs off."""


class NoSlot(Retryable):
    """The account runs as many jobs as Rekognition allows: wait until one of them has ended.

    Not a fault: others use the account too.
    """

    def __init__(self, message: str = "The account runs as many video jobs as it may.") -> None:
        super().__init__(message, code="job-limit")


class Misconfigured(Retryable):
    """Our own deployment is at fault (access denied, wrong Region, a missing queue).

    Retried like any `Retryable`, so that all is well by itself once it is mended, and counted in
    the metric `ConfigurationErrors`, which has an alarm. Never a reason to hold content for people:
    one role mistake would flood the review queue.
    """


class Permanent(ModerationError):
    """No retry will help: the content is held for review with `code` as the failure's class."""


class Conflict(ModerationError):
    """The stored state is no longer the one that was read: read again, then decide again."""


class Gone(ModerationError):
    """That version of the object does not exist (any more)."""

    def __init__(self, message: str = "This version of the object no longer exists.") -> None:
        super().__init__(message, code="gone")


class PageExpired(ModerationError):
    """The place from which results were to be read on is no longer known: begin at the first."""

    def __init__(self, message: str = "The next page of results is no longer known.") -> None:
        super().__init__(message, code="page-expired")


class Refused(ModerationError):
    """A person asks for what cannot be, or may not be, done. Nothing was changed.

    The message says to the person why, and what they can do instead.
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in what was asked: `where` names the field, `what` says what it must be."""

    where: str
    what: str


class InvalidInput(Refused):
    """What was asked is not of the form that it must have; `faults` are all that were found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("The request is not of the form that it must have.", code="invalid-input")
        self.faults = faults
