"""The intake queue: the one door in, also for what we send through it again ourselves."""

from lambdas.moderation.aws.mailbox import SqsMailbox
from lambdas.moderation.domain.state import ContentState


class SqsIntake(SqsMailbox):
    """Implements `Intake`."""

    def request_screening(self, state: ContentState) -> None:
        """As the port says: the envelope of an S3 event, with our source and the screening."""
        content = state.content
        self._request(
            "Screening Requested",
            {
                "bucket": content.bucket,
                "key": content.key,
                "version_id": content.version_id,
                "screening": state.screening,
            },
        )
