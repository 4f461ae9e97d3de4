"""`hub.toml`: what loads, and in which words the rest is refused."""

import json
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from pydantic import ValidationError

from hub.config import (
    RENAMED,
    EmbedConfig,
    HttpConfig,
    HubConfig,
    InfluxStoreConfig,
    SqliteStoreConfig,
    TlsConfig,
    load,
)
from hub.domain.mail import MailConfig
from hub.domain.opening import Hours
from hub.domain.schedule import ScheduleConfig
from hub.domain.visitors import Amenity
from hub.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "hub.toml"

DESIGNED = """
[http]
host = "127.0.0.1"
port = 8000
token_hash_file = "token.sha256"
[mqtt]
host = "127.0.0.1"
port = 1883
[store]
kind = "sqlite"                # or "influxdb" with url, org, token_file, bucket, raw_bucket
path = "platzfrei.db"
raw_days = 30
[[space]]
id = "bahnhof-wiesenburg"
name = "Bahnhof Wiesenburg"
timezone = "Europe/Berlin"
state = "BB"                   # federal state, for holidays
since = 2026-01-01
small_count = 3
public_detail = "count"        # or "desks"
opening = { mon = "09:00-17:00", wed = "09:00-12:00,13:00-17:00", fri = "09:00-15:00" }
holidays = "closed"
exceptions = [ { from = 2026-12-24, to = 2026-12-31, open = "closed", reason = "Winterpause" } ]
[[space.desk]]
id = "d1"
agent = "pi-bahnhof-1"
kind = "desk"
x = 1.0
y = 2.0
from = 2026-01-01              # in service, local dates; "to" optional
[[space.desk]]
id = "d2"
agent = "pi-bahnhof-1"
[[space.door]]
id = "main"
agent = "pi-bahnhof-1"
counts = true
"""

INFLUX = """[store]
kind = "influxdb"
url = "http://127.0.0.1:8086"
org = "region"
token_file = "influx.token"
bucket = "slots"
raw_bucket = "raw"
"""

SMALLEST = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
"""


def load_text(folder: Path, text: str) -> HubConfig:
    """Load a configuration that stands in a file of its own."""
    file = folder / "hub.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_designed_shape_loads(tmp_path: Path) -> None:
    """The shape that examples, tests and documentation share loads as it is printed."""
    config = load_text(tmp_path, DESIGNED)
    space = config.spaces[0]
    assert (config.http.port, config.http.token_hash_file) == (8000, tmp_path / "token.sha256")
    assert config.store == SqliteStoreConfig(path=tmp_path / "platzfrei.db", raw_days=30)
    assert space.opening is not None
    assert space.opening.wed == (Hours(540, 720), Hours(780, 1020))
    assert space.opening.sun == ()
    assert (space.exceptions[0].hours, space.exceptions[0].reason) == ((), "Winterpause")
    assert (space.desks[0].x, space.desks[0].from_date) == (1.0, date(2026, 1, 1))
    assert (space.doors[0].id, space.doors[0].counts) == ("main", True)


def uncommented(table: str) -> str:
    """Return what the example has behind "#" under the head of a table."""
    _, _, rest = EXAMPLE.read_text().partition(f"# {table}\n")
    lines = rest.partition("\n\n")[0].splitlines()
    return "\n".join([table, *(line.removeprefix("# ") for line in lines), ""])


def test_what_the_example_says_of_mail_and_schedules_loads(tmp_path: Path) -> None:
    """Every key of both tables, as who takes the "#" away has it."""
    tables = uncommented("[mail]") + uncommented("[[schedule]]")
    (tmp_path / "hub.toml").write_text(EXAMPLE.read_text() + tables)
    config = load(tmp_path / "hub.toml")
    (schedule,) = config.schedules
    assert config.mail is not None
    assert config.mail.model_fields_set == MailConfig.model_fields.keys()
    assert schedule.model_fields_set == ScheduleConfig.model_fields.keys()


def test_example_loads() -> None:
    """The example that operators copy is valid."""
    assert [space.id for space in load(EXAMPLE).spaces] == ["bahnhof-wiesenburg", "cafe-belzig"]


def test_smallest_file_has_safe_defaults(tmp_path: Path) -> None:
    """What is left out is local, embedded, and protects small counts."""
    config = load_text(tmp_path, SMALLEST)
    space = config.spaces[0]
    assert (config.http.host, config.mqtt.host) == ("127.0.0.1", "127.0.0.1")
    assert config.store == SqliteStoreConfig(path=tmp_path / "platzfrei.db", raw_days=30)
    assert (space.small_count, space.public_detail, space.opening) == (3, "count", None)


def test_influxdb_store(tmp_path: Path) -> None:
    """The other store has its own keys, and its token stands in a file beside hub.toml."""
    store = load_text(tmp_path, INFLUX + SMALLEST).store
    assert isinstance(store, InfluxStoreConfig)
    assert (store.token_file, store.raw_bucket) == (tmp_path / "influx.token", "raw")
    assert store.recent_bucket == f"{store.bucket}-recent"


def test_store_kind_defaults_to_sqlite(tmp_path: Path) -> None:
    """A store without a kind is the embedded one."""
    store = load_text(tmp_path, '[store]\npath = "/var/lib/hub.db"\n' + SMALLEST).store
    assert store == SqliteStoreConfig(path=Path("/var/lib/hub.db"))


def test_mutual_tls(tmp_path: Path) -> None:
    """The hub's own certificate is found beside hub.toml."""
    keys = 'ca_file = "ca.pem", cert_file = "hub.pem", key_file = "tls/hub.key"'
    tls = f"[mqtt]\ntls = {{ {keys} }}\n"
    mqtt = load_text(tmp_path, tls + SMALLEST).mqtt
    assert mqtt.tls == TlsConfig(
        ca_file=tmp_path / "ca.pem",
        cert_file=tmp_path / "hub.pem",
        key_file=tmp_path / "tls" / "hub.key",
    )


