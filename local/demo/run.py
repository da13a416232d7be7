"""The demo's steps on a cloud that is up: deploy, upload, show, compare."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console, RenderableType

from lambdas.moderation.aws.alert_text import email_text
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.verdict import Status
from local.cloud.deploy import deploy, step
from local.cloud.settings import Cloud
from local.demo import pages, rows
from local.demo.desk_show import DeskShow
from local.demo.expectations import Difference, Outcome, differences, row_is_right
from local.demo.journeys import Arrived, Journeys
from local.demo.pace import unhurried
from local.demo.screen import live, show, shows_live
from local.demo.stage import Alert, SignInTo, Stage, prepared
from local.demo.watching import Watch, watching
from samples.catalogue import SAMPLES

_VERDICTS_SECONDS = 90.0
_DELIVERY_SECONDS = 20.0
_MAILED = "several"
_PREPARE = "make an IAM user for the application, and two queues to listen with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How many uploads got which verdict, and what was not as the catalogue says.

    `desk` is where people sign in, and as whom.
    """

    bucket: str
    desk: SignInTo
    counts: Mapping[Status, int]
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Demo:
    """One run. `doing` is the step it is at; `alerts` and `cases` are by content id."""

    console: Console
    doing: str = "start"
    alerts: dict[str, Alert] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)

    def run(self, cloud: Cloud) -> Result:
        """Deploys, uploads, shows. Raises what a step raises; `doing` then names the step.

        Every wait is bounded, and what has not come by then counts as not there.
        """
        self.doing = "cdk bootstrap and deploy"
        outputs = json.loads(deploy(cloud, self.console).read_text(encoding="utf-8"))
        named = {name: value for stack in outputs.values() for name, value in stack.items()}
        self.doing = _PREPARE
        with prepared(cloud, named) as stage:
            self.console.print(f"  [green]✓[/green] {_PREPARE}")
            with unhurried(cloud.plain):
                journeys = self._follow(stage)
            self._show_videos(stage, journeys)
            self._listen_for_alerts(stage, journeys)
            untrue = self._show_a_mail(stage, journeys)
            desk = DeskShow(self.console, stage, journeys, self.cases)
            self.doing = "wait for the cases of what is in review"
            desk.wait_for_cases()
            found = (*differences(self._outcomes(journeys)), *untrue)
            self.doing = "decide cases through the review API"
            found += tuple(desk.work())
        counts = Counter(each.status for each in journeys.arrived.values())
        ordered = {status: counts[status] for status in Status if counts[status]}
        return Result(bucket=stage.bucket, desk=stage.desk, counts=ordered, differences=found)

    def _follow(self, stage: Stage) -> Journeys:
        self.doing = "upload the samples and wait for their verdicts"
        journeys = Journeys(stage, SAMPLES)
        self._print(pages.title(f"Uploads, {len(SAMPLES)} files, as their verdicts come"))
        self._print(pages.note(pages.COLUMNS_EXPLAINED))
        self._print(rows.heading(self.console.width))
        with (
            watching(journeys) as watch,
            live(self.console, rows.OnTheirWay(journeys, watch)) as refresh,
        ):

            def tick() -> None:
                self._tell(watch)
                refresh()

            for arrived in journeys.follow(seconds=_VERDICTS_SECONDS, tick=tick):
                self._tell(watch)
                right = row_is_right(self._outcome(arrived.name, arrived))
                self._print(rows.row(self.console.width, arrived, right=right))
        return journeys

    def _tell(self, watch: Watch) -> None:
        """The steps of the videos, a line each, where no live display shows them."""
        for step_made in watch.news():
            if not shows_live(self.console):
                self._print(rows.progress(self.console.width, step_made))

    def _show_videos(self, stage: Stage, journeys: Journeys) -> None:
        self.doing = "show what was seen in the videos"
        self._print(pages.title("The videos: what was seen in them, and when"))
        self._print(pages.note(pages.BARS_EXPLAINED))
        for name, sample in journeys.samples.items():
            arrived = journeys.arrived.get(name)
            if sample.is_video and arrived:
                self.console.print()
                self._print(stage.screened(arrived.content))

    def _listen_for_alerts(self, stage: Stage, journeys: Journeys) -> None:
        self.doing = "collect the alerts"
        ours = {each.content.content_id for each in journeys.uploaded.values()}
        flagged = {
            each.content.content_id for each in journeys.arrived.values() if each.status.is_flagged
        }
        deadline = time.monotonic() + _DELIVERY_SECONDS
        with step(self.console, self.doing):
            while time.monotonic() < deadline:
                new = stage.alerts()
                self.alerts |= {each.content_id: each for each in new if each.content_id in ours}
                if not new and flagged <= set(self.alerts):
                    return

    def _show_a_mail(self, stage: Stage, journeys: Journeys) -> list[Difference]:
        """Shows one alert; what was delivered must be told of the very record that is shown."""
        self.doing = "show an alert as a mail"
        wanted = journeys.arrived.get(_MAILED)
        alert = wanted and self.alerts.get(wanted.content.content_id)
        alert = alert or next(iter(self.alerts.values()), None)
        if alert is None:
            return []
        state = stage.contents.load(alert.content_id)
        event = stage.contents.verdict_event(state) if state else None
        if state is None or event is None:
            raise LookupError(f"The table knows no verdict of {alert.content_id}.")
        self._print(pages.title(f"{len(self.alerts)} alerts; one of them, as it comes by e-mail"))
        self._print(pages.note(pages.MAIL_EXPLAINED))
        text = email_text(state, event)
        self._print(pages.mail(to=stage.moderators, subject=alert.subject, text=text))
        if announcement(state, event) == alert.told:
            return []
        return [
            Difference(key=state.content.key, what="alert", expected="the record", got="another")
        ]

    def _outcomes(self, journeys: Journeys) -> list[Outcome]:
        return [self._outcome(name, journeys.arrived.get(name)) for name in journeys.samples]

    def _outcome(self, name: str, arrived: Arrived | None) -> Outcome:
        sample = SAMPLES[name]
        content_id = arrived.content.content_id if arrived else ""
        return Outcome(
            key=sample.key,
            expected=sample.expected,
            expected_rule=sample.reason,
            status=arrived.status if arrived else None,
            rule=arrived.rule if arrived else None,
            read=arrived.read if arrived else None,
            alerted=content_id in self.alerts,
            has_case=content_id in self.cases,
        )

    def _print(self, what: RenderableType) -> None:
        show(self.console, what)
