"""The style sheet of the console: whole, and nothing in it that no page uses."""

import re
from pathlib import Path

from hub.console.look import TEMPLATES
from hub.domain.handover_aftermath import Verdict
from hub.domain.week_bands import Level
from tests.house.tree import ROOT

STYLE = ROOT / "hub" / "pages" / "static" / "console.css"
_OF_PAGES = ROOT / "hub" / "pages" / "templates"
_RULES = re.compile(r"/\*.*?\*/", re.DOTALL)


def rules_of(style: Path) -> str:
    """Return a style sheet without its comments."""
    return _RULES.sub("", style.read_text())


def depths_of(rules: str) -> list[int]:
    """Return how deep each line begins within braces."""
    depth, found = 0, []
    for line in rules.splitlines():
        found.append(depth)
        depth += line.count("{") - line.count("}")
    return [*found, depth]


def test_it_closes_what_it_opens() -> None:
    """Nothing but what stands indented within a condition is of that condition."""
    rules = rules_of(STYLE)
    *depths, last = depths_of(rules)
    assert last == 0
    for line, depth in zip(rules.splitlines(), depths, strict=True):
        if line.strip() not in ("", "}"):
            assert line.startswith("  ") == (depth == 1), line
        assert depth <= 1, line


def test_every_class_is_of_some_page() -> None:
    """What no template names any more goes."""
    named = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", rules_of(STYLE))))
    templates = [*TEMPLATES.iterdir(), *_OF_PAGES.iterdir()]
    used = {
        word
        for template in templates
        for classes in re.findall(r'class="([^"]*)"', template.read_text())
        for word in re.findall(r"[a-z][\w-]*", classes)
    }
    used |= {each.value for each in Level} | {each.name.lower() for each in Verdict}
    assert named - used == set()


def test_no_rule_stands_twice() -> None:
    """A selector is written once on a screen, so that nobody mends one of two."""
    rules = rules_of(STYLE)
    seen = [
        line.partition("{")[0].strip()
        for line, depth in zip(rules.splitlines(), depths_of(rules), strict=False)
        if depth == 0 and "{" in line and not line.startswith("@")
    ]
    assert sorted({each for each in seen if seen.count(each) > 1}) == []
