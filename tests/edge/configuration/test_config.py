"""What edge.toml may say, and how what it may not say is refused."""

from pathlib import Path

import pytest

from edge.configuration.config import EdgeConfig, Mqtt, load
from edge.configuration.sensors import (
    BeamsSensor,
    ContactSensor,
    DistanceSensor,
    MotionSensor,
    SwitchSensor,
)
from edge.decisions.plan import Kind, SensorPlan
from edge.errors import ConfigError

EXAMPLE = Path(__file__).parents[3] / "deploy/examples/edge.toml"

HEAD = """
space = "bahnhof-wiesenburg"
agent = "pi-bahnhof-1"
"""
MQTT = """
[mqtt]
host = "127.0.0.1"
"""
MOTION = """
[[sensor]]
id = "pir-1"
kind = "motion"
desk = "d1"
pin = 17
"""
BEAMS = """
[[sensor]]
id = "beams"
kind = "beams"
door = "main"
pins = [23, 24]
"""
DISTANCE = """
[[sensor]]
id = "sonar"
kind = "distance"
desk = "d2"
trigger = 5
echo = 6
"""
PIR, PAIR, SONAR = 'sensor "pir-1": ', 'sensor "beams": ', 'sensor "sonar": '
WHOLE = HEAD + MQTT + MOTION + BEAMS + DISTANCE


def written(folder: Path, text: str) -> Path:
    """Write a configuration and return its path."""
    file = folder / "edge.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, text: str) -> ConfigError:
    """Load what must be refused, and return the refusal."""
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return caught.value


def test_example_loads_with_every_kind() -> None:
    """The example that ships is valid and shows every kind of sensor."""
    kinds = {sensor.kind for sensor in load(EXAMPLE).sensors}
    assert kinds == {kind.value for kind in Kind}


def test_paths_are_beside_the_file(tmp_path: Path) -> None:
    """A relative path is meant from the file's folder, wherever the program was started."""
    config = load(written(tmp_path, WHOLE.replace("agent =", 'outbox = "data/o.db"\nagent =')))
    assert config.outbox == tmp_path / "data/o.db"


def test_absolute_path_stays(tmp_path: Path) -> None:
    """An absolute path is left as it is."""
    config = load(written(tmp_path, WHOLE.replace("agent =", 'outbox = "/var/o.db"\nagent =')))
    assert config.outbox == Path("/var/o.db")


def test_defaults(tmp_path: Path) -> None:
    """What is left out has the documented default."""
    config = load(written(tmp_path, WHOLE))
    assert (config.clock, config.alive_s, config.ttl_s) == ("auto", 60, 150)
    assert (config.keep_days, config.quota_mb) == (30, 64)
    assert config.outbox == tmp_path / "outbox.db"
    assert config.mqtt == Mqtt(host="127.0.0.1", port=1883, keepalive_s=20)
    assert str(config.address) == "bahnhof-wiesenburg/pi-bahnhof-1"


