"""In which words a configuration is refused, whatever stands in it: for edge and hub alike."""

import copy
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from contract.configuration import Fault, Unreadable, faults_of, shown, table_of
from edge.configuration.config import EdgeConfig
from hub.config import HubConfig
from tests.house.tree import ROOT

EXAMPLES = ROOT / "deploy" / "examples"
MISSING = object()
WRONG: tuple[Any, ...] = (
    *(MISSING, True, 3, -1, 0, 10**50, 1e300, float("nan"), float("inf"), "", "x" * 300),
    *(
        "Zu viel\n",
        "\x1b[2J",
        "\x9b31m",
        "\u202eabc",
        "\0",
        "/",
        "ä/#",
        [],
        [1],
        ["a"],
        [[]],
        {},
        {"a": 1},
    ),
    *(date(2026, 1, 1), datetime(2026, 1, 1), time(1, 2)),  # noqa: DTZ001 - as a file may say it
)
# What only a library would say, or a programmer.
FOREIGN = re.compile(
    r"[Ii]nput should|[Vv]alid |pydantic|type=|Config\b|Sensor\b|Section|class |None|Error|tuple|"
    r"\bdict|\bstr\b|\bint\b|Extra inputs|Field required|pattern|union|tag\b|\[0\]"
)
INFLUX = {
    "kind": "influxdb",
    "url": "http://127.0.0.1:8086",
    "org": "o",
    "token_file": "t",
    "bucket": "b",
    "raw_bucket": "r",
}
TLS = {"ca_file": "a", "cert_file": "b", "key_file": "c"}


def edge_file() -> dict[str, Any]:
    """Return an edge.toml that uses every table."""
    raw = tomllib.loads((EXAMPLES / "edge.toml").read_text())
    raw["mqtt"].update(username="u", password_file="p", tls=dict(TLS))  # noqa: S106 - a file's name
    return raw


def hub_file(**store: Any) -> dict[str, Any]:
    """Return a hub.toml that uses every table."""
    raw = tomllib.loads((EXAMPLES / "hub.toml").read_text())
    raw["http"].update(trusted_proxies=["127.0.0.1"], token_hash_file="t")  # noqa: S106 - a file's name
    raw["mqtt"].update(username="u", tls=dict(TLS))
    raw["store"].update(store)
    return raw


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every place of a file: of each table, list and value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def spoilt(raw: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    """Return the file with another value at one place, or with nothing there."""
    raw = copy.deepcopy(raw)
    at: Any = raw
    for step in path[:-1]:
        at = at[step]
    if value is MISSING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return raw


def faults_in(model: type[BaseModel], raw: dict[str, Any]) -> list[Fault]:
    """Return what is wrong with a file; nothing if it loads."""
    try:
        model.model_validate(raw, context={"folder": Path("/etc")})
    except ValidationError as error:
        return faults_of(error, model, raw)
    return []


FILES: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "edge": (EdgeConfig, edge_file()),
    "hub": (HubConfig, hub_file()),
    "hub with InfluxDB": (HubConfig, hub_file() | {"store": INFLUX}),
}


@pytest.mark.parametrize(("model", "raw"), FILES.values(), ids=FILES)
def test_every_wrong_value_is_told_in_our_own_words(
    model: type[BaseModel], raw: dict[str, Any]
) -> None:
    """At every place, whatever stands there: one line, where it is and what was expected."""
    assert faults_in(model, raw) == []
    told = 0
    for path in places(raw):
        for value in WRONG:
            for fault in faults_in(model, spoilt(raw, path, value)):
                line = f"{fault.key}: {fault.expected}"
                told += 1
                assert line.isprintable(), (path, value, line)
                assert not FOREIGN.search(line), (path, value, line)
                assert len(line) < 400, (path, value, line)
                assert re.search("expected|missing|need|watches|another|already", line), line
    assert told > 1000


