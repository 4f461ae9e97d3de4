"""What is mutated and what is listed as equivalent are there."""

from tests.mutants import rooms, scoring
from tests.mutants.rooms import MUTATED, ROOT, TESTS


def test_every_path_is_there() -> None:
    """A folder that moved would be left out without a word."""
    assert [path for path in (*MUTATED, *TESTS) if not (ROOT / path).exists()] == []
    assert {"hub/domain", "hub/reports/figures", "edge/decisions"} <= set(MUTATED)
    assert len(rooms.files()) > 50


def test_a_file_a_folder_or_several_may_be_asked_for() -> None:
    """In the order they were asked for."""
    one, folder = "hub/domain/tally.py", "edge/decisions/"
    asked = rooms.files(one, folder)
    assert asked[0] == one
    assert all(path.startswith(folder) for path in asked[1:])
    assert len(asked) > 10


def test_what_a_line_defines_is_found() -> None:
    """The constant of a threshold, by the number of its line."""
    path = "hub/domain/tally.py"
    number = next(
        number
        for number, line in enumerate(rooms.lines_of(path), start=1)
        if line.startswith("DESK_DAY_US")
    )
    assert rooms.defined_at(path, number) == "DESK_DAY_US"


def test_what_is_listed_as_equivalent_is_there() -> None:
    """Each entry's line stands in its file, which is mutated, and no entry stands twice."""
    listed = scoring.read_list(scoring.LIST.read_text())
    assert len({each.key for each in listed}) == len(listed)
    texts = {path: " ".join(map(str.strip, rooms.lines_of(path))) for path in rooms.files()}
    assert [each.key for each in listed if each.before not in texts.get(each.path, "")] == []