REFUSALS = [
    ("missing space", HEAD, 'agent = "pi"', "space", "missing"),
    ("missing mqtt", MQTT, "", "mqtt", "missing"),
    ("missing host", 'host = "127.0.0.1"', "", "mqtt.host", "missing"),
    ("no sensor", MOTION + BEAMS + DISTANCE, "", "sensor", "missing"),
    ("unknown key", "agent =", "wat = 1\nagent =", "wat", "unknown key"),
    ("unknown mqtt key", "host =", "hots = 1\nhost =", "mqtt.hots", "unknown key"),
    (
        "unknown sensor key",
        "pin = 17",
        "pin = 17\npins = [1, 2]",
        f"{PIR}pins",
        "unknown key",
    ),
    (
        "near_m of a motion",
        "pin = 17",
        "pin = 17\nnear_m = 1",
        f"{PIR}near_m",
        "unknown key",
    ),
    ("sensors", "[[sensor]]", "[[sensors]]", "sensors", "unknown key"),
    ("space no id", "bahnhof-wiesenburg", "Bahnhof Wiesenburg", "space", "expected an id"),
    ("desk no id", '"d1"', '"Desk 1"', f"{PIR}desk", "expected an id"),
    ("door no id", '"main"', '"-"', f"{PAIR}door", "expected an id"),
    ("unknown kind", '"motion"', '"camera"', f"{PIR}kind", "motion"),
    ("missing kind", 'kind = "motion"', "", f"{PIR}kind", "missing"),
    ("missing pin", "pin = 17", "", f"{PIR}pin", "missing"),
    ("pin too high", "pin = 17", "pin = 28", f"{PIR}pin", "27"),
    ("pin negative", "pin = 17", "pin = -1", f"{PIR}pin", "0"),
    ("pin a string", "pin = 17", 'pin = "17"', f"{PIR}pin", "BCM number"),
    ("pin a bool", "pin = 17", "pin = true", f"{PIR}pin", "BCM number"),
    ("one beam", "[23, 24]", "[23]", f"{PAIR}pins number 2", "missing"),
    ("three beams", "[23, 24]", "[23, 24, 25]", f"{PAIR}pins", "2"),
    ("beam pin too high", "[23, 24]", "[23, 99]", f"{PAIR}pins number 2", "27"),
    ("pin twice", "echo = 6", "echo = 17", f"{SONAR}echo", "another sensor has pin 17"),
    ("pin twice in a pair", "[23, 24]", "[23, 23]", f"{PAIR}pins number 2", "pin 23"),
    ("id twice", '"beams"\nkind', '"pir-1"\nkind', 'sensor number 2 ("pir-1"): id', "pir-1"),
    ("desk and door", 'desk = "d1"', 'desk = "d1"\ndoor = "x"', f"{PIR}door", "not both"),
    ("neither", 'desk = "d1"', "", f"{PIR}desk", "needs its desk"),
    ("beams at a desk", 'door = "main"', 'desk = "d9"', f"{PAIR}desk", "door"),
    ("motion at a door", 'desk = "d1"', 'door = "x"', f"{PIR}door", "desk"),
    ("negative hold", "pin = 17", "pin = 17\nhold_s = -1", f"{PIR}hold_s", "0"),
    ("endless hold", "pin = 17", "pin = 17\nhold_s = inf", f"{PIR}hold_s", "not inf"),
    ("hold of a bool", "pin = 17", "pin = 17\nhold_s = true", f"{PIR}hold_s", "number"),
    ("near beyond far", "echo = 6", "echo = 6\nnear_m = 2", f"{SONAR}near_m", "far_m"),
    (
        "near is far",
        "echo = 6",
        "echo = 6\nnear_m = 1\nfar_m = 1",
        f"{SONAR}near_m",
        "far_m",
    ),
    ("fixed pull-up", "pin = 17", 'pin = 2\npull = "down"', f"{PIR}pin", "pull-up"),
    ("unknown pull", "pin = 17", 'pin = 17\npull = "left"', f"{PIR}pull", "up"),
    (
        "beams without debounce",
        "[23, 24]",
        "[23, 24]\ndebounce_s = 0",
        f"{PAIR}debounce_s",
        "",
    ),
    ("ttl too short", "agent =", "alive_s = 150\nagent =", "alive_s", "ttl_s"),
    ("ttl too long", "agent =", "ttl_s = 9999\nagent =", "ttl_s", "3600"),
    ("no quota", "agent =", "quota_mb = 0\nagent =", "quota_mb", "1"),
    ("unknown clock", "agent =", 'clock = "sun"\nagent =', "clock", "ntp"),
    ("unknown desk", "agent =", 'desks = ["d2"]\nagent =', f"{PIR}desk", "d2"),
    ("unknown door", "agent =", 'doors = ["back"]\nagent =', f"{PAIR}door", "back"),
    ("no desk at all", "agent =", "desks = []\nagent =", f"{PIR}desk", "none"),
    ("password alone", "host =", 'password_file = "p"\nhost =', "mqtt.username", "password_file"),
    (
        "certificate alone",
        "host =",
        'tls = { ca_file = "a", cert_file = "c" }\nhost =',
        "mqtt.tls.key_file",
        "together",
    ),
    ("port zero", "host =", "port = 0\nhost =", "mqtt.port", "1"),
    ("host and hosts", "host =", 'hosts = ["b"]\nhost =', "mqtt.hosts", "either host or hosts"),
    (
        "no address",
        'host = "127.0.0.1"',
        'hosts = ["a b"]',
        "mqtt.hosts number 1",
        "a host such as",
    ),
    ("no host among hosts", 'host = "127.0.0.1"', "hosts = []", "mqtt.host", "missing"),
    ("no table", MQTT, 'mqtt = "here"', "mqtt", "a table"),
    ("sensor as a table", MOTION + BEAMS + DISTANCE, '[sensor]\nid = "x"', "sensor", "[[sensor]]"),
]


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
def test_mistake_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, expected: str
) -> None:
    """Every mistake names the file, the key as the file would write it, and what was expected."""
    top, assigned = (new, "") if old == MQTT and new else ("", new)
    error = refused(tmp_path, top + WHOLE.replace(old, assigned, 1))
    assert error.key == key
    assert expected in error.expected
    assert str(tmp_path / "edge.toml") in str(error)


