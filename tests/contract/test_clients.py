"""How the functions' clients are made."""

import contextlib
import gc
import threading
from typing import Any

import pytest

from lambdas.moderation.aws import clients

MAKERS = [
    clients.dynamodb,
    clients.events,
    clients.lambda_,
    clients.rekognition,
    clients.s3,
    clients.sns,
    clients.sqs,
    clients.states,
]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("make", MAKERS)
def test_time_outs_and_retries_are_explicit(make: Any) -> None:
    config = make().meta.config
    assert config.connect_timeout == 2
    assert 5 <= config.read_timeout <= 10
    assert config.retries["mode"] == "standard"
    attempts = config.retries["total_max_attempts"]
    assert attempts == 1 if make is clients.rekognition else attempts >= 3
    assert config.max_pool_connections >= 20


@pytest.mark.usefixtures("aws")
def test_two_clients_of_one_service_keep_their_own_patience() -> None:
    quick: Any = clients.lambda_().meta.config
    patient: Any = clients.lambda_that_answers().meta.config
    assert quick.read_timeout < patient.read_timeout


class MeetingPoint:
    """A session in which a second maker would be met, were one let in while the first is at it."""

    def __init__(self) -> None:
        self.made = 0
        self.second = threading.Barrier(2)

    def client(self, _: str, **__: object) -> object:
        with contextlib.suppress(threading.BrokenBarrierError):
            self.second.wait(timeout=0.2)
        self.made += 1
        return object()


def test_threads_that_come_at_once_get_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    session = MeetingPoint()
    monkeypatch.setattr(clients, "_MADE", {})
    monkeypatch.setattr(clients, "_session", lambda: session)
    threads = [threading.Thread(target=clients.sqs) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert session.made == 1


class FailingSession:
    """A session that cannot make clients, and notes whether garbage was collected meanwhile."""

    collecting = True

    def client(self, _: str, **__: object) -> object:
        self.collecting = gc.isenabled()
        raise RuntimeError


def test_garbage_is_not_searched_for_while_a_client_is_made_and_is_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = FailingSession()
    monkeypatch.setattr(clients, "_MADE", {})
    monkeypatch.setattr(clients, "_session", lambda: session)
    with pytest.raises(RuntimeError):
        clients.s3()
    assert not session.collecting
    assert gc.isenabled()
