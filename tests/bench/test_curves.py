"""Curves are drawn to scale, named without colour, and told in words."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

from tests.bench.curves import Chart, Curve, draw, write

CHART = Chart(
    "Reads <of> all",
    "spaces",
    "µs an answer",
    [
        Curve("all spaces", [(1, 2.5), (10, 25), (100, 250), (1000, 2500)]),
        Curve("one space", [(1, 2.5), (10, 2.5), (100, 2.5), (1000, 2600)]),
    ],
)
_SVG = "{http://www.w3.org/2000/svg}"


def test_a_law_is_a_straight_line() -> None:
    """Ten times as much for ten times as many is the same step each time."""
    path = re.findall(r'<path d="(M[^"]+)" stroke="#0b5394"', draw(CHART))[0]
    places = [tuple(map(float, place.split())) for place in path[1:].split("L")]
    steps = {(round(b[0] - a[0], 0), round(b[1] - a[1], 0)) for a, b in pairwise(places)}
    assert len(steps) == 1
    (across, up) = steps.pop()
    assert across > 0 > up


def test_it_is_told_in_words_and_without_colour() -> None:
    """A title, a description with every figure, and names that don't lie on each other."""
    root = ET.fromstring(draw(CHART))  # noqa: S314  our own
    assert root.get("role") == "img"
    told = root.findtext(f"{_SVG}desc") or ""
    assert "all spaces: 2.5 at 1, 25 at 10, 250 at 100, 2,500 at 1,000" in told
    names = {each.text: float(each.get("y", "0")) for each in root.iter(f"{_SVG}text")}
    assert abs(names["all spaces"] - names["one space"]) >= 15
    dashes = [each.get("stroke-dasharray") for each in root.iter(f"{_SVG}path")][1:]
    assert len(set(dashes)) == len(dashes)


def test_it_is_written_where_it_is_shown(tmp_path: Path) -> None:
    """By its name, and the same each time."""
    assert write(CHART, "reads", tmp_path).read_text(encoding="utf-8") == draw(CHART)
