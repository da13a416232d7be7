"""What the video jobs promise, held against the fake and the adapter."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.domain.errors import Gone, NoSlot, PageExpired, Permanent, Retryable
from lambdas.moderation.domain.findings import Finding, Sighting
from lambdas.moderation.domain.video_jobs import JobReport, JobStatus
from lambdas.moderation.ports.video import VideoAnalysers
from tests.contract.examples import content
from tests.contract.scripted_rekognition import ScriptedRekognition
from tests.contract.video_worlds import CLIP, AdapterWorld, FakeWorld, World, job
from tests.fakes.video_analysers import FakeVideoAnalysers

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

CRASH = Sighting(2_000, Finding("labels", "Car Crash", 91.5))
DOG = Sighting(2_500, Finding("labels", "Dog", 99.0))
METHODS: dict[str, Callable[[VideoAnalysers, str], object]] = {
    "report": lambda analysers, job_id: analysers.report("labels", job_id),
    "read": lambda analysers, job_id: analysers.read("labels", job_id, None),
}


@pytest.fixture(params=["fake", "rekognition"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield FakeWorld()
        return
    aws: Aws = request.getfixturevalue("aws")
    with ScriptedRekognition(aws.rekognition).listening() as service:
        yield AdapterWorld(service)


class TestVideoAnalysers:
    def test_a_repeated_start_gives_the_same_job(self, world: World) -> None:
        first = world.analysers.start(job(), CLIP)
        assert world.analysers.start(job(), CLIP) == first

    def test_every_screening_and_every_analyser_has_a_job_of_its_own(self, world: World) -> None:
        jobs = [job(), job(screening=2), job("moderation_labels")]
        assert len({world.analysers.start(each, CLIP) for each in jobs}) == 3

    def test_where_the_account_runs_all_it_may_there_is_no_slot(self, world: World) -> None:
        world.fills_up()
        with pytest.raises(NoSlot):
            world.analysers.start(job(), CLIP)

    def test_a_video_that_does_not_exist_is_gone(self, world: World) -> None:
        world.deletes(CLIP)
        with pytest.raises(Gone):
            world.analysers.start(job(), CLIP)

    def test_a_repeated_start_with_other_parameters_is_refused(self, world: World) -> None:
        world.analysers.start(job(parameters={"min_confidence": 50}), CLIP)
        with pytest.raises(Permanent) as raised:
            world.analysers.start(job(parameters={"min_confidence": 60}), CLIP)
        assert raised.value.code == "idempotent-parameter-mismatch"

    def test_a_job_runs_until_it_has_succeeded(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        assert world.analysers.report("labels", job_id) == JobReport(JobStatus.RUNNING)
        world.succeeds(job_id, [CRASH])
        assert world.analysers.report("labels", job_id) == JobReport(JobStatus.SUCCEEDED)

    def test_a_job_that_failed_says_why(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.fails(job_id, "Unsupported codec: VP9.")
        report = world.analysers.report("labels", job_id)
        assert report == JobReport(JobStatus.FAILED, "Unsupported codec: VP9.")

    def test_the_results_of_a_job_that_runs_come_later(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        with pytest.raises(Retryable) as raised:
            world.analysers.read("labels", job_id, None)
        assert (type(raised.value), raised.value.code) == (Retryable, "job-running")

    def test_the_results_of_a_job_that_failed_never_come(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.fails(job_id, "Unsupported codec: VP9.")
        with pytest.raises(Permanent) as raised:
            world.analysers.read("labels", job_id, None)
        assert raised.value.code == "video-unreadable"
        assert str(raised.value) == (
            "Amazon Rekognition could not analyse the video: Unsupported codec: VP9."
        )

    @pytest.mark.parametrize("method", METHODS)
    def test_results_that_are_not_kept_any_more_are_gone(self, world: World, method: str) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.succeeds(job_id, [CRASH])
        world.forgets(job_id)
        with pytest.raises(Permanent) as raised:
            METHODS[method](world.analysers, job_id)
        assert raised.value.code == "results-gone"

    def test_results_come_page_by_page(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.succeeds(job_id, [CRASH], [DOG])
        first = world.analysers.read("labels", job_id, None)
        assert (first.sightings, first.duration_ms) == ((CRASH,), 60_000)
        assert first.next_page is not None
        second = world.analysers.read("labels", job_id, first.next_page)
        assert (second.sightings, second.next_page) == ((DOG,), None)
        assert first.model_version == second.model_version

    def test_a_job_that_found_nothing_has_one_empty_page(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.succeeds(job_id, [])
        page = world.analysers.read("labels", job_id, None)
        assert (page.sightings, page.next_page) == ((), None)

    def test_a_page_that_expired_leads_back_to_the_first(self, world: World) -> None:
        job_id = world.analysers.start(job(), CLIP)
        world.succeeds(job_id, [CRASH], [DOG])
        page = world.analysers.read("labels", job_id, None).next_page
        world.expires_pages()
        with pytest.raises(PageExpired):
            world.analysers.read("labels", job_id, page)
        assert world.analysers.read("labels", job_id, None).sightings == (CRASH,)


class TestFakeVideoAnalysers:
    def test_counts_what_runs_and_frees_what_ends(self) -> None:
        fake = FakeVideoAnalysers(limit=2)
        first, second = (fake.start(job(screening=each), CLIP) for each in (1, 2))
        with pytest.raises(NoSlot):
            fake.start(job(screening=3), CLIP)
        assert fake.start(job(screening=1), CLIP) == first, "a known token needs no slot"
        assert fake.complete(first) == job(screening=1).key
        third = fake.start(job(screening=3), CLIP)
        assert (fake.running, fake.most_running) == ([second, third], 2)
        assert fake.id_of(job(screening=3).key) == third
        fake.fail(third)
        assert fake.running == [second]

    def test_refuses_as_it_is_told_until_it_recovers(self) -> None:
        fake = FakeVideoAnalysers()
        fake.refuse("labels", Permanent("No.", code="video-too-large"), content=CLIP)
        with pytest.raises(Permanent):
            fake.start(job(), CLIP)
        assert fake.start(job(screening=2), content()) in fake.running
        fake.recover()
        assert fake.start(job(), CLIP) in fake.running

    def test_a_start_whose_answer_was_lost_did_start_the_job(self) -> None:
        fake = FakeVideoAnalysers()
        fake.trouble.after("start")
        with pytest.raises(Retryable):
            fake.start(job(), CLIP)
        assert fake.running == [fake.start(job(), CLIP)]

    def test_threads_never_run_more_jobs_than_the_limit(self) -> None:
        fake = FakeVideoAnalysers(limit=5)

        def start(screening: int) -> bool:
            try:
                fake.start(job(screening=screening), CLIP)
            except NoSlot:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            started = list(pool.map(start, range(1, 101)))
        assert (sum(started), len(fake.running), fake.most_running) == (5, 5, 5)