TLS_KEYS = ("ca_file", "cert_file", "key_file")
OLD_TLS = '[mqtt]\nca_file = "ca.pem"\ncert_file = "hub.pem"\nkey_file = "tls/hub.key"\n'


def test_the_old_keys_of_tls_still_work_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line in the log for each: the file, both keys, and the version that reads it no more."""
    mqtt = load_text(tmp_path, OLD_TLS + SMALLEST).mqtt
    assert mqtt.tls == TlsConfig(
        ca_file=tmp_path / "ca.pem",
        cert_file=tmp_path / "hub.pem",
        key_file=tmp_path / "tls" / "hub.key",
    )
    assert [each.levelname for each in caplog.records] == ["WARNING"] * 3
    assert [each.message for each in caplog.records] == [
        f"{tmp_path / 'hub.toml'}: mqtt.{key}: this key was renamed to mqtt.tls.{key};"
        " the old name is refused from version 0.3.0 on"
        for key in TLS_KEYS
    ]


def test_new_keys_of_tls_warn_of_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever has changed the file is left alone."""
    load_text(tmp_path, '[mqtt]\ntls = { ca_file = "ca.pem" }\n' + SMALLEST)
    assert caplog.records == []


@pytest.mark.parametrize("tls", ['{ ca_file = "new.pem" }', "{}", "true"])
def test_old_and_new_keys_of_tls_at_once_are_refused(tmp_path: Path, tls: str) -> None:
    """Nobody is left to guess which of the two counts: each line names the file and both keys."""
    with pytest.raises(ConfigError) as refused:
        load_text(tmp_path, f"{OLD_TLS}tls = {tls}\n{SMALLEST}")
    assert str(refused.value).splitlines() == [
        f"{tmp_path / 'hub.toml'}: mqtt.{key}: this is the old name of mqtt.tls.{key};"
        " expected only one of the two"
        for key in TLS_KEYS
    ]


def test_an_old_key_is_gone_when_its_time_is_over() -> None:
    """The version that was promised to refuse it doesn't carry it any more."""
    now = tuple(int(part) for part in version("platzfrei").split(".")[:3])
    for renamed in RENAMED:
        assert now < tuple(int(part) for part in renamed.refused_from.split("."))


