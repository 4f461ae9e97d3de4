"""Where reports are made beside a hub that serves."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from hub.errors import ReportRefused, StoreUnavailable
from hub.reports.request import ReportRequest
from hub.reports.service import AT_ONCE, ReportService, ReportServiceBusy, no_reader
from hub.stores.history_protocol import HistoryReader
from hub.stores.protocol import StoreReader
from tests.hub.reports import reference
from tests.hub.reports.kept import KeptHistory, NoEvents

REQUEST = ReportRequest((), reference.FIRST, reference.LAST)


class ClosingHistory(KeptHistory):
    """Nothing was counted, but that it is closed."""

    def __init__(self, closed: list[str]) -> None:
        super().__init__({}, reference.REGION.spaces)
        self._closed = closed

    def close(self) -> None:
        self._closed.append("history")


class ClosingEvents(NoEvents):
    """Nothing happened, but that it is closed."""

    def __init__(self, closed: list[str]) -> None:
        super().__init__()
        self._closed = closed

    def close(self) -> None:
        self._closed.append("events")


class Doors:
    """Counts which readers were opened and closed."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.closed: list[str] = []

    def history(self) -> HistoryReader:
        self.opened.append("history")
        return ClosingHistory(self.closed)

    def events(self) -> StoreReader:
        self.opened.append("events")
        return ClosingEvents(self.closed)


def a_service(
    history: Callable[[], HistoryReader], events: Callable[[], StoreReader]
) -> ReportService:
    return ReportService(reference.REGION, history, events, lambda: reference.NOW, version="0.1.0")


def test_readers_are_let_go_of() -> None:
    """Once the report is made; what is refused needs none, so that the store needn't be there."""
    doors = Doors()
    service = a_service(doors.history, doors.events)
    assert service.build(REQUEST).request.spaces == ("hof",)
    with pytest.raises(ReportRefused):
        service.build(ReportRequest(("nowhere",), reference.FIRST, reference.LAST))
    assert sorted(doors.closed) == sorted(doors.opened) == ["events", "history"]


def test_the_first_reader_is_let_go_of_if_there_is_no_second() -> None:
    """A store that fails leaves nothing open."""
    doors = Doors()
    with pytest.raises(StoreUnavailable):
        a_service(doors.history, no_reader).build(REQUEST)
    assert doors.closed == ["history"]


def test_a_space_asked_for_twice_counts_once() -> None:
    """An address may say what it likes."""
    doors = Doors()
    asked = ReportRequest(("hof", "hof"), reference.FIRST, reference.LAST)
    assert a_service(doors.history, doors.events).build(asked).request.spaces == ("hof",)


def test_permits_are_few_and_each_is_given_back() -> None:
    """Whoever comes while all are held is told so, also after failures."""
    service = a_service(Doors().history, no_reader)
    for _ in range(2):
        with ExitStack() as taken:
            for _ in range(AT_ONCE):
                taken.enter_context(service.permit())
            with pytest.raises(ReportServiceBusy), service.permit():
                pytest.fail("one too many")
    with pytest.raises(ZeroDivisionError), service.permit():
        raise ZeroDivisionError
    with service.permit(), service.permit():
        pass
