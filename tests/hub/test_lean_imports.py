"""A hub at rest carries nothing that it doesn't use, and gets what it uses late."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from contract.topics import AgentAddress
from hub.domain.public_holidays import FEDERAL_STATES, public_holidays
from tests.parts.mosquitto import Mosquitto
from tests.system.region import write_hub_toml

SPARED = (
    *("asyncio.sslproto", "pydantic.v1.main", "prometheus_client.exposition"),
    *("click", "uvicorn.main", "sqlalchemy", "httpx", "httpcore", "influxdb_client", "paho"),
    *("icalendar", "recurring_ical_events", "hub.outside.asking"),
    *("docx", "xlsxwriter", "typst", "pypdf", "hub.commands", "hub.check", "hub.demo"),
    *("hub.reports.command", "holidays.calendars.islamic", "holidays.calendars.germany_school"),
    *("segno", "PIL", "xml", "pyexpat", "statistics", "difflib", "gzip", "urllib.request"),
    *("dateutil.parser", "dateutil.tz", "hub.pages.beyond.poster"),
    *("argon2", "cffi", "authlib", "joserfc", "cryptography", "webauthn", "apprise", "icalendar"),
    *("apprise", "requests", "hub.apprise_process"),
    *("smtplib", "hub.mail", "hub.report_mail", "hub.scheduled_reports"),
    *("hub.week_mail", "hub.weekly_mail"),
)

_A_HUB = """
import json, runpy, sys
sys.argv = ["hub", "serve", "--config", sys.argv[1]]
try:
    runpy.run_module("hub", run_name="__main__", alter_sys=True)
finally:
    print(json.dumps([name for name, module in sys.modules.items()
                      if not type(module).__name__.startswith("_Late")]))
"""
_LATE = """
from hub.lean_imports import put_off_imports
put_off_imports()
import sys
import hub.cli, hub.mqtt_client, asyncio, uvicorn, prometheus_client, pydantic.v1, urllib.request
from uvicorn import config
assert "_ssl" not in sys.modules
context = hub.mqtt_client.ssl.create_default_context()
import ssl
assert isinstance(context, ssl.SSLContext)
late = hub.mqtt_client.ssl
assert (config.SSL_PROTOCOL_VERSION, 0) == (ssl.PROTOCOL_TLS_SERVER, ssl.CERT_NONE)
for name in ("SSLWantReadError", "SSLWantWriteError", "SSLSocket", "CERT_NONE"):
    assert getattr(late, name) is getattr(ssl, name), name
assert asyncio.sslproto.SSLProtocol.__module__ == "asyncio.sslproto"
assert prometheus_client.generate_latest(prometheus_client.CollectorRegistry()) == b""
assert prometheus_client.Counter is prometheus_client.metrics.Counter
from uvicorn.config import Config
from uvicorn.server import Server
assert uvicorn.Config is Config and uvicorn.Server is Server
assert pydantic.v1.create_model("Old") is not None
assert issubclass(pydantic.v1.create_model("Old"), pydantic.v1.BaseModel)
assert urllib.request.getproxies is not None
import holidays.groups, holidays.calendars, holidays.countries
assert holidays.groups.IslamicHolidays and holidays.countries.Austria(years=2026)
from holidays.groups.christian import ChristianHolidays
assert holidays.groups.ChristianHolidays is ChristianHolidays
assert holidays.country_holidays("TR", years=2026)
from datetime import date
from holidays.countries.germany import DE, GERMANY_SCHOOL_HOLIDAYS
germany = DE(subdiv="BB", years=2026, categories=("public", "school"))
assert germany.get("3 October 2026") and "2026-05-01" in germany
assert len(germany) > len(DE(subdiv="BB", years=2026)) + 50
from holidays.calendars import germany_school
assert dict(GERMANY_SCHOOL_HOLIDAYS) == germany_school.GERMANY_SCHOOL_HOLIDAYS
assert len(GERMANY_SCHOOL_HOLIDAYS) > 30
assert not isinstance(germany_school.GERMANY_SCHOOL_HOLIDAYS, type(GERMANY_SCHOOL_HOLIDAYS))
"""
_ASKED = """
import json, sys
from hub.lean_imports import put_off_imports
put_off_imports()
from hub.domain.public_holidays import FEDERAL_STATES, public_holidays
said = {state: [[str(day), name] for day, name in public_holidays(state, 2026).items()]
        for state in FEDERAL_STATES}
put_off_imports()
countries = [name for name in sys.modules if name.startswith("holidays.countries.")]
print(json.dumps([said, countries]))
"""


def loaded_of(names: Iterable[str], loaded: Iterable[str]) -> list[str]:
    """Return which of these, or what is in them, has been imported."""
    there = set(loaded)
    return [name for name in names if any(f"{each}.".startswith(f"{name}.") for each in there)]


def test_at_rest_it_has_nothing_of_what_it_does_not_use(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Serving without TLS, InfluxDB or a report, and ended in good order, it has none of it."""
    config = write_hub_toml(tmp_path, mosquitto, [AgentAddress("hof", "pi-1")])
    process = subprocess.Popen(
        [sys.executable, "-c", _A_HUB, config],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on ")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=120)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    loaded = json.loads(said)
    assert loaded_of(["hub.reports.service", "uvicorn.server", "prometheus_client"], loaded)
    assert loaded_of(SPARED, loaded) == []


def test_what_was_put_off_is_there_when_it_is_used() -> None:
    """TLS, metrics, uvicorn's rest and other countries work as if they had been imported."""
    done = subprocess.run(
        [sys.executable, "-c", _LATE], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_one_country_is_imported_and_says_the_same() -> None:
    """Germany's module alone, with every state's holidays as the whole library says them."""
    done = subprocess.run(
        [sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    said, countries = json.loads(done.stdout)
    assert countries == ["holidays.countries.germany"]
    assert said == {
        state: [[str(day), name] for day, name in public_holidays(state, 2026).items()]
        for state in FEDERAL_STATES
    }


def test_where_all_are_imported_it_changes_nothing() -> None:
    """A program that has them already keeps them."""
    code = (
        "import sys, ssl, holidays.countries as all_of_them;"
        "from hub.lean_imports import put_off_imports; put_off_imports();"
        "assert sys.modules['holidays.countries'] is all_of_them;"
        "assert sys.modules['ssl'] is ssl"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=300).returncode == 0