def test_visitors_texts_and_desk_names(tmp_path: Path) -> None:
    """What visitors read about a space, and what a desk is called, may be given."""
    text = DESIGNED.replace(
        'holidays = "closed"',
        'holidays = "usual"\naddress = "Am Bahnhof 1"\nwebsite = "https://example.org"\n'
        'latitude = 52\nlongitude = 12.45\nnote = "Bitte klingeln."',
    ).replace('id = "d2"', 'id = "d2"\nname = "Fensterplatz"')
    space = load_text(tmp_path, text).spaces[0]
    assert (space.latitude, space.note) == (52.0, "Bitte klingeln.")
    assert [desk.label for desk in space.desks] == ["d1", "Fensterplatz"]


VISITORS = """town = "Wiesenburg"
facts = ["internet_access", "toilets:wheelchair"]
price = "5 Euro am Tag"
stop = { de = "Bahnhof", en = "Station" }
picture = { file = "pictures/hall.jpg", alt = "Die Halle" }
text = { de = "Erst dies.\\n\\nDann\\ndas." }
easy_language = "easy.txt"
[space.contact]
phone = "+49 (0)33849 123-45"
email = "hof@example.org"
website = "https://example.org/hof"
booking = "https://example.org/buchen"
"""


def test_what_visitors_are_told(tmp_path: Path) -> None:
    """Texts fall back to German and say so; files are found beside hub.toml."""
    space = load_text(tmp_path, SMALLEST + VISITORS).spaces[0]
    assert space.facts == (Amenity.INTERNET_ACCESS, Amenity.TOILETS_WHEELCHAIR)
    assert space.price is not None
    assert space.price.said_in("en") == ("5 Euro am Tag", "de")
    assert space.stop is not None
    assert space.stop.said_in("en") == ("Station", "en")
    assert space.picture is not None
    assert space.picture.file == tmp_path / "pictures" / "hall.jpg"
    assert space.picture.alt.said_in("de") == ("Die Halle", "de")
    assert space.text is not None
    assert space.text.said_in("en") == (("Erst dies.", "Dann das."), "de")
    assert space.easy_language == tmp_path / "easy.txt"
    assert space.contact.phone_uri == "tel:+493384912345"
    assert space.web_address == "https://example.org/hof"


def test_desks_may_be_shown_where_nothing_is_protected(tmp_path: Path) -> None:
    """Single desks are public only together with small_count = 0."""
    text = DESIGNED.replace("small_count = 3", "small_count = 0").replace('"count"', '"desks"')
    assert load_text(tmp_path, text).spaces[0].public_detail == "desks"


def test_adjacent_hours_and_any_order(tmp_path: Path) -> None:
    """Hours may touch and stand in any order; midnight at the end of a day is 24:00."""
    text = DESIGNED.replace('"09:00-15:00"', '"20:00-24:00, 09:00-12:00,12:00-15:00"')
    opening = load_text(tmp_path, text).spaces[0].opening
    assert opening is not None
    assert opening.fri == (Hours(540, 720), Hours(720, 900), Hours(1200, 1440))


def test_a_desk_may_serve_one_day(tmp_path: Path) -> None:
    """First and last day are both included, so they may be the same."""
    desk = load_text(tmp_path, DESIGNED.replace("y = 2.0", "to = 2026-01-01")).spaces[0].desks[0]
    assert desk.from_date == desk.to_date == date(2026, 1, 1)


def test_exception_may_mean_as_usual(tmp_path: Path) -> None:
    """An exception may restore the weekly hours, and need no reason."""
    text = DESIGNED.replace('open = "closed", reason = "Winterpause"', 'open = "usual"')
    exception = load_text(tmp_path, text).spaces[0].exceptions[0]
    assert (exception.hours, exception.reason) == (None, None)


SPACE = 'id = "bahnhof-wiesenburg"'
DESK = 'id = "d2"'
HERE = 'space "bahnhof-wiesenburg": '
D1, D2, DOOR = f'{HERE}desk "d1": ', f'{HERE}desk "d2": ', f'{HERE}door "main": '
EXCEPTION = f"{HERE}exceptions number 1: "
TLS = "mqtt.tls."

PORT = "port = 8000"

