"""Desks without a sign of life stand beside the figures of each format, for the office alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

import pytest

from contract.times import to_us
from hub.domain.sign_doubt import SignDoubt, WithoutSign
from hub.reports.figures.build import build_report
from hub.reports.figures.public_build import build_public_report
from hub.reports.formats.registry import Format
from hub.reports.layout.summary import summary
from hub.reports.model import Report, Target
from hub.reports.payload.payload import shape_of
from hub.reports.provenance.extract import carried_by
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.verification.readers.reading import read_back
from hub.reports.verification.verify import verify
from tests.hub.reports.documents import NOW
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import FIRST, LAST, a_month, slots_of_month, small_space
from tests.hub.reports.published import published_of
from tests.hub.spaces import a_region, utc

HOF = small_space("hof", 3, "09:00-13:00")
CAFE = small_space("cafe", 2, "10:00-12:00")
SLOTS = {
    space.id: slots_of_month(a_month(space, number, 0.5, 0.0))
    for number, space in enumerate((HOF, CAFE))
}
FOUND_US = to_us(utc(2026, 2, 10, 8))
EARLY, LATE = date(2026, 2, 2), date(2026, 2, 3)
DOUBTS = {
    "one": (SignDoubt("hof", "pi", "pir-1", EARLY, "d1", FOUND_US),),
    "many": tuple(SignDoubt("hof", "pi", of, EARLY, of, FOUND_US) for of in ("d1", "d2")),
    "at_times": (
        SignDoubt("hof", "pi", "pir-1", LATE, "d1", FOUND_US, FOUND_US + 1),
        SignDoubt("hof", "pi", "pir-2", LATE, "d2", FOUND_US),
        SignDoubt("cafe", "pi", "pir-1", EARLY, "d1", FOUND_US),
        SignDoubt("cafe", "pi", "pir-2", EARLY, "d2", to_us(utc(2026, 3, 1, 8))),
    ),
}
SENTENCES = {
    ("one", Language.GERMAN): "1\xa0Platz seit 2.\xa0Februar\xa02026 ohne Lebenszeichen;",
    ("one", Language.ENGLISH): "1\xa0desk without a sign of life since 2\xa0February\xa02026;",
    ("many", Language.GERMAN): "2\xa0Plätze seit 2.\xa0Februar\xa02026 ohne Lebenszeichen;",
    ("many", Language.ENGLISH): "2\xa0desks without a sign of life since 2\xa0February\xa02026;",
    ("at_times", Language.GERMAN): "3\xa0Plätze seit 2.\xa0Februar\xa02026 oder später ohne ",
    ("at_times", Language.ENGLISH): "3\xa0desks without a sign of life since 2\xa0February\xa02026 "
    "or later;",
}


def build(
    doubts: Sequence[SignDoubt], request: ReportRequest, version: str, targets: Sequence[Target]
) -> Report:
    region, spaces = a_region(HOF, CAFE), (HOF, CAFE)
    if request.is_public:
        table = published_of(SLOTS, spaces)
        return build_public_report(region, table, request, version=version, targets=targets)
    sources = replace(sources_of(SLOTS, spaces), doubts=doubts)
    return build_report(region, sources, request, NOW, version=version, targets=targets)


@cache
def report(which: str = "", *, is_public: bool = False) -> Report:
    request = ReportRequest((), FIRST, LAST, is_public=is_public)
    return build(DOUBTS.get(which, ()), request, "0.1.0", ())


@cache
def a_file(written_as: Format, which: str = "at_times") -> bytes:
    return render(report(which), Rendering(written_as, Language.GERMAN))


@pytest.mark.parametrize(("which", "language"), SENTENCES)
def test_the_summary_says_how_many_and_since_when(which: str, language: Language) -> None:
    """So does the page of reports, which shows the summary; of one in the singular."""
    said = summary(report(which), words_in(language))
    assert said[1].startswith(SENTENCES[which, language])
    assert not any("ohne Lebenszeichen" in each for each in summary(report(), words_in(language)))


def test_it_is_counted_by_space_and_day() -> None:
    """What began after the period isn't in it; what ended within it is."""
    found = (WithoutSign("hof", LATE, 2), WithoutSign("cafe", EARLY, 1))
    assert report("at_times").quality.without_sign == found
    shape = shape_of(report("at_times"))
    assert [(each.space, each.since, each.desks) for each in shape.without_sign] == [
        ("hof", LATE, 2),
        ("cafe", EARLY, 1),
    ]


@pytest.mark.parametrize("written_as", Format)
def test_each_format_says_it(written_as: Format) -> None:
    """The table in every file, the sentence wherever there are sentences; and it is verified."""
    content = a_file(written_as)
    read = read_back(content, carried_by(content)).printed
    printed = [each.text for each in read]
    if written_as is Format.JSON:
        assert any(each.place == "without_sign.cafe.since" for each in read)
    elif written_as is Format.CSV:
        assert any("desks_without_sign 2" in each for each in printed)
    else:
        assert any("Plätze ohne Lebenszeichen" in each for each in printed)
    if written_as in (Format.PDF, Format.DOCX, Format.XLSX):
        assert sum("oder später ohne" in each.replace("\n", " ") for each in printed) >= 1
    assert verify(content, partial(build, DOUBTS["at_times"]), "0.1.0").is_same


@pytest.mark.parametrize("written_as", [Format.JSON, Format.CSV, Format.DOCX])
def test_a_report_that_leaves_it_out_is_another(written_as: Format) -> None:
    """Its inputs are others too, by the fingerprint."""
    verdict = verify(a_file(written_as, ""), partial(build, DOUBTS["at_times"]), "0.1.0")
    assert verdict.differences
    assert verdict.are_inputs_same is False


def test_the_public_edition_has_none() -> None:
    """A desk that nobody uses is nobody's business."""
    assert report(is_public=True).quality.without_sign == ()
    told = render(report(is_public=True), Rendering(Format.DOCX, Language.GERMAN))
    printed = [each.text for each in read_back(told, carried_by(told)).printed]
    assert not any("Lebenszeichen" in each for each in printed)
