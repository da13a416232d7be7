"""In-memory fakes of every port: the same promises as the adapters, held to them in `contract/`."""

from tests.fakes.analysers import FakeAnalysers
from tests.fakes.announcer import FakeAnnouncer
from tests.fakes.cases import FakeCases
from tests.fakes.clock import Clock
from tests.fakes.contents import FakeContents
from tests.fakes.counter import FakeCounter
from tests.fakes.gate import FakeGate
from tests.fakes.intake import FakeIntake, Parked
from tests.fakes.people import FakePeople
from tests.fakes.policies import FakePolicies
from tests.fakes.showcase import FakeShowcase
from tests.fakes.trouble import Trouble
from tests.fakes.turns import FakeTurns
from tests.fakes.uploads import FakeUploads
from tests.fakes.video_jobs import FakeVideoJobs

__all__ = [
    "Clock",
    "FakeAnalysers",
    "FakeAnnouncer",
    "FakeCases",
    "FakeContents",
    "FakeCounter",
    "FakeGate",
    "FakeIntake",
    "FakePeople",
    "FakePolicies",
    "FakeShowcase",
    "FakeTurns",
    "FakeUploads",
    "FakeVideoJobs",
    "Parked",
    "Trouble",
]