REFUSED = [
    (PORT, 'metrics = "all"', "http.metrics", "token"),
    *(
        (PORT, f'metrics = "local"\ntrusted_proxies = ["{proxy}"]', "http.metrics", "token")
        for proxy in ("127.0.0.1", "127.0.0.0/8", "0.0.0.0/0", "::1", "::/0")
    ),
    ("port = 8000", 'trusted_proxies = ["proxy"]', "http.trusted_proxies number 1", "network"),
    *(
        ("port = 8000", f'public_url = "{url}"', "http.public_url", expected)
        for url, expected in (
            ("amt.example/platzfrei", "https://"),
            ("ftp://amt.example/", "https://"),
            ("https://", "https://"),
            ("https://me:secret@amt.example/", "https://"),
            ("https://amt.example/desks?x=1", "https://"),
            ("https://amt.example/desks#top", "https://"),
            ("https://amt.example//desks", "https://"),
            ("https://amt.example/de sks", "https://"),
            ("https://amt.example/d%65sks", "https://"),
            ("https://[::1/desks", "https://"),
            ("https://amt.example:99999/", "https://"),
            ("https://amt.example/../desks", "without . and .."),
            ("https://amt.example/spaces/", '"/spaces"'),
            ("https://amt.example/api/desks", '"/api"'),
        )
    ),
    # unknown keys, with their path
    ('host = "127.0.0.1"\nport = 8000', "hots = 1", "http.hots", "unknown key"),
    ('kind = "desk"', 'knd = "desk"', f"{D1}knd", "kind"),
    (DESK, f'{DESK}\nknd = "desk"', f"{D2}knd", "unknown key"),
    ("counts = true", "count = true", f"{DOOR}count", "counts"),
    ("raw_days", "raw_day", "store.raw_day", "raw_days"),
    ("fri =", "frei =", f"{HERE}opening.frei", "fri"),
    ('open = "closed"', 'opne = "closed"', f"{EXCEPTION}opne", "open"),
    ("[store]", "[stroe]", "stroe", "store"),
    ("from = 2026-01-01", "from_date = 2026-01-01", f"{D1}from_date", "unknown key"),
    # missing keys
    (SPACE, "", "space number 1: id", "missing"),
    ("since = 2026-01-01", "", f"{HERE}since", "missing"),
    (DESK, "", f"{HERE}desk number 2: id", "missing"),
    ('agent = "pi-bahnhof-1"\nkind', "kind", f"{D1}agent", "missing"),
    ('open = "closed", ', "", f"{EXCEPTION}open", "missing"),
    # wrong types: nothing is converted
    ("port = 8000", 'port = "8000"', "http.port", "whole number"),
    ("port = 8000", "port = true", "http.port", "whole number"),
    ("port = 8000", "port = 70000", "http.port", "65535"),
    ("port = 1883", "port = 0", "mqtt.port", "1"),
    ("port = 1883", 'hosts = ["b"]\nport = 1883', "mqtt.hosts", "either host or hosts"),
    ("port = 8000", 'archive_url = "hub"', "http.archive_url", "an address such as"),
    ("port = 8000", 'archive_urls = { "1/1" = "hub" }', "http.archive_urls.1/1", "an address such"),
    ("port = 8000", 'archive_urls = { "1/2" = "http://a" }', "http.archive_urls", "none for 2/2"),
    ("port = 8000", 'archive_urls = { "a" = "http://a" }', "http.archive_urls", "such as 2/4"),
    (
        "port = 8000",
        'archive_url = "http://a"\narchive_urls = { "1/1" = "http://a" }',
        "http.archive_urls",
        "either archive_url or archive_urls",
    ),
    ("raw_days = 30", "raw_days = 0", "store.raw_days", "1"),
    ('"platzfrei.db"', "3", "store.path", "path"),
    ("counts = true", "counts = 1", f"{DOOR}counts", "true or false"),
    ("x = 1.0", "x = nan", f"{D1}x", "not nan"),
    ("x = 1.0", 'x = "1.0"', f"{D1}x", "number"),
    ("since = 2026-01-01", 'since = "2026-01-01"', f"{HERE}since", "date"),
    ("since = 2026-01-01", "since = 2026-01-01T00:00:00", f"{HERE}since", "date"),
    ("since = 2026-01-01", "since = 2026-02-30", "file", "TOML"),
    # values
    ('"sqlite"', '"mysql"', "store.kind", "influxdb"),
    ('"sqlite"', '"influxdb"', "store.url", "missing"),
    ('"sqlite"', '"influxdb"', "store.path", "token_file"),
    ('"Europe/Berlin"', '"Europe/Wiesenburg"', f"{HERE}timezone", "Europe/Berlin"),
    ('"Europe/Berlin"', '"Europe"', f"{HERE}timezone", "Europe/Berlin"),
    ('"Europe/Berlin"', '"../etc/passwd"', f"{HERE}timezone", "Europe/Berlin"),
    ('"BB"', '"XX"', f"{HERE}state", "BB"),
    ('"BB"', '"Augsburg"', f"{HERE}state", "BB"),
    ('state = "BB"', "", f"{HERE}state", "holidays"),
    ('kind = "desk"', 'kind = "sofa"', f"{D1}kind", "booth"),
    ("small_count = 3", "small_count = -1", f"{HERE}small_count", "0"),
    ('"count" ', '"desks" ', f"{HERE}public_detail", "small_count = 0"),
    (SPACE, 'id = "Bahnhof"', 'space "Bahnhof": id', "a-z"),
    ('agent = "pi-bahnhof-1"\nkind', 'agent = "pi/#"\nkind', f"{D1}agent", "a-z"),
    ('name = "Bahnhof Wiesenburg"', 'name = ""', f"{HERE}name", "1 to 200"),
    ('name = "Bahnhof Wiesenburg"', 'name = "  "', f"{HERE}name", "1 to 200"),
    ('name = "Bahnhof Wiesenburg"', 'name = "a\\nb"', f"{HERE}name", "one line"),
    ("y = 2.0", "to = 2025-12-31", f"{D1}to", "2026-01-01"),
    ("to = 2026-12-31", "to = 2026-12-23", f"{EXCEPTION}to", "2026-12-24"),
    ("since =", 'website = "http://example.org"\nsince =', f"{HERE}website", "https"),
    ("since =", 'website = "https://e.org/\\" x"\nsince =', f"{HERE}website", "https"),
    ("since =", 'website = "https://a:b@e.org/"\nsince =', f"{HERE}website", "https"),
    ("since =", 'website = "https:///hof"\nsince =', f"{HERE}website", "https"),
    ("since =", "latitude = 91\nlongitude = 1\nsince =", f"{HERE}latitude", "90"),
    ("since =", "latitude = 52.0\nsince =", f"{HERE}latitude", "longitude"),
    # what visitors read
    *(
        ("since =", f"{written}\nsince =", f"{HERE}{key}", expected)
        for written, key, expected in (
            ('town = " "', "town", "one line"),
            ('facts = ["wifi"]', "facts number 1", '"internet_access"'),
            ('facts = "kitchen"', "facts", "list"),
            ('facts = ["kitchen", "kitchen"]', "facts number 2", "stands there already"),
            ('contact = { phone = "ring me" }', "contact.phone", "+49"),
            ('contact = { phone = "12" }', "contact.phone", "+49"),
            ('contact = { email = "hof.example.org" }', "contact.email", "hof@example.org"),
            ('contact = { email = "a@b.de?bcc=c@d.de" }', "contact.email", "hof@example.org"),
            ('contact = { website = "javascript:alert(1)" }', "contact.website", "https://"),
            ('contact = { booking = "ftp://e.org" }', "contact.booking", "https://"),
            ('contact = { fax = "1" }', "contact.fax", "phone, email, website, booking"),
            (
                'website = "https://e.org"\ncontact = { website = "https://f.org" }',
                "contact.website",
                "only one",
            ),
            ("price = 5", "price", 'de = "…"'),
            ('price = { en = "5 euros" }', "price.de", "missing"),
            ('stop = { de = "Bahnhof", fr = "Gare" }', "stop.fr", "de, en"),
            ('picture = { file = "hof.jpg" }', "picture.alt", "missing"),
            ('picture = { alt = "Der Hof" }', "picture.file", "missing"),
            ('picture = { file = " ", alt = "Der Hof" }', "picture.file", "path of a file"),
            ('picture = { file = "hof.jpg", alt = "" }', "picture.alt.de", "1 to 200"),
            ('picture = "hof.jpg"', "picture", "table"),
            ('text = ""', "text.de", "1 to 4000"),
            ('text = "a\\u0000b"', "text.de", "control characters"),
            (f'text = "{"a" * 4001}"', "text.de", "4001"),
            ("easy_language = true", "easy_language", "path of a file"),
        )
    ),
    # hours
    ('"09:00-15:00"', '"15:00-09:00"', f"{HERE}opening.fri", "ends before it begins"),
    ('"09:00-15:00"', '"09:00-09:00"', f"{HERE}opening.fri", "ends before it begins"),
    ('"09:00-15:00"', '"22:00-02:00"', f"{HERE}opening.fri", "22:00-24:00"),
    ('"09:00-15:00"', '"09:00-12:00,11:45-15:00"', f"{HERE}opening.fri", "overlaps"),
    ('"09:00-15:00"', '"09:10-15:00"', f"{HERE}opening.fri", "15 minutes"),
    ('"09:00-15:00"', '"09:00-24:15"', f"{HERE}opening.fri", "24:00"),
    ('"09:00-15:00"', '"09:60-15:00"', f"{HERE}opening.fri", "24:00"),
    ('"09:00-15:00"', '"9-15"', f"{HERE}opening.fri", "09:00-12:00"),
    ('"09:00-15:00"', '""', f"{HERE}opening.fri", "closed"),
    ('"09:00-15:00"', "9", f"{HERE}opening.fri", "closed"),
    ('open = "closed"', 'open = "sometimes"', f"{EXCEPTION}open", "closed"),
    ('open = "closed"', 'open = "13:00-12:00"', f"{EXCEPTION}open", "ends before"),
    ('open = "closed"', "open = true", f"{EXCEPTION}open", "closed"),
    (DESK, f'{DESK}\nhours = {{ mon = "9" }}', f"{D2}hours.mon", "09:00-12:00"),
    # what must differ
    (DESK, 'id = "d1"', f'{HERE}desk number 2 ("d1"): id', "d1"),
    (
        "counts = true",
        '[[space.door]]\nid = "main"\nagent = "a"',
        f'{HERE}door number 2 ("main"): id',
        "main",
    ),
    (
        "counts = true",
        f'[[space]]\n{SPACE}\nname = "B"\ntimezone = "Europe/Berlin"\nsince = 2026-01-01',
        'space number 2 ("bahnhof-wiesenburg"): id',
        "bahnhof-wiesenburg",
    ),
    # paths that none can be
    ("port = 1883", 'tls = { ca_file = "~nobody-of-this-name/ca" }', f"{TLS}ca_file", "a user"),
    ("port = 1883", 'tls = { ca_file = "/" }', f"{TLS}ca_file", "the path of a file"),
    # what belongs together
    ("port = 1883", 'port = 1883\npassword_file = "p"', "mqtt.username", "password_file"),
    ("port = 1883", 'tls = { ca_file = "a", cert_file = "c" }', f"{TLS}key_file", "cert_file"),
    ("port = 1883", 'tls = { ca_file = "a", key_file = "k" }', f"{TLS}cert_file", "key_file"),
    ("port = 1883", 'tls = { cert_file = "c", key_file = "k" }', f"{TLS}ca_file", "missing"),
]  # fmt: skip


