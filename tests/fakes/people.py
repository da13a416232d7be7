"""Who works at the desk, in memory."""

from dataclasses import dataclass, field
from threading import Lock

from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.person import Person
from tests.fakes.trouble import Trouble


@dataclass
class FakePeople:
    """People by id. Methods for `trouble`: as the port's. Safe for threads."""

    trouble: Trouble = field(default_factory=Trouble)
    _people: dict[str, Person] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __contains__(self, person_id: str) -> bool:
        return person_id in self._people

    def __len__(self) -> int:
        return len(self._people)

    def load(self, person_id: str) -> Person:
        """As the port says."""
        with self.trouble.around("load"):
            return self._people.get(person_id) or Person(person_id=person_id)

    def save(self, person: Person) -> None:
        """As the port says."""
        with self.trouble.around("save"), self.lock:
            if person.write != self.stored_write(person.person_id) + 1:
                raise Conflict("The person was written meanwhile.", code="state-changed")
            self.put(person)

    def everybody(self) -> list[Person]:
        """As the port says."""
        with self.trouble.around("everybody"):
            return [self._people[person_id] for person_id in sorted(self._people)]

    def stored_write(self, person_id: str) -> int:
        """The `write` that is stored, 0 for nobody."""
        return self._people[person_id].write if person_id in self._people else 0

    def put(self, person: Person) -> None:
        """Stores it whatever is there, for whoever has checked and holds `lock`."""
        self._people[person.person_id] = person
