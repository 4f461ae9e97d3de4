"""Whether the store still gives what a file says: of untouched files, later data, old versions."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator
from hub.domain.published_cells import PublishedMonth
from hub.reports.figures.build import Sources, build_report
from hub.reports.figures.public_build import build_public_report
from hub.reports.formats.registry import Format
from hub.reports.model import AgentQuality, Report, Target, Wanted
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.verification.verify import BuildAgain, Verdict, describe, verify
from tests.hub.reports import reference
from tests.hub.reports.months import FIRST, LAST
from tests.hub.reports.region import SPACES, region_months
from tests.hub.spaces import a_region

VERSION = "0.1.0"
TARGETS = (
    Target(Indicator.UTILISATION, None, Fraction("0.1"), Fraction("0.3")),
    Target(Indicator.PEAK_OCCUPIED, "hof", None, Fraction(1), Wanted.AT_MOST),
)


def from_store(sources: Sources) -> BuildAgain:
    """Build as a store gives it."""

    def build_again(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
        return build_report(
            reference.REGION,
            sources,
            request,
            reference.NOW,
            version=version,
            targets=targets,
            reads_all=True,
        )

    return build_again


def a_report(sources: Sources, version: str = VERSION) -> Report:
    request = ReportRequest((), reference.FIRST, reference.LAST)
    return from_store(sources)(request, version, TARGETS)


def verdict_on(sources: Sources, content: bytes) -> Verdict:
    return verify(content, from_store(sources), VERSION)


def with_counts(report: Report, missing: int, frozen: int) -> Report:
    """Say that so many events of the agent were missing, and so many days final."""
    (space,) = report.quality.spaces
    agent = AgentQuality("hof", "pi", missing, 0, 0, 0, 0)
    quality = replace(
        report.quality, agents=(agent,), spaces=(replace(space, frozen_day_count=frozen),)
    )
    return replace(report, quality=quality)


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """The store before Friday's events arrived."""
    archive = reference.archive(tmp_path_factory.mktemp("incomplete"), late=False)
    opened = archive.sources()
    yield opened
    archive.close(opened)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("written_as", Format)
def test_the_same_store_gives_the_same_figures(
    sources: Sources, written_as: Format, language: Language
) -> None:
    """In every format and language, and it is said how many were compared; targets are known."""
    content = render(a_report(sources), Rendering(written_as, language))
    verdict = verdict_on(sources, content)
    assert verdict.is_same
    assert verdict.are_inputs_same
    assert verdict.figure_count > 100
    heading, note = describe(verdict)
    assert heading == f"the store gives the same figures: {verdict.figure_count} figures compared"
    assert "--targets" in note


@pytest.mark.parametrize("written_as", Format)
def test_a_file_of_another_version_is_compared_by_its_figures(
    sources: Sources, written_as: Format
) -> None:
    """And that is said."""
    content = render(a_report(sources, "0.0.9"), Rendering(written_as))
    verdict = verdict_on(sources, content)
    assert verdict.is_same
    assert any(line.startswith("version 0.0.9 made it") for line in describe(verdict))


@pytest.mark.parametrize("written_as", Format)
def test_other_words_of_another_version_are_counted(sources: Sources, written_as: Format) -> None:
    """A later version may name a space or a figure otherwise; that changes no figure."""
    made = a_report(sources, "0.0.9")
    (place,) = made.places
    content = render(
        replace(made, places=(replace(place, name="Hofladen"),)), Rendering(written_as)
    )
    verdict = verdict_on(sources, content)
    assert verdict.differences == ()
    assert "texts are worded otherwise" in " ".join(verdict.notes)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("written_as", Format)