def test_second_beam_pair_on_a_door_is_refused(tmp_path: Path) -> None:
    """Two beam pairs on one door would count everybody twice."""
    second = BEAMS.replace('"beams"\nkind', '"more"\nkind').replace("[23, 24]", "[20, 21]")
    assert refused(tmp_path, WHOLE + second).key == 'sensor "more": door'


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml: file: expected a readable file"):
        load(tmp_path / "nowhere.toml")


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    """What is no TOML is refused with the place of the mistake."""
    assert "line 2" in refused(tmp_path, "space = 'a'\nagent = \n").expected


def test_other_encoding_is_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused, not guessed at."""
    file = tmp_path / "edge.toml"
    file.write_bytes("# B\xfcro\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file)


def test_polarity_follows_the_pull() -> None:
    """A switch to 3.3 V with a pull-down is active while high, without being told so."""
    seat = {"id": "s", "desk": "d1", "pin": 4}
    assert not SwitchSensor.model_validate(seat).active_high
    assert SwitchSensor.model_validate({**seat, "pull": "down"}).active_high
    assert not SwitchSensor.model_validate({**seat, "pull": "none"}).active_high
    told = {**seat, "pull": "down", "active_high": False}
    assert not SwitchSensor.model_validate(told).active_high
    door = {"id": "c", "door": "main", "pin": 4}
    assert ContactSensor.model_validate(door).active_high
    assert not ContactSensor.model_validate({**door, "pull": "down"}).active_high


def test_fixed_pull_up_is_taken_as_it_is() -> None:
    """On GPIO 2 and 3 the board pulls up; that changes no sensor's polarity."""
    motion = MotionSensor(id="p", desk="d1", pin=2)
    assert (motion.pull, motion.active_high) == ("up", True)
    sonar = DistanceSensor(id="s", desk="d1", trigger=5, echo=3)
    assert sonar.echo_pull == "up"


def test_plan_counts_in_microseconds() -> None:
    """The decisions are given whole microseconds."""
    plan = MotionSensor(id="p", desk="d1", pin=4, hold_s=0.1, debounce_s=1).plan
    assert (plan.hold_us, plan.debounce_us, plan.desk) == (100_000, 1_000_000, "d1")
    assert BeamsSensor(id="b", door="main", pins=(4, 5)).plan.line_count == 2


def test_configuration_is_frozen(tmp_path: Path) -> None:
    """Nothing changes a configuration after it was checked."""
    config = load(written(tmp_path, WHOLE))
    with pytest.raises(ValueError, match="frozen"):
        config.space = "other"  # type: ignore[misc]  # the very mistake that is refused


def test_configuration_can_be_built_in_code() -> None:
    """The same checks hold for a configuration that no file was read for."""
    sensor = MotionSensor(id="p", desk="d1", pin=4)
    mqtt = Mqtt(host="127.0.0.1")
    assert EdgeConfig(space="s", agent="a", mqtt=mqtt, sensor=(sensor,)).sensors == (sensor,)
    with pytest.raises(ValueError, match="another sensor"):
        EdgeConfig(space="s", agent="a", mqtt=mqtt, sensor=(sensor, sensor))


# What proves a sensor

SEAT = """
[[sensor]]
id = "seat"
kind = "switch"
desk = "d3"
pin = 12
"""


def sensors(folder: Path, text: str) -> dict[str, SensorPlan]:
    """Return the plans of a configuration, by the sensors' ids."""
    return {one.id: one.plan for one in load(written(folder, WHOLE + text)).sensors}


def test_silent_days_hold_for_every_sensor_that_says_nothing_else(tmp_path: Path) -> None:
    """Eight weeks by default; what a sensor says itself goes first, and a distance needs none."""
    day_us = 86_400_000_000
    plans = sensors(tmp_path, SEAT)
    assert {of: plan.silent_us for of, plan in plans.items()} == {
        "pir-1": 56 * day_us,
        "beams": 56 * day_us,
        "seat": 56 * day_us,
        "sonar": 0,
    }
    text = WHOLE.replace("agent =", "silent_days = 7\nagent =") + SEAT + "silent_days = 0\n"
    plans = {one.id: one.plan for one in load(written(tmp_path, text)).sensors}
    assert (plans["pir-1"].silent_us, plans["seat"].silent_us) == (7 * day_us, 0)


def test_motion_warms_up_and_may_want_confirmation(tmp_path: Path) -> None:
    """A minute by default, and every pulse counts; a confirmation has defaults of its own."""
    pir = sensors(tmp_path, "")["pir-1"]
    assert (pir.warm_up_us, pir.confirm_count) == (60_000_000, 1)
    text = WHOLE.replace("pin = 17", "pin = 17\nwarm_up_s = 5\nconfirm = { hits = 3 }")
    pir = next(one.plan for one in load(written(tmp_path, text)).sensors if one.id == "pir-1")
    assert (pir.warm_up_us, pir.confirm_count, pir.confirm_within_us) == (5_000_000, 3, 10_000_000)


