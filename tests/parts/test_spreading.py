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


def test_workers_build_a_shared_fixture_once(pytester: pytest.Pytester) -> None:
    """With the xdist and pytest that are installed: what groups nothing lets each worker build."""
    pytester.makeini("[pytest]\nmarkers =\n    slow: slow\n    xdist_group: xdist\n")
    plain = "\n\n".join(f"def test_{number}(shared):\n    pass" for number in range(8))
    pytester.makepyfile(
        f"""
import pathlib, pytest, uuid

@pytest.fixture(scope="module")
def shared():
    pathlib.Path({str(pytester.path)!r}, f"built-{{uuid.uuid4()}}").touch()

{plain}
"""
    )
    plugin = "tests.parts.spreading"
    spread = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", "-p", "no:cacheprovider")
    pytester.runpytest_subprocess("-p", plugin, *spread).assert_outcomes(passed=8)
    assert len(list(pytester.path.glob("built-*"))) == 1