def told(error: ConfigError) -> dict[str, str]:
    """Return what was expected, by the places that are told."""
    return {fault.key: fault.expected for fault in error.faults}


@pytest.mark.parametrize(("was", "becomes", "key", "word"), REFUSED)
def test_mistake_is_refused(tmp_path: Path, was: str, becomes: str, key: str, word: str) -> None:
    """Each mistake is refused with the file, the key's path and what was expected."""
    assert was in DESIGNED
    with pytest.raises(ConfigError) as refused:
        load_text(tmp_path, DESIGNED.replace(was, becomes, 1))
    assert refused.value.file == tmp_path / "hub.toml"
    assert word in told(refused.value)[key]


@pytest.mark.parametrize(
    ("was", "becomes", "key"),
    [
        ("url", "uri", "store.uri"),
        ('token_file = "influx.token"\n', "", "store.token_file"),
        ("http://127.0.0.1", "http://user:secret@host", "store.url"),
        ('"http:', '"file:', "store.url"),
    ],
)
def test_mistake_in_influxdb_is_refused(tmp_path: Path, was: str, becomes: str, key: str) -> None:
    """The path of a key in the store does not depend on the store's kind."""
    with pytest.raises(ConfigError) as refused:
        load_text(tmp_path, INFLUX.replace(was, becomes, 1) + SMALLEST)
    assert key in told(refused.value)