@pytest.mark.parametrize(
    ("keys", "active_high"),
    [
        ('wiring = "normally_closed"', True),
        ('wiring = "normally_open"', False),
        ('wiring = "normally_closed"\npull = "up"', True),
        ('wiring = "normally_closed"\npull = "down"', False),
        ('wiring = "normally_open"\npull = "down"', True),
        ('wiring = "normally_closed"\nactive_high = true', True),
    ],
)
def test_wiring_sets_the_polarity(tmp_path: Path, keys: str, *, active_high: bool) -> None:
    """A contact that is closed at rest is active where its pull leads: when anything opens."""
    seat = load(written(tmp_path, WHOLE + SEAT + keys + "\n")).sensors[-1]
    assert isinstance(seat, SwitchSensor)
    assert seat.active_high is active_high
    assert seat.is_fail_safe is ("closed" in keys)


def test_wiring_knows_the_pins_with_a_pull_of_their_own(tmp_path: Path) -> None:
    """GPIO 2 and 3 pull up, whatever a kind's default is."""
    text = WHOLE.replace("pin = 17", 'pin = 2\nwiring = "normally_closed"')
    pir = load(written(tmp_path, text)).sensors[0]
    assert isinstance(pir, MotionSensor)
    assert (pir.pull, pir.active_high, pir.is_fail_safe) == ("up", True, True)


@pytest.mark.parametrize(
    ("keys", "key", "expected"),
    [
        ("silent_days = -1", "silent_days", "0"),
        ('silent_days = "8 weeks"', "silent_days", "number"),
        ("silent_days = true", "silent_days", "number"),
        ('fitted = "2026-11-01"', "fitted", "a date without quotes, as 2026-11-28"),
        ("checked = 2026-11-01T10:00:00", "checked", "a date without quotes, as 2026-11-28"),
        ("checked = 20261101", "checked", "a date without quotes, as 2026-11-28"),
        (
            "fitted = 2026-11-02\nchecked = 2026-11-01",
            "checked",
            "expected no day before fitted, which is 2026-11-02",
        ),
        ('wiring = "nc"', "wiring", "normally_open"),
        ('wiring = "normally_closed"\npull = "none"', "wiring", "a cut wire has no level"),
        ('wiring = "normally_closed"\nactive_high = false', "active_high", "wiring"),
        ("warm_up_s = 60", "warm_up_s", "unknown key"),
        ("confirm = { hits = 2 }", "confirm", "unknown key"),
    ],
)
def test_what_proves_a_sensor_is_refused_by_name(
    tmp_path: Path, keys: str, key: str, expected: str
) -> None:
    """Each new key, in the house's words; a switch has no warm-up and nothing to confirm."""
    error = refused(tmp_path, WHOLE + SEAT + keys + "\n")
    assert error.key == f'sensor "seat": {key}'
    assert expected in error.expected


@pytest.mark.parametrize(
    ("keys", "key", "expected"),
    [
        ("confirm = 2", "confirm", "table"),
        ("confirm = { hits = 1 }", "confirm.hits", "2"),
        ("confirm = { within_s = 0 }", "confirm.within_s", "0.5"),
        ("confirm = { hits = 2, within = 5 }", "confirm.within", "unknown key"),
        ("hold_s = 5\nconfirm = {}", "confirm.within_s", "expected at most hold_s, which is 5"),
        ("warm_up_s = -1", "warm_up_s", "0"),
    ],
)
def test_what_motion_must_do_is_refused_by_name(
    tmp_path: Path, keys: str, key: str, expected: str
) -> None:
    """Down to the key of the inner table."""
    error = refused(tmp_path, WHOLE.replace("pin = 17", f"pin = 17\n{keys}"))
    assert error.key == PIR + key
    assert expected in error.expected


@pytest.mark.parametrize("days", ["-1", '"never"', "true", "4000"])
def test_silent_days_above_the_sensors_are_refused_there(tmp_path: Path, days: str) -> None:
    """Once, and not at every sensor."""
    error = refused(tmp_path, WHOLE.replace("agent =", f"silent_days = {days}\nagent ="))
    assert [one.key for one in error.faults] == ["silent_days"]


def test_a_digital_sensor_is_stuck_at_a_desk_only(tmp_path: Path) -> None:
    """A door may stand open for days."""
    text = """
[[sensor]]
id = "radar"
kind = "digital"
desk = "d4"
pin = 20
[[sensor]]
id = "lock"
kind = "digital"
door = "back"
pin = 21
"""
    plans = sensors(tmp_path, text)
    assert (plans["radar"].stuck_us, plans["lock"].stuck_us) == (43_200_000_000, 0)
