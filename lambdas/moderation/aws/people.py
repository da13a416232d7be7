"""Who works at the desk, in the moderation table: one partition, an item each."""

from typing import TYPE_CHECKING

from lambdas.moderation.aws import person_items
from lambdas.moderation.aws.errors import AWS_ERRORS
from lambdas.moderation.aws.table import Table, meaning_of_write, only_after, was_our_own
from lambdas.moderation.domain.person import Person

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbPeople:
    """Implements `People`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._items = Table(client, table_name)

    def load(self, person_id: str) -> Person:
        """As the port says. Raises `Permanent` for a damaged item, as all reading here does."""
        item = self._items.get(person_items.PEOPLE, person_items.person_name(person_id))
        return Person(person_id=person_id) if item is None else person_items.item_to_person(item)

    def save(self, person: Person) -> None:
        """As the port says. A put whose answer was lost and that was repeated is no conflict."""
        item = person_items.person_to_item(person)
        try:
            self._client.put_item(
                TableName=self._table,
                Item=item,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **only_after(person.write - 1),
            )
        except AWS_ERRORS as error:
            if not was_our_own(error, item):
                raise meaning_of_write(error) from error

    def everybody(self) -> list[Person]:
        """As the port says (strongly consistent)."""
        found = self._items.starting_with(person_items.PEOPLE, person_items.PERSON_PREFIX)
        return [person_items.item_to_person(item) for item in found]
