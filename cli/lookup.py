"""Finds the content that a command was given the name of."""

from dataclasses import dataclass

from cli.errors import AnswerIsNo
from cli.naming import ById, ByKey, readings
from cli.world import World
from lambdas.moderation.domain.state import ContentState


@dataclass(frozen=True, slots=True)
class Found:
    """A content, and the ids of all known versions of its object, newest first."""

    state: ContentState
    version_ids: tuple[str, ...]

    @property
    def older(self) -> int:
        """How many known versions are older than this one."""
        content_id = self.state.content.content_id
        if content_id not in self.version_ids:  # the index of versions lags behind by moments
            return len(self.version_ids)
        return len(self.version_ids) - self.version_ids.index(content_id) - 1


def find(world: World, name: str) -> Found:
    """The content of that name; for a key, its newest known version. `AnswerIsNo` if unknown."""
    for reading in readings(name, bucket=world.bucket):
        found = _by_id(world, reading) if isinstance(reading, ById) else _by_key(world, reading)
        if found:
            return found
    raise AnswerIsNo(
        f"Stage {world.stage} knows no content named {name}\n"
        "Either it has not arrived yet (an upload usually takes seconds), or it was uploaded to "
        "another stage or bucket, or the name has a typo: keys are exact, upper and lower case "
        f"included. Keys without s3:// are looked up in {world.bucket}. What could not be "
        "processed is in the dead letters: moderate dlq list"
    )


def _by_id(world: World, reading: ById) -> Found | None:
    state = world.contents.load(reading.content_id)
    if state is None:
        return None
    content = state.content
    return Found(state, tuple(world.contents.versions(content.bucket, content.key)))


def _by_key(world: World, reading: ByKey) -> Found | None:
    version_ids = tuple(world.contents.versions(reading.bucket, reading.key))
    for content_id in version_ids:
        state = world.contents.load(content_id)
        if state is not None:
            return Found(state, version_ids)
    return None
