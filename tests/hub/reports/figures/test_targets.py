"""targets.toml: what it says, and what is refused by its key."""

from fractions import Fraction
from pathlib import Path

import pytest

from hub.domain.indicators import Coverage, Figure, Indicator, Standing
from hub.errors import ConfigError
from hub.reports.figures.targets import goals_of, load_targets
from hub.reports.model import Part, Target, Wanted

GOOD = """
[[target]]
indicator = "utilisation"
baseline = 0.1
target = 0.25
[[target]]
indicator = "turn_backs"
space = "hof"
target = 3
wanted = "at_most"
"""


def load(folder: Path, text: str) -> tuple[Target, ...]:
    path = folder / "targets.toml"
    path.write_text(text)
    return load_targets(path, ["hof", "cafe"])


def test_targets_are_exact(tmp_path: Path) -> None:
    """A tenth is a tenth."""
    assert load(tmp_path, GOOD) == (
        Target(Indicator.UTILISATION, None, Fraction(1, 10), Fraction(1, 4)),
        Target(Indicator.TURN_BACKS, "hof", None, Fraction(3), Wanted.AT_MOST),
    )


def test_all_of_it_may_be_wanted(tmp_path: Path) -> None:
    """A ratio of 1 is a ratio."""
    (target,) = load(tmp_path, '[[target]]\nindicator = "coverage"\ntarget = 1')
    assert target.target == 1


ONE = "target number 1: "
REFUSED = [
    ("", "target", "missing"),
    (
        '[[target]]\nindicator = "use"\ntarget = 1',
        f"{ONE}indicator",
        "expected one of open_hours, desk_hours_offered, ",
    ),
    ('[[target]]\nindicator = "visits"', f"{ONE}target", "missing"),
    ('[[target]]\nindicator = "visits"\ntarget = -1', f"{ONE}target", "from 0 on"),
    ('[[target]]\nindicator = "visits"\ntarget = "9"', f"{ONE}target", "number"),
    (
        '[[target]]\nindicator = "utilisation"\ntarget = 25',
        f"{ONE}target",
        "expected a ratio from 0 to 1, such as 0.25 for 25 %",
    ),
    (
        '[[target]]\nindicator = "utilisation"\nbaseline = 2.0\ntarget = 0.5',
        f"{ONE}baseline",
        "ratio",
    ),
    (
        '[[target]]\nindicator = "visits"\ntarget = 1\ngoal = 2',
        f"{ONE}goal",
        "unknown key",
    ),
    (
        '[[target]]\nindicator = "peak_occupied"\ntarget = 1',
        f"{ONE}space",
        "is missing: peaks of several spaces have nothing",
    ),
    (
        '[[target]]\nindicator = "visits"\nspace = "x"\ntarget = 1',
        f"{ONE}space",
        "expected one of hof, cafe",
    ),
    (GOOD + GOOD, "target number 3", "there is a target for the same already"),
    ('[[target]]\nindicator = "visits"\ntarget = nan', f"{ONE}target", "not nan"),
    ("[[target]\n", "file", "TOML"),
]


@pytest.mark.parametrize(("text", "key", "words"), REFUSED)
def test_a_wrong_file_is_refused_by_its_key(
    tmp_path: Path, text: str, key: str, words: str
) -> None:
    """File, key and what was expected."""
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, text)
    assert refused.value.key == key
    assert words in refused.value.expected
    assert refused.value.file == tmp_path / "targets.toml"


def part(value: int, standing: Standing) -> Part:
    """Make the part of all spaces, with one figure."""
    figure = Figure(Indicator.VISITS, value, 1, Coverage(9, 10), standing)
    return Part(None, (figure,), None, None, (), ())


REACHED = [
    # wanted, value, standing, reached; the target is 10
    (Wanted.AT_LEAST, 10, Standing.FIGURE, True),
    (Wanted.AT_LEAST, 9, Standing.FIGURE, False),
    (Wanted.AT_LEAST, 10, Standing.AT_LEAST, True),
    (Wanted.AT_LEAST, 9, Standing.AT_LEAST, None),
    (Wanted.AT_MOST, 10, Standing.FIGURE, True),
    (Wanted.AT_MOST, 11, Standing.FIGURE, False),
    (Wanted.AT_MOST, 10, Standing.AT_LEAST, None),
    (Wanted.AT_MOST, 11, Standing.AT_LEAST, False),
    (Wanted.AT_LEAST, 99, Standing.NOT_RELIABLE, None),
    (Wanted.AT_MOST, 0, Standing.WITHHELD, None),
]


@pytest.mark.parametrize(("wanted", "value", "standing", "is_reached"), REACHED)
def test_a_lower_bound_proves_only_that_it_is_enough(
    wanted: Wanted, value: int, standing: Standing, is_reached: bool | None
) -> None:
    """What isn't known decides nothing."""
    target = Target(Indicator.VISITS, None, None, Fraction(10), wanted)
    (goal,) = goals_of([target], part(value, standing), [])
    assert goal.is_reached is is_reached


def test_rounded_figures_decide_nothing() -> None:
    """In a public report a target stands beside a figure, and that is all."""
    target = Target(Indicator.VISITS, None, None, Fraction(10))
    (goal,) = goals_of([target], part(10, Standing.FIGURE), [], is_exact=False)
    assert goal.is_reached is None


def test_targets_of_other_spaces_are_left_out() -> None:
    """A report of some spaces says nothing about the others."""
    target = Target(Indicator.VISITS, "hof", None, Fraction(10))
    assert list(goals_of([target], part(1, Standing.FIGURE), [])) == []
