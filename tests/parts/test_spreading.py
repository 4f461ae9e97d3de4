"""Tests are spread over the workers so that none waits and no fixture is built twice."""

import pytest

from tests.parts import spreading

SHARED = """
    import pytest

    @pytest.fixture(scope="module")
    def shared():
        return 1

    def test_alone():
        pass

    def test_one(shared):
        pass

    @pytest.mark.xdist_group("own")
    def test_own(shared):
        pass

    @pytest.mark.slow
    def test_slow():
        pass
"""


def test_shared_fixtures_make_groups_and_slow_comes_first(pytester: pytest.Pytester) -> None:
    """A test on a module's fixture gets its file as group unless it names one; slow ones lead."""
    pytester.makeini("[pytest]\nmarkers =\n    slow: slow\n    xdist_group: xdist\n")
    items = pytester.getitems(SHARED)
    spreading.pytest_collection_modifyitems(items)
    groups = {
        item.name: [mark.args[0] for mark in item.iter_markers("xdist_group")] for item in items
    }
    file = items[0].nodeid.partition("::")[0]
    assert list(groups) == ["test_slow", "test_alone", "test_one", "test_own"]
    assert groups == {"test_slow": [], "test_alone": [], "test_one": [file], "test_own": ["own"]}
