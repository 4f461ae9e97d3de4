"""A report made while slots are still to be made says so on page one, and verifies later."""

from collections.abc import Sequence

import pytest

from contract.topics import AgentAddress
from hub.reports.figures.build import build_report
from hub.reports.formats.registry import Format
from hub.reports.layout.layout import document_of
from hub.reports.model import Report, Target
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.verification.verify import describe, verify
from hub.stores.history_protocol import Rolled, Touched
from tests.hub.reports.kept import KeptHistory, sources_of
from tests.hub.reports.months import FIRST, LAST, a_month, slots_of_month, small_space
from tests.hub.spaces import a_region, utc

NOW = utc(2026, 3, 3)
END_US = 1_772_319_600_000_000
"""March begins in Brandenburg."""
SPACES = [small_space("hof", 6, "09:00-17:00"), small_space("cafe", 3, "10:00-14:00")]
SLOTS = {
    space.id: slots_of_month(a_month(space, number, 0.5, 0.02))
    for number, space in enumerate(SPACES)
}


class Store(KeptHistory):
    """A store of which one space isn't rolled up, or waits to be made anew."""

    rolled_until_us = END_US
    windows: Sequence[Touched] = ()

    def rolled(self, space: str) -> Rolled | None:
        return Rolled(self.rolled_until_us if space == "hof" else END_US, "")

    def touched(self, space: str) -> Sequence[Touched]:
        return self.windows if space == "cafe" else ()


def a_report(store: Store, targets: Sequence[Target] = (), version: str = "1") -> Report:
    """Build February."""
    sources = sources_of(SLOTS, SPACES)
    made = type(sources)(history=store, events=sources.events)
    request = ReportRequest((), FIRST, LAST)
    return build_report(a_region(*SPACES), made, request, NOW, version=version, targets=targets)


def a_store(rolled_until_us: int = END_US, *windows: tuple[int, int]) -> Store:
    store = Store(SLOTS, SPACES)
    store.rolled_until_us = rolled_until_us
    store.windows = [
        Touched((n,), AgentAddress("cafe", "pi"), *window) for n, window in enumerate(windows)
    ]
    return store


@pytest.mark.parametrize(
    ("store", "unsettled"),
    [
        (a_store(), ()),
        (a_store(END_US + 1), ()),
        (a_store(END_US - 1), ("hof",)),
        (a_store(END_US, (END_US - 1, END_US + 9)), ("cafe",)),
        (a_store(END_US, (END_US, END_US + 9)), ()),
        (a_store(0, (0, 9)), ("hof", "cafe")),
    ],
)
def test_which_spaces_are_still_being_counted(store: Store, unsettled: tuple[str, ...]) -> None:
    """Slots of the period are to be made, or made anew; what comes after it doesn't matter."""
    assert a_report(store).quality.unsettled == unsettled


def test_page_one_says_so() -> None:
    """In the sentence on how far to trust it, in both languages, and only then."""
    made = {
        language: document_of(a_report(a_store(0)), language).first_page for language in Language
    }
    german, english = made[Language.GERMAN], made[Language.ENGLISH]
    assert german is not None
    assert english is not None
    hof = SPACES[0].name
    said = f"Messwerte werden noch ausgewertet ({hof}): Die Zahlen können sich noch ändern."
    assert german.trust.endswith(said)
    assert english.trust.endswith(f"worked out ({hof}): the figures may yet change.")
    settled = document_of(a_report(a_store()), Language.GERMAN).first_page
    assert settled is not None
    assert "noch ausgewertet" not in settled.trust


@pytest.mark.parametrize("written_as", [Format.PDF, Format.JSON, Format.CSV])
def test_it_verifies_once_all_is_made(written_as: Format) -> None:
    """If the figures are the same: that they were unsettled then is no difference."""
    content = render(a_report(a_store(0)), Rendering(written_as))

    def again(_: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
        return a_report(a_store(), targets, version)

    verdict = verify(content, again, "1")
    assert verdict.is_same
    assert any("slots of hof: still being made then" in line for line in describe(verdict))
