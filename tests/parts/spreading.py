"""How tests are spread over xdist's workers.

Tests of one file that share a module's or class's fixture stay on one worker, so that the fixture
is built once. Slow tests come first, so that no worker ends long after the other.
"""

import pytest


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in its own hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests that share a fixture, then put the slow ones first."""
    for item in items:
        if _shares_fixture(item) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _shares_fixture(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    definitions = item._fixtureinfo.name2fixturedefs.values()  # no public way to ask for the scope
    return any(each.scope in ("module", "class") for chain in definitions for each in chain)