def test_events_that_arrived_later_are_named(
    sources: Sources, incomplete: Sources, written_as: Format, language: Language
) -> None:
    """With what the file says and what the store now says."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(written_as, language)))
    assert verdict.differences
    assert verdict.are_inputs_same is False
    first, *told = describe(verdict)
    assert first.startswith("the store gives other figures now: ")
    assert any("in the file, the store now says" in line for line in told)


def test_json_tells_which_figures_differ(sources: Sources, incomplete: Sources) -> None:
    """Each by its place, with the value of the file and that of the store."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(Format.JSON)))
    changed = {
        difference.place: (difference.before, difference.now) for difference in verdict.differences
    }
    assert changed["by_space.hof.figures.desk_hours_occupied.standing"] == (
        "not_reliable",
        "at_least",
    )
    assert "together.days.2026-03-27.utilisation" in changed
    assert "together.days.2026-03-30.utilisation" not in changed
    assert "goals.utilisation.actual.value" in changed


def test_a_figure_changed_in_the_file_is_found(sources: Sources) -> None:
    """Although its fingerprint still fits; and that is said."""
    told = json.loads(render(a_report(sources), Rendering(Format.JSON)))
    told["together"]["week"][9]["utilisation"] = 0.99
    verdict = verdict_on(sources, json.dumps(told).encode())
    found = {difference.place: difference.before for difference in verdict.differences}
    assert found["together.week.weekday 0 hour 9.utilisation"] == "0.99"
    assert verdict.are_inputs_same
    assert any(line.startswith("its inputs are the same") for line in describe(verdict))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("written_as", Format)
def test_a_public_report_can_be_verified(written_as: Format, language: Language) -> None:
    """Without a fingerprint, by what is published; an erratum makes it another."""
    request = ReportRequest(("space-3",), FIRST, LAST, is_public=True)
    published = [each for each in region_months() if each.space == "space-3"]

    def built(table: Sequence[PublishedMonth]) -> BuildAgain:
        def build_again(asked: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
            assert asked == request
            return build_public_report(
                a_region(*SPACES), table, asked, version=version, targets=targets
            )

        return build_again

    content = render(built(published)(request, VERSION, ()), Rendering(written_as, language))
    verdict = verify(content, built(published), VERSION)
    assert verdict.is_same
    assert verdict.are_inputs_same is None
    assert verdict.notes == ()
    nothing = replace(published[0].cells, amounts={})
    other = [replace(published[0], cells=nothing, edition=1, reason="a mistake")]
    assert not verify(content, built(other), VERSION).is_same


@pytest.mark.parametrize("written_as", Format)
def test_targets_are_held_against_those_that_are_given(
    sources: Sources, written_as: Format
) -> None:
    """The file's own would only be held against themselves."""
    content = render(a_report(sources), Rendering(written_as))
    assert verify(content, from_store(sources), VERSION, TARGETS).notes == ()
    lower = (replace(TARGETS[0], target=Fraction("0.2")), TARGETS[1])
    assert not verify(content, from_store(sources), VERSION, lower).is_same


@pytest.mark.parametrize("written_as", Format)
def test_counts_that_have_grown_are_no_difference(sources: Sources, written_as: Format) -> None:
    """Those of agents and final days do so by themselves; each is named with both numbers."""
    then = with_counts(a_report(sources), missing=2, frozen=3)

    def now(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
        report = from_store(sources)(request, version, targets)
        return with_counts(report, missing=5, frozen=9)

    verdict = verify(render(then, Rendering(written_as)), now, VERSION)
    assert verdict.is_same
    said = " ".join(describe(verdict))
    assert "agent pi of hof, missing: 2 then, 5 now" in said
    assert "final days of hof: 3 then, 9 now" in said


@pytest.mark.parametrize("written_as", Format)
def test_counts_that_have_shrunk_are_a_difference(sources: Sources, written_as: Format) -> None:
    """The store never counted so many."""
    then = with_counts(a_report(sources), missing=2, frozen=3)
    verdict = verdict_on(sources, render(then, Rendering(written_as)))
    places = {difference.place for difference in verdict.differences}
    assert places == {"agent pi of hof, missing", "final days of hof"}


def test_many_differences_are_counted(sources: Sources, incomplete: Sources) -> None:
    """Nobody reads thousands of lines."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(Format.JSON)))
    many = Verdict(9, verdict.differences[:1] * 60, None)
    assert list(describe(many))[-1] == "  and 10 more"
    assert len(list(describe(many))) == 52
