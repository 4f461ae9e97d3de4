"""[site] in a file: what is wrong is told by file and key, and what is missing at the start."""

import logging
import re
from pathlib import Path

import pytest

from hub.cli import MISCONFIGURED, main
from hub.config import load
from hub.site_check import texts_to_check
from tests.house.tree import ROOT
from tests.hub.spaces import utc

EXAMPLE = (ROOT / "deploy" / "examples" / "hub.toml").read_text()
SPACE = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
since = 2026-01-01
"""


def written(folder: Path, site: str) -> Path:
    """Write a hub.toml with this [site]."""
    path = folder / "hub.toml"
    path.write_text(f"[site]\n{site}\n{SPACE}")
    return path


@pytest.mark.parametrize(
    ("site", "key", "said"),
    [
        ('colors = { accent = "#ffee00" }', "site.colors.accent",
         "expected a contrast of at least 4.5 to 1, #ffee00 has 1.08 to 1 with #f5f3ec"),
        ('colors = { paper_dark = "#eeeeee" }', "site.colors.paper_dark", "expected a contrast"),
        ('colors = { accent = "green" }', "site.colors.accent",
         'expected a colour such as "#14603f", not "green"'),
        ('colors = { akzent = "#14603f" }', "site.colors.akzent", 'unknown key, perhaps "accent"'),
        ('url = "http://example.org"', "site.url", 'such as "https://example.org/desks/"'),
        ('url = "https://example.org/desks"', "site.url",
         'expected the path of http.public_url, "/"'),
        ('imprint = { url = "javascript:alert(1)" }', "site.imprint.url",
         'expected an address that begins with "https://", not "javascript:alert(1)"'),
        ('imprint = { url = "https://example.org", confirmed = 2026-11-28 }', "site.imprint.url",
         "expected either url, or the keys of the built-in text"),
        ('imprint = { confirmed = "2026-11-28" }', "site.imprint.confirmed",
         "expected a date such as 2026-01-31, without quotes"),
        ('imprint = "https://example.org"', "site.imprint", "expected a table, [site.imprint]"),
        ("privacy = { log_days = 9000 }", "site.privacy.log_days",
         "expected a whole number from 0 to 3650, not 9000"),
        ('accessibility = { status = "voll" }', "site.accessibility.status",
         'expected "full" or "partial", not "voll"'),
        ('operator = { email = "info" }', "site.operator.email", "expected an address such as"),
        ('operator = { name = "" }', "site.operator.name", "expected one line of 1 to 200"),
        ('name = "Platz\\u0007frei"', "site.name", "expected one line of 1 to 60 characters"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_file_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], site: str, key: str, said: str
) -> None:
    """In one line, exit status 2, before anything is made."""
    path = written(tmp_path, site)
    assert main(["serve", "--config", str(path)]) == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"platzfrei-hub: {path}: {key}: ")
    assert said in line
    assert list(tmp_path.iterdir()) == [path]


def test_an_address_has_the_path_that_a_proxy_shows(tmp_path: Path) -> None:
    """Then it is the one of both, without a slash at its end."""
    path = written(tmp_path, 'url = "https://example.org/desks/"')
    path.write_text(path.read_text() + '[http]\npublic_url = "http://10.0.0.1:8000/desks"\n')
    config = load(path)
    assert config.site_url == "https://example.org/desks"
    assert config.http.base_path == "/desks"


def test_who_names_no_site_has_the_address_of_the_proxy(tmp_path: Path) -> None:
    """Or none."""
    path = written(tmp_path, "")
    assert load(path).site_url == ""
    path.write_text(path.read_text() + '[http]\npublic_url = "https://amt.example/"\n')
    assert load(path).site_url == "https://amt.example"


def test_the_example_of_a_site_loads(tmp_path: Path) -> None:
    """As it stands behind the #; but for its logo, which is nobody's."""
    lines = re.search(r"^# \[site\]\n(.*?)\n\n", EXAMPLE, re.DOTALL | re.MULTILINE)
    assert lines is not None
    keys = [line[2:] for line in lines[1].splitlines() if re.match(r"# (\[|[a-z_]+ = )", line)]
    site = load(written(tmp_path, "\n".join(keys))).site
    assert site.operator.name == "Gemeinde Wiesenburg/Mark"
    left_out = {"url"}  # of the three texts, which have either that or the rest
    for part in (site, site.operator, site.colors, site.imprint, site.privacy, site.accessibility):
        named = part.model_fields_set | left_out
        assert named >= set(type(part).model_fields), part


def test_what_is_missing_is_said_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning that names file and keys; the hub goes on all the same."""
    path = written(tmp_path, 'operator = { name = "Gemeinde" }')
    monkeypatch.setattr("hub.cli.open_store", _refuse)
    with caplog.at_level(logging.WARNING), pytest.raises(_OpenedError):
        main(["serve", "--config", str(path)])
    lacking, samples = [
        each.getMessage() for each in caplog.records if "site:" in each.getMessage()
    ]
    assert lacking.startswith(
        f"{path}: site: the texts that law asks for lack site.operator.address"
    )
    assert "site.imprint.confirmed" in samples


def test_a_check_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As warnings, which are no mistake."""
    path = written(tmp_path, "")
    main(["check", "--config", str(path)])
    warned = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warn")]
    said = list(texts_to_check(load(path), utc(2026, 11, 28)))
    assert warned == [f"warn   {path}: {line}" for line in said]
    assert len(said) == 2


class _OpenedError(Exception):
    """Ends a start where the store would be opened."""


def _refuse(*_: object, **__: object) -> None:
    raise _OpenedError