@pytest.mark.parametrize(("model", "raw"), FILES.values(), ids=FILES)
def test_a_fault_stands_where_the_mistake_is(model: type[BaseModel], raw: dict[str, Any]) -> None:
    """A value of the wrong type is told under its own key, and by the id of what it belongs to."""
    for path in places(raw):
        if isinstance(path[-1], str) and path[-1] != "id":
            for fault in faults_in(model, spoilt(raw, path, [[]])):
                assert path[-1] in re.split(r"[.: ]+", fault.key), (path, fault)


@pytest.mark.parametrize("key", ["\x1b[2J", "a\nb", "\x9b31m", "\u202eabc", "", "x" * 100_000])
@pytest.mark.parametrize(("model", "raw"), FILES.values(), ids=FILES)
def test_whatever_a_key_is_called_its_line_can_be_printed(
    model: type[BaseModel], raw: dict[str, Any], key: str
) -> None:
    """No terminal obeys what stands in a file, and no line is forged or endless."""
    for path in ((key,), ("mqtt", key)):
        (fault,) = faults_in(model, spoilt(raw, path, 1))
        assert f"{fault.key}: {fault.expected}".isprintable()
        assert len(fault.key) < 60
        assert "unknown key" in fault.expected


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "\0", "\x9b31m"])
def test_what_is_printed_or_opened_later_has_no_control_characters(text: str) -> None:
    """Names, addresses and paths stand in logs and in what `check` says."""
    paths = ["mqtt.host", "mqtt.username", "mqtt.password_file"]
    wanted = {
        "edge": [*paths, "outbox"],
        "hub": [*paths, "http.host", "store.path"],
        "hub with InfluxDB": [f"store.{key}" for key in INFLUX if key != "kind"],
    }
    for name, keys in wanted.items():
        model, raw = FILES[name]
        for key in keys:
            told = [one.key for one in faults_in(model, spoilt(raw, tuple(key.split(".")), text))]
            assert key in told


def test_edge_and_hub_say_tls_in_the_same_keys() -> None:
    """Who has set up one of the two knows how the other is set up."""
    edge, hub = EdgeConfig.model_fields["mqtt"], HubConfig.model_fields["mqtt"]
    own = [set(shape.annotation.model_fields) for shape in (edge, hub)]  # type: ignore[union-attr]
    assert own[0] == own[1]
    faults = [faults_in(model, spoilt(raw, ("mqtt", "tls"), {})) for model, raw in FILES.values()]
    assert all(told == faults[0] for told in faults)
    assert [fault.key for fault in faults[0]] == ["mqtt.tls.ca_file"]


def test_the_nearest_known_key_is_named() -> None:
    """And all the others, in the order of the documentation."""
    raw = edge_file()
    raw["mqtt"]["hots"] = "x"
    raw["sensor"][0]["hold"] = 3
    first, second = faults_in(EdgeConfig, raw)
    assert first == Fault(
        "mqtt.hots",
        'unknown key, perhaps "hosts"; expected one of host, hosts, port, username, password_file,'
        " tls, keepalive_s",
    )
    assert second.key == 'sensor "pir-1": hold'
    assert 'perhaps "hold_s"; expected one of id, kind, desk, door' in second.expected


def test_a_kind_of_the_market_is_translated() -> None:
    """Who writes "pir" learns what it is called here, and what else there is."""
    raw = spoilt(edge_file(), ("sensor", 0, "kind"), "pir")
    (fault,) = faults_in(EdgeConfig, raw)
    assert fault == Fault(
        'sensor "pir-1": kind',
        'expected one of contact, beams, motion, switch, distance, digital, not "pir", perhaps'
        ' "motion"',
    )


def test_all_mistakes_are_told_at_once_up_to_a_bound() -> None:
    """Twenty lines, and how many more there are."""
    raw = edge_file()
    raw["sensor"] = [{"id": f"s{n}", "kind": "motion", "desk": "d1"} for n in range(25)]
    faults = faults_in(EdgeConfig, raw)
    assert len(faults) == 21
    assert faults[0] == Fault('sensor "s0": pin', "missing; expected a BCM number from 0 to 27")
    assert faults[-1] == Fault("file", "5 more mistakes")


