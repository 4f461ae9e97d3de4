"""`platzfrei-dashboards provision` against a double of Grafana, in the manner of 11 and of 12."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from contract.series import CareKind
from dashboards import alerts
from dashboards.cli import main
from dashboards.committed import committed
from tests.parts.grafana import ADMIN, VIEWER, FakeGrafana, running

REGION = "platzfrei-region-de"
SILENT = alerts.uid_of(CareKind.AGENT_SILENT)
RULES = [str(rule["uid"]) for group in alerts.groups() for rule in group.rules]
THINGS = 2 + 3 + 8 + len(RULES)
"""Data sources, folders, dashboards, alert rules."""


@pytest.fixture(params=["11.6.0", "12.3.0"])
def grafana(request: pytest.FixtureRequest) -> Iterator[FakeGrafana]:
    """Run an empty Grafana of either shape."""
    yield from running(request.param)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(grafana: FakeGrafana, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that types the command and returns status, output and complaint."""
    (tmp_path / "admin").write_text(f"{ADMIN}\n")
    (tmp_path / "viewer").write_text(VIEWER)
    (tmp_path / "wrong").write_text("glsa_wrong")
    (tmp_path / "influx").write_text("read-only")

    def typed(*more: str, key: str = "admin", url: str = grafana.url) -> tuple[int, str, str]:
        base = ("provision", "--url", url, "--token-file", str(tmp_path / key))
        status = main([*base, *more])
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