@pytest.mark.parametrize("text", ["", "[http]\nport = 8000\n", "space = []\n"])
def test_no_space_is_refused(tmp_path: Path, text: str) -> None:
    """A hub without a space has nothing to do."""
    with pytest.raises(ConfigError) as refused:
        load_text(tmp_path, text)
    assert refused.value.key == "space"


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """A file that is missing, a folder, or no text is the operator's error too."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    for file in (tmp_path / "missing.toml", tmp_path, binary):
        with pytest.raises(ConfigError) as refused:
            load(file)
        assert (refused.value.file, refused.value.key) == (file, "file")


def test_refusal_is_one_readable_line(tmp_path: Path) -> None:
    """What the operator reads is one line: file, key, expectation."""
    with pytest.raises(ConfigError) as refused:
        load_text(tmp_path, DESIGNED.replace("fri =", "frei ="))
    file = tmp_path / "hub.toml"
    known = "mon, tue, wed, thu, fri, sat, sun"
    assert str(refused.value) == (
        f'{file}: {HERE}opening.frei: unknown key, perhaps "fri"; expected one of {known}'
    )


@pytest.mark.parametrize(
    ("written", "public_url", "base_path"),
    [
        ("https://amt.example/platzfrei/", "https://amt.example/platzfrei", "/platzfrei"),
        ("https://amt.example/platzfrei", "https://amt.example/platzfrei", "/platzfrei"),
        ("https://amt.example/a/b-c/", "https://amt.example/a/b-c", "/a/b-c"),
        ("https://platz.example/", "https://platz.example", ""),
        ("http://[::1]:8000", "http://[::1]:8000", ""),
        ("https://plätze.example/frei", "https://plätze.example/frei", "/frei"),
    ],
)
def test_a_public_address_with_its_path(written: str, public_url: str, base_path: str) -> None:
    """With or without a slash at its end, below a path or not."""
    http = HttpConfig(public_url=written)
    assert (http.public_url, http.base_path) == (public_url, base_path)


def test_a_password_in_an_address_isnt_shown() -> None:
    """Messages end in logs."""
    with pytest.raises(ValidationError) as refused:
        HttpConfig(public_url="https://me:secret@amt.example/")
    assert "secret" not in refused.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "site",
    [
        "https://www.amt.example",
        "https://*.amt.example",
        "http://intranet:8080",
        "https://AMT.example",
    ],
)
def test_sites_that_may_frame_it(site: str) -> None:
    """Sites without a path, with or without what is in front of their name."""
    assert EmbedConfig(frame_ancestors=(site,)).frame_ancestors == (site.lower(),)


@pytest.mark.parametrize(
    "site",
    [
        *("*", "'self'", "www.amt.example", "https://amt.example/", "https://amt.example/path"),
        *(
            "ftp://amt.example",
            "https://*",
            "https://a b",
            "https://a; script-src *",
            "https://a:0",
        ),
        *("https://user@amt.example", "javascript:alert(1)", "https://a\n", ""),
    ],
)
def test_what_is_no_site_frames_nothing(tmp_path: Path, site: str) -> None:
    """It is refused at start with file and key, and never gets into a policy."""
    file = tmp_path / "hub.toml"
    written = json.dumps(site)
    file.write_text(f"[embed]\nframe_ancestors = [{written}]\n{DESIGNED}")
    with pytest.raises(ConfigError) as refused:
        load(file)
    assert str(file) in str(refused.value)
    assert "embed.frame_ancestors" in str(refused.value)
    assert "expected a site" in str(refused.value)
