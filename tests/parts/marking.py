"""Pytest hooks for `@pytest.mark.real("mosquitto")`.

A test that needs a missing part is skipped with the reason on a developer's machine, and fails
where `CI=true`: there a skip would hide that nothing was tried. A test that asks for a part's
fixture needs no marker. A right, such as "mounting", is named by the same marker; nobody can
install one, so without it the test is skipped in CI too. The summary counts what each has cost.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from tests.parts.catalogue import PARTS, RIGHTS

_FIXTURE_NEEDS: Final = {
    "mosquitto": "mosquitto",
    "new_mosquitto": "mosquitto",
    "chromium_path": "chromium",
    "libreoffice": "libreoffice",
}
_PROPERTY: Final = "missing_part"


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known wherever these hooks are used."""
    config.addinivalue_line("markers", "real(*names): needs these parts, required in CI, or rights")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every test that asks for a part's fixture."""
    fixtures = getattr(item, "fixturenames", ())
    for name in sorted({_FIXTURE_NEEDS[each] for each in fixtures if each in _FIXTURE_NEEDS}):
        item.add_marker(pytest.mark.real(name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip the test when a part or right is missing; fail it in CI when it is a part."""
    missing = [name for name in _needs(item) if not (PARTS | RIGHTS)[name].find()]
    if not missing:
        return
    item.user_properties.extend((_PROPERTY, name) for name in missing)
    reason = "missing: " + ", ".join(_how_to_get(name) for name in missing)
    if os.environ.get("CI") == "true" and PARTS.keys() & missing:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say per missing part or right how many tests did not run."""
    for name, count in sorted(_missed(terminalreporter).items()):
        verb = "against" if name in PARTS else "what needs"
        terminalreporter.write_line(f"not tested {verb} {_how_to_get(name)}: {count} tests")


def _needs(item: pytest.Item) -> list[str]:
    names = {name for marker in item.iter_markers("real") for name in marker.args}
    unknown = sorted(names - PARTS.keys() - RIGHTS.keys())
    if unknown:
        known = ", ".join((*PARTS, *RIGHTS))
        pytest.fail(f"real parts are {known}; not {', '.join(unknown)}", pytrace=False)
    return sorted(names)


def _how_to_get(name: str) -> str:
    if name in RIGHTS:
        return f"{name} ({RIGHTS[name].who_has_it})"
    return f"{name} (apt-get install {' '.join(PARTS[name].debian_packages)})"


def _missed(terminalreporter: pytest.TerminalReporter) -> Counter[str]:
    return Counter(
        str(value)
        for report in _reports(terminalreporter)
        for key, value in report.user_properties
        if key == _PROPERTY
    )


def _reports(terminalreporter: pytest.TerminalReporter) -> Iterator[pytest.TestReport]:
    for category in ("skipped", "failed", "error"):
        for report in terminalreporter.stats.get(category, ()):
            if isinstance(report, pytest.TestReport) and report.when == "setup":
                yield report