def test_an_item_without_an_id_or_with_a_taken_one_is_numbered() -> None:
    """Counted from one, as people do."""
    raw = edge_file()
    del raw["sensor"][2]["id"]
    raw["sensor"][1]["id"] = "pir-1"
    raw["sensor"][1]["pin"] = "x"
    keys = [fault.key for fault in faults_in(EdgeConfig, raw)]
    assert keys == ['sensor number 2 ("pir-1"): pin', "sensor number 3: id"]


def test_a_password_in_an_address_is_not_repeated() -> None:
    """It would stand in the log for ever."""
    raw = hub_file() | {"store": INFLUX | {"url": "http://me:secret@host"}}
    (fault,) = faults_in(HubConfig, raw)
    assert fault.key == "store.url"
    assert "secret" not in fault.expected


TOML = {
    "a key twice": (b"a = 1\nb = 2\na = 3\n", "line 3", "twice"),
    "a table twice": (b"[a]\n[b]\n[a]\n", "line 3", "twice"),
    "a key twice in a table in a line": (b"t = { a = 1, a = 2 }\n", "line 1", "twice"),
    "a table over a key": (b"a = 1\n[a]\n", "line 2", "expected TOML"),
    "a table of an array": (b"[[a]]\n[a]\n", "line 2", "expected TOML"),
    "no value": (b"a = 1\nb =\n", "line 2", "a value"),
    "no quotes": (b"a = hello\n", "line 1", "a value"),
    "no equals sign": (b"hello\n", "line 1", '"="'),
    "no quote at the end": (b'a = "b\n', "line 1", "quote"),
    "no bracket at the end": (b"a = [1,\n", "at its end", "bracket"),
    "two in a line": (b"a = 1 b = 2\n", "line 1", "end of the line"),
    "a date that isn't": (b"a = 2026-02-30\n", "line 1", "date"),
    "a folder of Windows": (b'a = "C:\\Users"\n', "line 1", "backslash"),
    "a digit too many": (b"a = " + b"9" * 5000, "at its end", "shorter number"),
    "lists without end": (b"a = " + b"[" * 100_000, "at its end", "lists"),
    "another encoding": ("a = 1\n# Büro\n".encode("latin-1"), "line 2", "UTF-8"),
    "UTF-16": ("a = 1\n".encode("utf-16"), "UTF-16", "UTF-8"),
    "no text": (b"\0\0\0", "UTF-16", "UTF-8"),
    "too long": (b"#" * 2**21, "1048576", "at most"),
}


@pytest.mark.parametrize(("content", "where", "words"), TOML.values(), ids=TOML)
def test_what_is_no_toml_is_told_in_our_own_words(content: bytes, where: str, words: str) -> None:
    """With the line where it stands."""
    with pytest.raises(Unreadable) as refused:
        table_of(content)
    told = str(refused.value)
    assert where in told
    assert words in told
    assert told.isprintable()
    assert not re.search("Cannot|Invalid|namespace|int string", told)


def test_a_byte_order_mark_is_passed_over() -> None:
    """Editors on Windows write one."""
    assert table_of("a = 1\n".encode("utf-8-sig")) == {"a": 1}


def test_values_are_shown_as_the_file_has_them() -> None:
    """And cut where they are long."""
    assert shown(True) == "true"
    assert shown("a\nb") == '"a\\nb"'
    assert shown("Büro") == '"Büro"'
    assert shown("\x9b\u202e") == '"\\u009b\\u202e"'
    assert shown("x" * 99) == '"' + "x" * 40 + '…"'
    assert shown([1]) == "a list"
    assert shown(date(2026, 1, 31)) == "2026-01-31"