@pytest.fixture
def answering() -> Iterator[Callable[[int, str, str], str]]:
    """Return a function that lets a web server answer always the same; it returns its address."""
    servers: list[HTTPServer] = []

    def started(code: int, kind: str, body: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # named by the library
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def sources(tmp_path: Path) -> tuple[str, ...]:
    """Return the options that describe the data sources."""
    return (
        *("--influx-url", "http://influxdb:8086", "--influx-token-file", str(tmp_path / "influx")),
        *("--bucket", "platzfrei", "--recent-bucket", "platzfrei-recent"),
    )


Provisioned = tuple[FakeGrafana, Run]


@pytest.fixture
def there(grafana: FakeGrafana, run: Run, sources: tuple[str, ...]) -> Provisioned:
    """Return a Grafana that has everything, and how to type the command again."""
    assert run(*sources)[0] == 0
    return grafana, run


def test_an_empty_grafana_gets_everything(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Two data sources, three folders, eight dashboards, two groups of rules."""
    status, said, _ = run(*sources)
    assert status == 0
    assert f"{THINGS} changed" in said
    assert set(grafana.dashboards) == {board.uid for board in committed()}
    assert set(grafana.folders) == {"platzfrei-de", "platzfrei-en", alerts.FOLDER}
    assert list(grafana.alerting.rules) == RULES
    recent = grafana.sources["platzfrei-recent"]
    assert recent["jsonData"]["dbName"] == "platzfrei-recent"
    assert recent["secureJsonFields"] == {"httpHeaderValue1": True}


def test_a_dashboard_lies_in_the_folder_of_its_language(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """As the decision says."""
    run(*sources)
    for drawn in committed():
        (saved,) = grafana.dashboards[drawn.uid]
        assert saved["folderUid"] == f"platzfrei-{drawn.language}"
        assert saved["dashboard"]["panels"] == drawn.content["panels"]


@pytest.mark.parametrize("again", [True, False], ids=["same options", "fewer options"])
def test_a_second_run_changes_nothing_and_says_so(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], *, again: bool
) -> None:
    """Not one request but for reading."""
    run(*sources)
    grafana.changes.clear()
    status, said, _ = run(*(sources if again else ()))
    assert status == 0
    assert "nothing changed" in said
    assert grafana.changes == []


def test_what_was_edited_by_hand_is_left_alone_and_shown(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """With the difference, until somebody insists; then it is ours again, for good."""
    run(*sources)
    grafana.edit(REGION, title="Unsere Region")
    status, said, _ = run()
    assert status == 1
    assert "edited by hand, left alone" in said
    assert '- "title": "Unsere Region"' in said
    assert '+ "title": "Platzfrei: Region"' in said
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Unsere Region"
    status, said, _ = run("--force")
    assert (status, "1 changed" in said) == (0, True)
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Platzfrei: Region"
    assert run()[0] == 0


def test_where_messages_are_lost_the_contents_decide(there: Provisioned) -> None:
    """History is pruned, or left behind by a new store of Grafana; numbers are spelled anew."""
    grafana, run = there
    for saved in grafana.dashboards.values():
        saved[-1]["message"] = ""
    grafana.changes.clear()
    status, said, _ = run()
    assert (status, "nothing changed" in said) == (0, True)
    assert grafana.changes == []


def test_an_earlier_version_of_ours_is_replaced(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """A new release of this package needs no force."""
    run(*sources)
    last = grafana.dashboards[REGION][-1]
    last["message"], last["dashboard"]["title"] = "platzfrei-dashboards 0123456789abcdef", "Alt"
    status, said, _ = run()
    assert (status, "1 changed" in said) == (0, True)
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Platzfrei: Region"


def test_a_grafana_that_reads_our_files_is_left_to_them(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Nothing is written, above all no second folder for alerts; each thing is named."""
    run(*sources)
    grafana.read_files()
    grafana.changes.clear()
    status, said, _ = run(*sources)
    assert status == 0
    assert said.count("comes from files, left alone") == 2 + 8 + 1
    assert grafana.changes == []


def test_one_thing_from_files_keeps_nothing_else_from_coming(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """A source, a dashboard and a rule of theirs; the rest is ours."""
    run(*sources)
    grafana.sources["platzfrei"]["readOnly"] = True
    grafana.dashboards[REGION][-1]["provisioned"] = True
    grafana.changes.clear()
    status, said, _ = run(*sources)
    assert (status, said.count("comes from files, left alone")) == (0, 2)
    assert grafana.changes == []


@pytest.mark.parametrize(
    ("uid", "changes"),
    [(SILENT, {"for": "9h"}), (alerts.HUB_SILENT, {"noDataState": "OK"}), (SILENT, {"title": "x"})],
)
def test_a_rule_edited_by_hand_is_left_alone_and_shown(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], uid: str, changes: dict[str, str]
) -> None:
    """Until somebody insists; the other rules of its group stay as they are."""
    run(*sources)
    grafana.edit_rule(uid, **changes)
    (name, value) = next(iter(changes.items()))
    status, said, _ = run()
    assert (status, f'- "{name}": "{value}"' in said) == (1, True)
    assert grafana.alerting.rules[uid][name] == value
    assert (run("--force")[0], grafana.alerting.rules[uid][name] == value) == (0, False)
    assert "nothing changed" in run()[1]
    assert list(grafana.alerting.rules) == RULES


def test_a_rule_edited_by_hand_does_not_keep_others_from_a_new_version(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What we wrote carries its seal, so it is known from what a hand has changed."""
    with monkeypatch.context() as earlier:
        earlier.setattr("dashboards.alerts._BACK_S", 900)
        run(*sources)
    grafana.edit_rule(SILENT, labels={"product": "platzfrei", "team": "wir"})
    status, said, _ = run()
    assert (status, f"{len(RULES) - 2} changed" in said) == (1, True)
    spans = {
        uid: rule["data"][0]["relativeTimeRange"]["from"]
        for uid, rule in grafana.alerting.rules.items()
    }
    assert spans.pop(SILENT) == 900
    assert set(spans.values()) == {600, 90}


def test_rules_of_an_earlier_version_without_a_seal_are_replaced(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """They were written so that nobody could edit them in the interface."""
    run(*sources)
    for rule in grafana.alerting.rules.values():
        rule["annotations"].pop("__platzfreiSeal__")
        rule.update(provenance="api", noDataState="NoData")
    status, said, _ = run()
    assert (status, f"{len(RULES)} changed" in said) == (0, True)
    assert "nothing changed" in run()[1]


def test_a_rule_added_to_our_group_stays(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Although a group is written as a whole."""
    run(*sources)
    grafana.alerting.rules["own"] = {**grafana.alerting.rules[SILENT], "uid": "own", "title": "o"}
    del grafana.alerting.rules[alerts.uid_of(CareKind.SENSOR_FAULT)]
    assert "1 changed" in run()[1]
    assert set(grafana.alerting.rules) == {*RULES, "own"}


def test_what_people_say_of_a_rule_is_no_edit(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused, told to somebody, looked at less often: kept, over a new version too."""
    with monkeypatch.context() as earlier:
        earlier.setattr("dashboards.alerts._BACK_S", 900)
        run(*sources)
    told = {"receiver": "grafana-default-email"}
    grafana.edit_rule(SILENT, isPaused=True, notification_settings=told)
    grafana.alerting.intervals[alerts.FOLDER, "platzfrei-care"] = 300
    assert run()[0] == 0
    rule = grafana.alerting.rules[SILENT]
    assert (rule["isPaused"], rule["notification_settings"]) == (True, told)
    assert rule["data"][0]["relativeTimeRange"]["from"] == 600
    assert grafana.alerting.intervals[alerts.FOLDER, "platzfrei-care"] == 300
    assert "altered by hand, left so: it is paused" in run()[1]


def test_force_ends_a_pause_once(grafana: FakeGrafana, run: Run, sources: tuple[str, ...]) -> None:
    """Then nothing is left to change; whom the rule tells is still as people have said."""
    run(*sources)
    told = {"receiver": "grafana-default-email"}
    grafana.edit_rule(SILENT, isPaused=True, notification_settings=told)
    assert "1 changed" in run("--force")[1]
    rule = grafana.alerting.rules[SILENT]
    assert (rule["isPaused"], rule["notification_settings"]) == (False, told)
    assert "changed" not in run("--force")[1].replace("nothing changed", "").replace(
        "unchanged", ""
    )


def test_what_was_moved_or_renamed_stays_there_and_stays_new(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """People file things as they like; --force brings them back."""
    run(*sources)
    grafana.folders["platzfrei-de"]["title"] = "Anders"
    grafana.folders["own"] = {"uid": "own", "title": "Own"}
    last = grafana.dashboards[REGION][-1]
    last.update(folderUid="own", message="platzfrei-dashboards 0123456789abcdef")
    last["dashboard"]["title"] = "Alt"
    grafana.alerting.rules[SILENT].update(folderUID="own", provenance="")
    status, said, _ = run()
    assert (status, "1 changed" in said) == (0, True)
    assert "left so: it is called Anders" in said
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Platzfrei: Region"
    assert grafana.dashboards[REGION][-1]["folderUid"] == "own"
    assert grafana.alerting.rules[SILENT]["folderUID"] == "own"
    assert run("--force")[0] == 0
    assert grafana.dashboards[REGION][-1]["folderUid"] == "platzfrei-de"
    assert grafana.alerting.rules[SILENT]["folderUID"] == alerts.FOLDER
    assert grafana.folders["platzfrei-de"]["title"] == "Platzfrei (Deutsch)"


def test_a_data_source_edited_by_hand_is_left_alone_and_shown(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """What was added to it is no edit of ours; --force keeps that, too."""
    run(*sources)
    source = grafana.sources["platzfrei"]
    source["jsonData"]["timeout"] = 30
    assert "nothing changed" in run(*sources)[1]
    source["url"] = "http://elsewhere"
    status, said, _ = run(*sources)
    assert (status, '"url": "http://elsewhere"' in said) == (1, True)
    assert grafana.sources["platzfrei"]["url"] == "http://elsewhere"
    assert run(*sources, "--force")[0] == 0
    source = grafana.sources["platzfrei"]
    assert (source["url"], source["jsonData"]["timeout"]) == ("http://influxdb:8086", 30)


def test_a_data_source_that_nobody_touched_follows_its_options(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """It keeps what Grafana made of it: the first one is the default."""
    run(*sources)
    moved = [word.replace("//influxdb", "//10.0.0.7") for word in sources]
    status, said, _ = run(*moved)
    assert (status, "2 changed" in said) == (0, True)
    assert grafana.sources["platzfrei"]["url"] == "http://10.0.0.7:8086"
    assert [source["isDefault"] for source in grafana.sources.values()] == [True, False]


def test_a_data_source_that_does_not_answer_is_named(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Grafana takes any address; so it is asked to try it, in every run."""
    grafana.complaints["platzfrei-recent"] = "error reading influxDB: dial tcp: refused"
    status, said, _ = run(*sources)
    assert status == 1
    assert "Platzfrei recent" in said
    assert "does not answer: error reading influxDB: dial tcp: refused" in said
    assert run()[0] == 1
    grafana.complaints.clear()
    assert run()[0] == 0


def test_the_source_of_single_events_is_removed(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """An earlier version made it; whoever may look at a dashboard could ask it anything."""
    old = {"uid": "platzfrei-raw", "name": "Platzfrei raw", "type": "influxdb", "readOnly": False}
    grafana.sources["platzfrei-raw"] = old
    assert "Platzfrei raw" in run(*sources)[1]
    assert set(grafana.sources) == {"platzfrei", "platzfrei-recent"}


def test_the_source_of_single_events_waits_for_what_may_ask_it(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """A dashboard that was left alone would break; it is said instead."""
    run(*sources)
    old = {"uid": "platzfrei-raw", "name": "Platzfrei raw", "type": "influxdb", "readOnly": False}
    grafana.sources["platzfrei-raw"] = old
    grafana.edit(REGION, title="Unsere Region")
    assert "remove it by hand" in run()[1]
    assert "platzfrei-raw" in grafana.sources
    run("--force")
    assert "platzfrei-raw" not in grafana.sources


@pytest.mark.parametrize(
    ("option", "address", "settings"),
    [
        ("--alert-email", "a@b.example,c@d.example", {"addresses": "a@b.example,c@d.example"}),
        ("--alert-webhook", "https://x.example/y", {"url": "https://x.example/y"}),
    ],
)
def test_alerts_tell_whom_they_shall(
    there: Provisioned, option: str, address: str, settings: dict[str, str]
) -> None:
    """A contact point of ours, named at our rules; the policy of this Grafana stays theirs."""
    grafana, run = there
    policy = dict(grafana.alerting.policy)
    assert "reaches nobody" in run()[1]
    status, said, _ = run(option, address)
    assert (status, "reaches nobody" in said) == (0, False)
    made = grafana.alerting.points[-1]
    assert (f"--alert-{made['type']}", made["settings"]) == (option, settings)
    told = {rule["notification_settings"]["receiver"] for rule in grafana.alerting.rules.values()}
    assert told == {"Platzfrei"}
    assert grafana.alerting.policy == policy
    grafana.changes.clear()
    assert "nothing changed" in run(option, address)[1]
    assert "nothing changed" in run()[1]
    assert grafana.changes == []


def test_a_contact_point_edited_by_hand_is_left_alone(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Until somebody insists."""
    run(*sources, "--alert-email", "a@b.example")
    grafana.alerting.points[-1]["settings"] = {"addresses": "z@b.example", "singleEmail": True}
    status, said, _ = run("--alert-email", "a@b.example")
    assert (status, "z@b.example" in said) == (1, True)
    assert run()[0] == 0
    run("--alert-email", "a@b.example", "--force")
    assert grafana.alerting.points[-1]["settings"]["addresses"] == "a@b.example"


def test_a_contact_point_that_is_there_can_be_named(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """And one that is not is told from those that are."""
    grafana.alerting.points.append(
        {"uid": "x", "name": "Bauhof", "type": "email", "settings": {"addresses": "a@b.example"}}
    )
    status, _, complaint = run(*sources, "--contact-point", "Bauamt")
    assert (status, "Grafana has: Bauhof, email receiver" in complaint) == (2, True)
    assert run(*sources, "--contact-point", "Bauhof")[0] == 0
    assert "alerts go to  Bauhof" in run()[1]
    assert grafana.alerting.rules[SILENT]["notification_settings"] == {"receiver": "Bauhof"}


@pytest.mark.parametrize(
    "option", [("--alert-email", "nobody"), ("--alert-webhook", "bauhof"), ("--alert-email", "@")]
)
def test_an_address_that_is_none_is_refused(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], option: tuple[str, str]
) -> None:
    """Before anything is made."""
    status, _, complaint = run(*sources, *option)
    assert (status, option[0] in complaint) == (2, True)
    assert grafana.changes == []


def test_a_reading_account_is_made_once_with_its_token(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """It may only read, and only its owner may read its token."""
    token = tmp_path / "reader"
    asked = ("--service-account", "wall", "--service-account-token-file", str(token))
    assert "service account  wall" in run(*sources, *asked)[1]
    assert [
        (account["name"], account["role"], account["tokens"]) for account in grafana.accounts
    ] == [("wall", "Viewer", 1)]
    assert token.read_text() == "glsa_made_1\n"
    assert token.stat().st_mode & 0o777 == 0o600
    assert "nothing changed" in run(*asked)[1]
    assert grafana.accounts[0]["tokens"] == 1


def test_an_account_that_may_do_more_is_not_taken_for_a_reader(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """Its token would be no read-only token."""
    grafana.accounts.append({"id": 1, "name": "wall", "role": "Editor", "tokens": 0})
    asked = ("--service-account", "wall", "--service-account-token-file", str(tmp_path / "reader"))
    status, _, complaint = run(*sources, *asked)
    assert status == 2
    assert "has the role Editor" in complaint
    assert not (tmp_path / "reader").exists()


def test_a_missing_data_source_is_named(grafana: FakeGrafana, run: Run) -> None:
    """Before anything is made, with what to do."""
    status, _, complaint = run()
    assert status == 2
    assert "no data source of uid platzfrei and platzfrei-recent" in complaint
    assert "--influx-url" in complaint
    assert grafana.changes == []


@pytest.mark.parametrize("version", ["10.4.1", "9.5.0-pre", ""])
def test_an_old_grafana_is_refused(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], version: str
) -> None:
    """By its version, before anything is made."""
    grafana.version = version
    status, _, complaint = run(*sources)
    assert (status, "11.0 is needed" in complaint) == (2, True)
    assert grafana.changes == []


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("wrong", 2, "does not know this token"),
        ("viewer", 2, "needs the role Admin"),
        ("none", 2, "No such file"),
    ],
)
def test_a_token_that_does_not_do_is_explained(
    run: Run, sources: tuple[str, ...], token: str, status: int, words: str
) -> None:
    """Without a traceback, and without the token."""
    found, said, complaint = run(*sources, key=token)
    assert (found, words in complaint) == (status, True)
    assert "glsa" not in said + complaint


@pytest.mark.parametrize(
    ("url", "status"),
    [("ftp://x", 2), ("http://", 2), ("http://127.0.0.1:9", 3)],
    ids=["scheme", "no host", "nobody there"],
)
def test_a_grafana_out_of_reach_is_explained(run: Run, url: str, status: int) -> None:
    """By its address."""
    found, _, complaint = run(url=url)
    assert found == status
    assert url in complaint


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [("text/html", "<p>hello", 200), ("application/json", "[1", 200), ("text/plain", "no", 404)],
)
def test_what_is_no_grafana_is_told_from_one(
    run: Run, answering: Callable[[int, str, str], str], kind: str, body: str, code: int
) -> None:
    """The hub's own page, say, or InfluxDB's."""
    status, _, complaint = run(url=answering(code, kind, body))
    assert (status, "it is no Grafana" in complaint) == (2, True)
    assert "Traceback" not in complaint


def test_a_reader_that_has_gone_is_no_traceback(
    grafana: FakeGrafana, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """`provision … | head -0`: what was done is done, and the status says how."""
    (tmp_path / "admin").write_text(ADMIN)
    base = ("provision", "--url", grafana.url, "--token-file", str(tmp_path / "admin"))
    code = "import sys; from dashboards.cli import main; sys.exit(main(sys.argv[1:]))"
    reading, writing = os.pipe()
    os.close(reading)
    (tmp_path / "influx").write_text("read-only")
    ran = subprocess.run(
        [sys.executable, "-c", code, *base, *sources],
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(grafana.dashboards) == 8


def test_a_failing_grafana_is_reported_with_what_was_done(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Exit status 3, and its own words."""
    grafana.is_failing = True
    status, said, complaint = run(*sources)
    assert (status, "nothing changed" in said) == (3, True)
    assert "database is locked" in complaint


def test_half_a_description_of_the_data_sources_is_refused(run: Run) -> None:
    """All four options or none."""
    status, _, complaint = run("--bucket", "platzfrei")
    assert status == 2
    assert "belong together" in complaint
