"""Video jobs in the moderation table, beside their content, and the slots in which they run."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import job_items
from lambdas.moderation.aws.attributes import to_time
from lambdas.moderation.aws.errors import (
    AWS_ERRORS,
    DYNAMODB,
    AwsError,
    error_code,
    translate,
)
from lambdas.moderation.aws.items import key_of
from lambdas.moderation.aws.table import REFUSED, Table, only_after, was_our_own
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.video_jobs import JobKey, VideoJob

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_HOLDS_IT = "holder = :holder"


class DynamoDbVideoJobs:
    """Implements `VideoJobs` with `slots` slots, numbered from 1.

    A put whose answer was lost and that botocore then repeated is no conflict, and a slot that was
    taken so is taken. Whether a lease is over is a condition of the write that takes the slot.
    Slots beyond `slots`, taken while there were more, stay held until they are freed, uncounted.
    """

    def __init__(self, client: "DynamoDBClient", table_name: str, *, slots: int) -> None:
        self._client = client
        self._table = table_name
        self._slots = slots
        self._items = Table(client, table_name)

    def load(self, key: JobKey) -> VideoJob | None:
        """As the port says. Raises `Permanent` for a damaged item, as all reading here does."""
        item = self._items.get(key.content_id, job_items.job_name(key))
        return None if item is None else job_items.item_to_job(item)

    def save(self, job: VideoJob) -> None:
        """As the port says."""
        item = job_items.job_to_item(job)
        try:
            self._put(item, only_after(job.write - 1))
        except AWS_ERRORS as error:
            if not was_our_own(error, item):
                raise translate(error, DYNAMODB) from error

    def of_screening(self, content_id: str, screening: int) -> list[VideoJob]:
        """As the port says."""
        found = self._items.starting_with(content_id, job_items.job_prefix(screening))
        return [job_items.item_to_job(item) for item in found]

    def waiting(self, now: datetime, *, limit: int) -> list[JobKey]:
        """As the port says."""
        return self._due(job_items.WAITING, now, limit)

    def overdue(self, now: datetime, *, limit: int) -> list[JobKey]:
        """As the port says."""
        return self._due(job_items.RUNNING, now, limit)

    def free_slots(self, now: datetime) -> list[int]:
        """As the port says, lowest first."""
        found = self._items.starting_with(job_items.SLOTS, job_items.SLOT_PREFIX)
        taken = {str(item["item"]["S"]): item for item in found}
        names = {slot: job_items.slot_name(slot) for slot in range(1, self._slots + 1)}
        held = {slot: taken[name] for slot, name in names.items() if name in taken}
        ends = {slot: job_items.end_of_lease(item) for slot, item in held.items()}
        free = [slot for slot in names if slot not in held or _is_over(ends[slot], now)]
        damaged = [names[slot] for slot, end in ends.items() if end is None]
        if damaged and not free:
            raise Misconfigured(f"The item {damaged[0]} is damaged.", code="damaged-slot")
        return free

    def take_slot(self, slot: int, key: JobKey, *, now: datetime, until: datetime) -> bool:
        """As the port says. A job that holds the slot already does not take it again."""
        item = job_items.slot_to_item(slot, key, until)
        free = {
            "ConditionExpression": "attribute_not_exists(content_id) OR leased_until < :now",
            "ExpressionAttributeValues": {":now": {"S": to_time(now)}},
        }
        try:
            self._put(item, free)
        except AWS_ERRORS as error:
            _unless_refused(error)
            return was_our_own(error, item)
        return True

    def keep_slot(self, slot: int, key: JobKey, *, until: datetime) -> None:
        """As the port says."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_slot_key(slot),
                UpdateExpression="SET leased_until = :until",
                ConditionExpression=_HOLDS_IT,
                ExpressionAttributeValues={
                    ":until": {"S": to_time(until)},
                    ":holder": {"S": key.tag},
                },
            )
        except AWS_ERRORS as error:
            _unless_refused(error)

    def free_slot(self, slot: int, key: JobKey) -> None:
        """As the port says."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=_slot_key(slot),
                ConditionExpression=_HOLDS_IT,
                ExpressionAttributeValues={":holder": {"S": key.tag}},
            )
        except AWS_ERRORS as error:
            _unless_refused(error)

    def _put(self, item: Any, condition: dict[str, Any]) -> None:
        self._client.put_item(
            TableName=self._table,
            Item=item,
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **condition,
        )

    def _due(self, kind: str, now: datetime, limit: int) -> list[JobKey]:
        found = self._items.due(kind, to_time(now), limit=limit)
        return [job_items.item_to_key(item) for item in found]


def _is_over(end: str | None, now: datetime) -> bool:
    """As the condition of the write that takes the slot says it."""
    return end is not None and end < to_time(now)


def _slot_key(slot: int) -> Any:
    return key_of(job_items.SLOTS, job_items.slot_name(slot))


def _unless_refused(error: AwsError) -> None:
    """Raises the domain error of anything but a condition that does not hold."""
    if error_code(error) != REFUSED:
        raise translate(error, DYNAMODB) from error
