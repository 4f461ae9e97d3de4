"""hub.toml narrowed to one part: its spaces, its file, its book."""

from pathlib import Path

import pytest

from contract.topics import AgentAddress
from hub.config import InfluxPartConfig, SqliteStoreConfig, load
from hub.errors import ConfigError
from hub.parts import load_part, region_of

SPACE = """
[[space]]
id = "{id}"
name = "{id}"
timezone = "Europe/Berlin"
since = 2026-01-01
[[space.desk]]
id = "d1"
agent = "pi-{id}"
"""
IDS = ("alte-post", "bahnhof", "hofladen", "kodorf", "muehle", "rathaus")
NAMED = """
[[part]]
name = "north"
spaces = ["alte-post", "bahnhof", "hofladen", "kodorf"]
[[part]]
name = "south"
spaces = ["muehle", "rathaus"]
"""

PARTS = ("north", "south")


def written(folder: Path, more: str = "", head: str = "") -> Path:
    """Write a hub.toml of six spaces."""
    path = folder / "hub.toml"
    path.write_text(head + "".join(SPACE.format(id=name) for name in IDS) + more)
    return path


def test_the_parts_share_the_spaces_and_nothing_that_is_written(tmp_path: Path) -> None:
    """Every space is in one part; each has a file and a book of its own, beside hub.toml's."""
    path = written(tmp_path, head='[store]\npath = "store/platzfrei.db"\n')
    parts = [load_part(path, f"{number}/2") for number in (1, 2)]
    assert sorted(space.id for part in parts for space in part.spaces) == sorted(IDS)
    assert all(part.spaces for part in parts)
    stores = [part.store for part in parts]
    assert [store.path.name for store in stores if isinstance(store, SqliteStoreConfig)] == [
        "platzfrei-1-of-2.db",
        "platzfrei-2-of-2.db",
    ]
    assert [part.book.path for part in parts] == [
        tmp_path / "store" / "book-1-of-2.db",
        tmp_path / "store" / "book-2-of-2.db",
    ]


def test_a_named_part_has_the_spaces_that_are_listed(tmp_path: Path) -> None:
    """A book that hub.toml names is one for each part as well."""
    path = written(tmp_path, NAMED, head='[book]\npath = "ours.db"\n')
    south = load_part(path, "south")
    assert [space.id for space in south.spaces] == ["muehle", "rathaus"]
    assert south.book.path == tmp_path / "ours-south.db"


def test_without_a_part_nothing_is_narrowed(tmp_path: Path) -> None:
    """One hub archives all, whether hub.toml names parts or not."""
    path = written(tmp_path, NAMED)
    assert load_part(path, None) == load(path)


def test_what_is_another_parts_is_no_stranger(tmp_path: Path) -> None:
    """A part knows the agents of all, and one part alone takes note of who isn't named."""
    path = written(tmp_path)
    regions = [region_of(load(path), path, f"{number}/3") for number in (1, 2, 3)]
    assert all(AgentAddress("muehle", "pi-muehle") in region.agents for region in regions)
    assert sum(region.is_noted_here("nobody-knows") for region in regions) == 1
    assert region_of(load(path), path, None).is_noted_here("nobody-knows")


@pytest.mark.parametrize(
    ("named", "key", "said"),
    [
        (
            NAMED.replace('"kodorf"', '"muehle"'),
            "part number 2: spaces",
            '"muehle" is in a part already',
        ),
        (
            NAMED.replace('"kodorf"', '"nowhere"'),
            "part number 1: spaces",
            '"nowhere" is no space here',
        ),
        (
            NAMED.replace(', "kodorf"', ""),
            "part",
            "expected every space in a part; in none: kodorf",
        ),
        (
            NAMED.replace("south", "north"),
            "part number 2: name",
            'expected another, "north" is taken',
        ),
        (NAMED.replace("south", "2/4"), "part number 2: name", "expected an id of a-z, 0-9 and -"),
    ],
)
def test_parts_that_do_not_share_the_spaces_are_refused(
    tmp_path: Path, named: str, key: str, said: str
) -> None:
    """Every space is in exactly one; file, key and what was expected are named."""
    path = written(tmp_path, named)
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert key in str(refused.value)
    assert said in str(refused.value)


def test_parts_share_the_buckets(tmp_path: Path) -> None:
    """In InfluxDB each has its spaces and a name of its own, in the buckets of all."""
    store = (
        '[store]\nkind = "influxdb"\nurl = "http://127.0.0.1:1"\norg = "o"\ntoken_file = "t"\n'
        'bucket = "b"\nraw_bucket = "r"\n'
    )
    path = written(tmp_path, NAMED, head=store)
    south = load_part(path, "south").store
    assert isinstance(south, InfluxPartConfig)
    assert (south.part, south.part_spaces) == ("south", frozenset(("muehle", "rathaus")))
    assert (south.bucket, south.recent_bucket) == ("b", "b-recent")


def is_refused(path: Path, part: str) -> bool:
    """Tell whether nothing is left of hub.toml for a part."""
    try:
        load_part(path, part)
    except ConfigError as refused:
        return f"--part: no space falls to {part}; expected fewer parts" in str(refused)
    return False


def test_a_part_without_a_space_is_refused(tmp_path: Path) -> None:
    """Nobody runs a hub for nothing without knowing: six spaces are too few for nineteen parts."""
    path = written(tmp_path)
    assert sum(is_refused(path, f"{number}/19") for number in range(1, 20)) >= 13


SCHEDULE = """
[[schedule]]
name = "ours"
every = "month"
folder = "reports"
spaces = ["muehle", "rathaus"]
"""


def test_a_schedule_belongs_to_one_part(tmp_path: Path) -> None:
    """Only that part makes its reports."""
    path = written(tmp_path, NAMED + SCHEDULE)
    of_parts = [[each.name for each in load_part(path, part).schedules] for part in PARTS]
    assert of_parts == [[], ["ours"]]


@pytest.mark.parametrize("spaces", ["", 'spaces = ["muehle", "kodorf"]'])
@pytest.mark.parametrize("part", PARTS)
def test_a_schedule_of_several_parts_is_refused(tmp_path: Path, spaces: str, part: str) -> None:
    """No hub has what it takes; one that has all spaces makes it."""
    schedule = SCHEDULE.replace('spaces = ["muehle", "rathaus"]', spaces)
    path = written(tmp_path, NAMED + schedule)
    with pytest.raises(ConfigError, match='schedule "ours": spaces: expected spaces of one part'):
        load_part(path, part)
    assert [each.name for each in load_part(path, None).schedules] == ["ours"]
