"""docs/sensor-proof.md says what the table of doubt says, and what its rules do to a report."""

from collections.abc import Callable

import pytest

from edge.decisions.plan import Kind
from edge.decisions.proof import RULES, Pattern, proves
from tests.house.tree import ROOT
from tests.rarely_used import Figures, tried_when_fitted, with_the_rules, without_the_rules

PAGE = (ROOT / "docs" / "sensor-proof.md").read_text().splitlines()
CELLS = [(kind, pattern) for kind, rules in RULES.items() for pattern in rules]


@pytest.mark.parametrize("kind", Kind)
def test_the_page_says_what_each_kind_proves(kind: Kind) -> None:
    """In one row, in the words of the code."""
    assert f"| `{kind}` | {proves(kind)} |" in PAGE


@pytest.mark.parametrize(("kind", "pattern"), CELLS, ids=[f"{k}-{p.name}" for k, p in CELLS])
def test_the_page_has_every_cell(kind: Kind, pattern: Pattern) -> None:
    """Kind, pattern, fault, and after how long the place is unknown."""
    rule = RULES[kind][pattern]
    assert f"| `{kind}` | {pattern.value} | `{rule.problem}` | {rule.told} |" in PAGE


def test_the_page_has_no_other_cell() -> None:
    """What the code no longer does is not promised."""
    kinds = tuple(f"| `{kind}` | " for kind in Kind)
    assert sum(row.startswith(kinds) for row in PAGE) == len(CELLS) + len(Kind)


FIGURES: dict[str, Callable[[], Figures]] = {
    "without the rules": without_the_rules,
    "the default, each sensor tried when it was fitted": lambda: tried_when_fitted(56),
    "the default, none of them tried": lambda: with_the_rules(56),
    "`silent_days = 14`": lambda: with_the_rules(14),
    "`silent_days = 7`": lambda: with_the_rules(7),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_page_says_what_the_rules_do_to_a_report(name: str) -> None:
    """Coverage, utilisation and false hours of thirty days of a space that is rarely used."""
    assert FIGURES[name]().row(name) in PAGE


def test_the_rules_cost_coverage_and_no_truth() -> None:
    """Less is claimed, and less of it is wrong; what is claimed of use stays close to the truth."""
    believed, doubted, strict = without_the_rules(), with_the_rules(56), with_the_rules(7)
    assert strict.coverage < doubted.coverage < believed.coverage
    assert strict.false_free_hours < doubted.false_free_hours <= believed.false_free_hours
    assert _error(doubted) < 0.1
    assert believed.false_free_hours > 0, "the world of the test has a cable that came off"


def _error(figures: Figures) -> float:
    return abs(figures.utilisation - figures.true_utilisation)
