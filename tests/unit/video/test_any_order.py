"""Whatever happens to video jobs in whatever order, and whoever dies meanwhile."""

from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lambdas.moderation.domain.errors import Retryable
from lambdas.moderation.domain.transitions import with_gone
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus
from tests.fakes.trouble import Trouble
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.simulation import Branch, words
from tests.unit.video.world import (
    LABELS,
    MODERATION,
    Crash,
    WatchedAnalysers,
    World,
    check,
    completion,
    key_of,
)

SLOTS = 2
VIDEOS = st.integers(0, 3)
ANALYSERS = st.sampled_from([MODERATION, LABELS])
NUMBERS = st.integers(0, 1000)


class VideoJobsInAnyOrder(RuleBasedStateMachine):
    """Each rule is something that may happen at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(
            jobs=FakeVideoJobs(slots=SLOTS, lag=True), analysers=WatchedAnalysers(limit=SLOTS + 1)
        )
        self.contents = [self.world.video(number) for number in range(4)]
        self.branches: dict[JobKey, Branch] = {}
        self.messages: list[str] = []
        self.over: dict[JobKey, object] = {}

    @rule(video=VIDEOS, analyser=ANALYSERS)
    def a_branch_asks_or_asks_again(self, video: int, analyser: str) -> None:
        key = key_of(self.contents[video], analyser)
        self._ask(self.branches.setdefault(key, Branch(key)))

    @rule()
    def somebody_dispatches(self) -> None:
        with suppress(Crash):
            self.world.handle({"dispatch": True})

    @precondition(lambda self: self.world.analysers.running)
    @rule(number=NUMBERS, good=st.booleans(), heard=st.booleans())
    def a_job_ends(self, number: int, *, good: bool, heard: bool) -> None:
        analysers = self.world.analysers
        job_id = analysers.running[number % len(analysers.running)]
        key = analysers.complete(job_id) if good else analysers.fail(job_id)
        if heard:
            self.messages.append(completion(key, job_id, "SUCCEEDED" if good else "FAILED"))

    @precondition(lambda self: self.messages)
    @rule(number=NUMBERS, again=st.booleans())
    def a_message_is_delivered(self, number: int, *, again: bool) -> None:
        body = self.messages[number % len(self.messages)]
        if self._deliver(body) and not again:
            self.messages.remove(body)

    @rule(minutes=st.sampled_from([0.1, 1, 4, 20, 45]))
    def time_passes(self, minutes: float) -> None:
        self.world.clock.pass_by(minutes=minutes)

    @rule()
    def the_index_catches_up(self) -> None:
        self.world.jobs.catch_up()

    @rule(video=VIDEOS)
    def a_video_is_deleted(self, video: int) -> None:
        content = self.contents[video]
        self.world.analysers.missing.add(content)
        with suppress(Crash, Retryable):
            state = self.world.contents.load(content.content_id)
            change = state and with_gone(state, self.world.clock.now())
            if change:
                self.world.contents.save(*change)

    @rule()
    def the_sweep_runs(self) -> None:
        with suppress(Crash):
            self.world.sweep.run()
        self.messages += map(check, self.world.completions.checked)
        self.world.completions.checked.clear()

    @rule(place=NUMBERS, method=NUMBERS, after=st.booleans(), dies=st.booleans())
    def something_is_about_to_go_wrong(
        self, place: int, method: int, *, after: bool, dies: bool
    ) -> None:
        troubles = list(self.world.troubles.values())
        trouble, methods = troubles[place % len(troubles)]
        arm = trouble.after if after else trouble.before
        arm(methods[method % len(methods)], Crash() if dies else None)

    @invariant()
    def no_more_slots_are_held_than_there_are(self) -> None:
        assert self.world.held() <= SLOTS

    @invariant()
    def no_job_is_started_twice_under_two_ids(self) -> None:
        keys = [job.key for job in self.world.analysers.jobs.values()]
        assert len(keys) == len(set(keys))

    @invariant()
    def a_job_that_is_over_stays_as_it_is(self) -> None:
        ended = {job.key: job for job in self.world.jobs if job.status.is_over}
        assert self.over.items() <= ended.items()
        self.over |= ended

    def teardown(self) -> None:
        """Once nothing goes wrong any more, every branch is told the truth and no slot is held."""
        self._recover()
        for branch in self.branches.values():
            if branch.key not in self.world.jobs:
                self._ask(branch)
        for _ in range(3 * len(self.branches) + 3):
            for job_id in self.world.analysers.running:
                self.world.analysers.complete(job_id)
            self.world.clock.pass_by(minutes=31)
            self.world.jobs.catch_up()
            self.the_sweep_runs()
            for body in self.messages:
                assert self._deliver(body)
            self.messages.clear()
            self.world.jobs.catch_up()
            self.somebody_dispatches()
        for branch in self.branches.values():
            job, told = self.world.job(branch.key), self.world.branches[branch.tokens[-1]]
            assert job.status in {JobStatus.SUCCEEDED, JobStatus.FAILED}
            assert words(job) == (told.failure or told.job_id)
        assert self.world.held() == 0

    def _ask(self, branch: Branch) -> None:
        """What failed is asked again by the workflow, at the latest in the end."""
        self.world.branches.over.update(branch.tokens)
        branch.tokens.append(f"{branch.key.tag}#{len(branch.tokens)}")
        for _ in range(20):
            with suppress(Crash, Retryable):
                self.world.ask(branch.key, branch.tokens[-1])
                break

    def _deliver(self, body: str) -> bool:
        with suppress(Crash, Retryable):
            self.world.finish.handle(body)
            return True
        return False

    def _recover(self) -> None:
        for fake in (
            self.world.jobs,
            self.world.analysers,
            self.world.branches,
            self.world.dispatcher,
            self.world.completions,
            self.world.contents,
        ):
            fake.trouble = Trouble()


VideoJobsInAnyOrder.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None
)
TestAnyOrder = VideoJobsInAnyOrder.TestCase
