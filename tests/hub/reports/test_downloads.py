"""Downloads: made once, handed out again as long as nothing changes, and bounded."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hub.domain.indicators import Indicator
from hub.domain.published_cells import PublishedMonth
from hub.domain.sign_doubt import SignDoubt
from hub.domain.target import Target
from hub.errors import StoreUnavailable
from hub.reports import downloads as module
from hub.reports.downloads import Download, Downloads
from hub.reports.formats.registry import Format
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.text.language import Language
from hub.stores.history_protocol import SpaceHistory
from hub.stores.protocol import StoreReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.reports import reference
from tests.hub.reports.diary import Archive
from tests.hub.reports.months import LAST as LAST_PUBLISHED
from tests.hub.reports.region import SPACES, region_months
from tests.hub.spaces import a_region

REQUEST = ReportRequest((), reference.FIRST, reference.LAST)
CSV, JSON = Rendering(Format.CSV_LONG), Rendering(Format.JSON)


def holds_nothing(_: str) -> bool:
    return False


class Office:
    """A service on the store of the reference, which counts what is built."""

    def __init__(self, store: SqliteStore) -> None:
        self.built = 0
        self.doubts: list[SignDoubt] = []
        self.targets: list[Target] = []
        self.store = store
        self.service = ReportService(
            reference.REGION, store.open_history, self._reader, lambda: reference.NOW,
            version="1", read_sign_doubts=lambda: self.doubts,
            history_version=store.history_version, read_targets=lambda: self.targets,
        )  # fmt: skip
        self.downloads = Downloads(self.service)
        build = self.service.build

        def counted(request: ReportRequest) -> object:
            self.built += 1
            return build(request)

        self.service.build = counted  # type: ignore[method-assign, assignment]

    def _reader(self) -> StoreReader:
        return self.store.open_reader()

    def get(
        self,
        rendering: Rendering = CSV,
        request: ReportRequest = REQUEST,
        holds: Callable[[str], bool] = holds_nothing,
    ) -> Download:
        return self.downloads.get(request, rendering, holds)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The store of the reference."""
    archive = reference.archive(tmp_path_factory.mktemp("downloads"))
    yield archive
    archive.close()


@pytest.fixture
def office(archive: Archive) -> Office:
    """A service that has kept nothing yet."""
    return Office(archive.store)


def test_what_was_made_is_handed_out_again(office: Office) -> None:
    """Byte by byte what rendering gives, in each format and language by itself."""
    first = office.get()
    assert office.get() == first
    assert office.built == 1
    assert first.content == render(office.service.build_again(
        REQUEST, "1", (), lambda _done, _all: None), CSV)  # fmt: skip
    english = office.get(Rendering(Format.CSV, Language.ENGLISH))
    assert english.content != first.content
    assert office.get(JSON).tag not in (english.tag, first.tag)
    assert office.built == 3


def test_who_holds_it_already_is_told_so(office: Office) -> None:
    """Nothing is written for that, and nothing read."""
    tag = office.get().tag
    assert office.get(holds=tag.__eq__).content is None
    assert office.built == 1
    other = Office(office.store)
    assert other.get(holds=tag.__eq__) == Download(office.get().name, tag, None)
    assert other.get().content is not None


def test_a_change_in_the_store_has_it_made_anew(office: Office) -> None:
    """Within the period; what changes on other days leaves it as it is."""
    office.get()
    with closing(office.store.open_history()) as history:
        (day, *_) = history.days("hof", reference.FIRST, reference.FIRST)
        rolled = history.rolled("hof")
    assert rolled is not None
    elsewhere = replace(day, day=date(2031, 1, 1))
    nothing = SpaceHistory("hof", "Europe/Berlin", (), (elsewhere,), rolled, ())
    office.store.write_history(nothing)
    office.get()
    assert office.built == 1
    office.store.write_history(replace(nothing, days=(day,)))
    office.get()
    assert office.built == 2


def test_a_doubt_has_it_made_anew(office: Office) -> None:
    """It is none of the slots, but the report says it."""
    first = office.get()
    since_us = 1_774_300_000_000_000
    office.doubts.append(SignDoubt("hof", "pi", "pir", reference.FIRST, "d1", since_us))
    assert office.get().content != first.content


def test_a_store_that_is_doubted_has_nothing_kept(tmp_path: Path) -> None:
    """Once something wasn't as it was written, only reading tells."""
    with closing(reference.archive(tmp_path)) as archive:
        office = Office(archive.store)
        office.get()
        path = next(tmp_path.glob("*.db"))
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE day_sum SET digest = '0'")
        with pytest.raises(StoreUnavailable):
            office.service.build(REQUEST)
        with pytest.raises(StoreUnavailable):
            office.get()


def test_few_are_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one asked for longest ago goes first."""
    monkeypatch.setattr(module, "MOST_FILES", 2)
    english = Rendering(Format.CSV, Language.ENGLISH)
    for rendering in (CSV, english, CSV, JSON, CSV):
        office.get(rendering)
    assert office.built == 3
    office.get(english)
    assert office.built == 4


def test_a_large_one_is_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made anew each time."""
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    assert office.get() == office.get()
    assert office.built == 2


def test_kept_ones_need_no_permit(office: Office) -> None:
    """While others are being made they are there all the same."""
    office.get()
    with office.service.permit(), office.service.permit():
        assert office.get().content
        with pytest.raises(ReportServiceBusy):
            office.get(JSON)


def test_what_was_agreed_anew_is_in_the_next_file(office: Office) -> None:
    """A target that is changed on the page is no report of before."""
    before = office.get(JSON)
    office.targets.append(Target(Indicator.UTILISATION, None, None, Fraction(1, 4)))
    after = office.get(JSON)
    assert (after.tag != before.tag, office.built) == (True, 2)
    assert b'"goals":[{"id":"utilisation"' in (after.content or b"")


def test_what_is_published_is_kept_until_an_erratum() -> None:
    """A public edition opens no store, and changes with the months that it is made of."""
    months: list[PublishedMonth] = list(region_months())

    def no_store() -> object:
        raise AssertionError("opened")

    service = ReportService(
        a_region(*SPACES), no_store, no_store, lambda: reference.NOW, version="1",  # type: ignore[arg-type]
        read_published=lambda: months,
    )  # fmt: skip
    public = ReportRequest((), LAST_PUBLISHED.replace(day=1), LAST_PUBLISHED, is_public=True)
    downloads = Downloads(service)
    inputs = service.inputs(public)
    first = downloads.get(public, CSV, holds_nothing)
    assert downloads.get(public, CSV, holds_nothing) == first
    months[-1] = replace(months[-1], at_us=months[-1].at_us + 10**6, reason="late")
    assert service.inputs(public) != inputs
