"""habits.toml: crowds and mishaps."""

from pathlib import Path

import pytest

from contract.topics import AgentAddress
from edge.errors import ConfigError
from edge.simulator.crowds import Crowd, Custom
from edge.simulator.habits_file import HabitsFile, load_habits
from edge.simulator.mishaps import Mishap
from tests.edge.simulator.places import hours_us, instant

NOW_US = instant("2026-03-31T12:00Z")
TEXT = """
[[space]]
id = "hof"
crowd = "farm"
demand = 0.5
[[fault]]
space = "hof"
agent = "pi"
sensor = "motion-d1"
days_ago = 1
[[outage]]
space = "hof"
agent = "pi"
days_ago = 2.5
hours = 26
"""


def load(folder: Path, text: str) -> HabitsFile:
    """Write and read a file."""
    path = folder / "habits.toml"
    path.write_text(text, encoding="utf-8")
    return load_habits(path)


def test_a_space_has_its_crowd(tmp_path: Path) -> None:
    """What isn't named is an office."""
    habits = load(tmp_path, TEXT)
    assert habits.custom_of("hof") == Custom(Crowd.FARM, 0.5)
    assert habits.custom_of("markt") == Custom(Crowd.OFFICE, 1.0)


def test_mishaps_count_back_from_now(tmp_path: Path) -> None:
    """The earliest first; one without an end still lasts."""
    pi = AgentAddress("hof", "pi")
    outage_us = NOW_US - hours_us(60)
    assert load(tmp_path, TEXT).mishaps(NOW_US) == (
        Mishap(pi, outage_us, outage_us + hours_us(26)),
        Mishap(pi, NOW_US - hours_us(24), None, "motion-d1"),
    )


def test_without_a_file_nothing_breaks() -> None:
    """Any hub.toml can be simulated alone."""
    assert load_habits(None).mishaps(NOW_US) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[space]]\nid = "hof"\ncrowd = "ghosts"', 'space "hof": crowd'),
        ('[[space]]\nid = "hof"\nname = "Hof"', 'space "hof": name'),
        ('[[outage]]\nspace = "hof"\nagent = "pi"', "outage number 1: days_ago"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    """Unknown keys are refused, as everywhere."""
    with pytest.raises(ConfigError, match=complaint):
        load(tmp_path, text)
