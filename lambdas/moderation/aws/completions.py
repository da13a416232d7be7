"""The queue of completions: what Rekognition says of its jobs, and our requests to ask it."""

from lambdas.moderation.aws.mailbox import SqsMailbox
from lambdas.moderation.domain.video_jobs import JobKey


class SqsCompletions(SqsMailbox):
    """Implements `Completions`."""

    def request_check(self, key: JobKey) -> None:
        """As the port says: the job by its tag, in an envelope with our source."""
        self._request("Video Job Check", {"job_tag": key.tag})
