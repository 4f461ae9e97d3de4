"""Whether the store still gives the figures of a file."""

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
from hub.reports.model import Report, Target, Wanted
from hub.reports.provenance.extract import carried_by
from hub.reports.provenance.verify import BuildAgain, Verdict, describe, verify
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from tests.hub.reports import reference
from tests.hub.reports.months import FIRST, LAST
from tests.hub.reports.region import SPACES, region_months
from tests.hub.spaces import a_region

TARGETS = (
    Target(Indicator.UTILISATION, None, Fraction("0.1"), Fraction("0.3")),
    Target(Indicator.PEAK_OCCUPIED, "hof", None, Fraction(1), Wanted.AT_MOST),
)
OTHERS = [written_as for written_as in Format if written_as is not Format.JSON]


def from_store(sources: Sources) -> BuildAgain:
    """Build as a store gives it."""

    def build_again(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
        return build_report(
            reference.REGION, sources, request, reference.NOW, version=version, targets=targets
        )

    return build_again


def a_report(sources: Sources, version: str = "0.1.0") -> Report:
    request = ReportRequest((), reference.FIRST, reference.LAST)
    return from_store(sources)(request, version, TARGETS)


def verdict_on(sources: Sources, content: bytes) -> Verdict:
    return verify(carried_by(content), from_store(sources))


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """The store before Friday's events arrived."""
    archive = reference.archive(tmp_path_factory.mktemp("incomplete"), late=False)
    opened = archive.sources()
    yield opened
    archive.close(opened)


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
@pytest.mark.parametrize("written_as", Format)
def test_the_same_store_gives_the_same_figures(
    sources: Sources, written_as: Format, version: str
) -> None:
    """In every format, also if an earlier version made the file; targets come out of JSON."""
    content = render(a_report(sources, version), Rendering(written_as))
    verdict = verdict_on(sources, content)
    assert verdict == Verdict(is_same=True, differences=(), are_inputs_same=True)
    assert list(describe(verdict)) == ["the store gives the same figures"]


@pytest.mark.parametrize("written_as", OTHERS)
def test_other_figures_are_noticed(
    sources: Sources, incomplete: Sources, written_as: Format
) -> None:
    """In every format; only JSON tells which."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(written_as)))
    assert verdict == Verdict(is_same=False, differences=(), are_inputs_same=False)
    assert "can't be told from this format" in list(describe(verdict))[1]


def test_json_tells_which_figures_differ(sources: Sources, incomplete: Sources) -> None:
    """Each by its place, with the value of the file and that of the store."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(Format.JSON)))
    changed = {
        difference.figure: (difference.before, difference.now) for difference in verdict.differences
    }
    assert changed["by_space.hof.figures.desk_hours_occupied.standing"] == (
        "not_reliable",
        "at_least",
    )
    assert "together.days.2026-03-27.utilisation" in changed
    assert "together.days.2026-03-30.utilisation" not in changed
    assert "goals.utilisation.actual.value" in changed
    assert not any(name.startswith(("space_quality", "agent_quality")) for name in changed)
    lines = list(describe(verdict))
    assert lines[0] == "the store gives other figures now"
    assert any("in the file" in line and "in the store" in line for line in lines)


def test_a_figure_changed_in_the_file_is_found(sources: Sources) -> None:
    """Although its fingerprint still fits; and that is said."""
    told = json.loads(render(a_report(sources), Rendering(Format.JSON)))
    told["together"]["week"][9]["utilisation"] = 0.99
    verdict = verdict_on(sources, json.dumps(told).encode())
    (found,) = verdict.differences
    assert found.figure == "together.week.weekday 0 hour 9.utilisation"
    assert found.before == 0.99
    assert verdict.are_inputs_same
    assert list(describe(verdict))[-1].startswith("its inputs are the same")


@pytest.mark.parametrize("written_as", Format)
def test_a_public_report_can_be_verified(written_as: Format) -> None:
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

    content = render(built(published)(request, "0.1.0", ()), Rendering(written_as))
    verdict = verify(carried_by(content), built(published))
    assert verdict == Verdict(is_same=True, differences=(), are_inputs_same=None)
    nothing = replace(published[0].cells, amounts={})
    other = [replace(published[0], cells=nothing, edition=1, reason="a mistake")]
    assert not verify(carried_by(content), built(other)).is_same


def test_many_differences_are_counted(sources: Sources, incomplete: Sources) -> None:
    """Nobody reads thousands of lines."""
    verdict = verdict_on(sources, render(a_report(incomplete), Rendering(Format.JSON)))
    many = Verdict(False, verdict.differences[:1] * 60, None)
    assert list(describe(many))[-1] == "  and 10 more"
    assert len(list(describe(many))) == 52
