"""What is written is true: commands run, examples load, links lead somewhere."""

import asyncio
import importlib.util
import io
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.routing import BaseRoute, Route

import edge.configuration.config
import hub.config
from contract.topics import Channel
from hub.app import create_app
from hub.clock import SystemClock
from hub.live.live import Live
from hub.metrics import HubMetrics
from tests.house.tree import ROOT, files, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PAGES = sorted(path for path in files() if path.suffix == ".md" and path.parts[0] != "tests")
EXAMPLES = sorted((ROOT / "deploy" / "examples").glob("*.toml"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))

FENCE = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )?(?:make|platzfrei-\w+) [^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def commands(text: str) -> Iterator[str]:
    """Yield every command of a page: the lines of its shell blocks, and those within sentences."""
    for block in FENCE.finditer(text):
        lines = block.group(2).replace("\\\n", " ").splitlines()
        yield from (line.strip() for line in lines if shlex.split(line, comments=True))
    yield from INLINE.findall(FENCE.sub("", text))


ALL_COMMANDS = sorted({each for page in PAGES for each in commands((ROOT / page).read_text())})


def check(command: str) -> None:
    """Fail unless a command could be typed as it is written."""
    words = shlex.split(command, comments=True)
    while re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words.pop(0)
    program, arguments = Path(words[0]).name, words[1:]
    assert program in CHECKS, f"nobody knows how to check: {command}"
    CHECKS[program](program, arguments)


def check_make(_program: str, arguments: list[str]) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    variables = re.findall(r"^([A-Z]+) \?=", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for word in arguments:
        name, is_variable, _ = word.partition("=")
        assert name in (variables if is_variable else targets), word


def check_program(program: str, arguments: list[str]) -> None:
    chosen = list(takewhile(re.compile("[a-z]+").fullmatch, arguments))
    text = help_of(program, *chosen)
    for word in arguments[len(chosen) :]:
        if word.startswith("--"):
            assert word in text, f"{program} {chosen} has no {word}"
        elif word.startswith("deploy/"):
            assert (ROOT / word).exists(), word


@cache
def help_of(program: str, *chosen: str) -> str:
    """Return what a program says of itself, as it is installed, or of one of its commands."""
    assert program in PROJECT["scripts"]
    if chosen:
        return help_of_command(program, chosen)
    command = [str(Path(sys.executable).parent / program), "--help"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, f"{program}: {ran.stderr}"
    return ran.stdout


def help_of_command(program: str, chosen: Iterable[str]) -> str:
    """Ask the program in this process: to start it for each command took half a minute."""
    room = PROJECT["scripts"][program].partition(".")[0]
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained), pytest.raises(SystemExit) as ended:
        importlib.import_module(f"{room}.cli").main([*chosen, "--help"])
    assert not ended.value.code, f"{program} {chosen}: {complained.getvalue()}"
    return said.getvalue()


def check_pip(_program: str, arguments: list[str]) -> None:
    assert arguments[0] == "install"
    check_own_paths("pip", arguments)
    for extra in re.findall(r"\[(\w+)\]", arguments[1]):
        assert extra in PROJECT["optional-dependencies"]


def check_python(_program: str, arguments: list[str]) -> None:
    assert arguments[0] == "-m"
    assert importlib.util.find_spec(arguments[1])


def check_copy(_program: str, arguments: list[str]) -> None:
    assert arguments[0].startswith("/") or (ROOT / arguments[0]).exists()


def check_sudo(_program: str, arguments: list[str]) -> None:
    if arguments[0] == "-u":
        arguments = arguments[2:]
    if arguments[0] != "apt-get":
        check(shlex.join(arguments))


def check_script(program: str, _arguments: list[str]) -> None:
    assert (ROOT / "deploy" / program).exists()


def check_own_paths(_program: str, arguments: list[str]) -> None:
    """Fail if a command of the system names a file of this checkout that isn't there."""
    for word in arguments:
        assert not word.startswith(("deploy/", "requirements/")) or (ROOT / word).exists(), word


def check_systemctl(_program: str, arguments: list[str]) -> None:
    units = {path.stem for path in (ROOT / "deploy" / "systemd").iterdir()} | {"mosquitto"}
    names = [word for word in arguments[1:] if not word.startswith("--")]
    assert set(names) <= units, names


def check_journal(_program: str, arguments: list[str]) -> None:
    unit = arguments[arguments.index("--unit") + 1]
    assert (ROOT / "deploy" / "systemd" / f"{unit}.service").exists(), unit


def check_docker(_program: str, arguments: list[str]) -> None:
    """Fail unless a command of Compose names services and scripts' tasks that there are."""
    assert arguments[:3] == ["compose", "--file", "deploy/compose.yaml"]
    services = set(yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"])
    verb, *rest = arguments[3:]
    named = [word for word in rest if word.partition(":")[0] in services]
    needed = {"up": 0, "ps": 0, "build": 0}.get(verb, 1)
    assert verb in {"up", "ps", "build", "run", "exec", "kill", "restart", "stop", "cp"}
    assert len(named) >= needed, arguments
    if verb == "run" and named[0] == "secrets":
        task = rest[rest.index("secrets") + 1]
        assert f"\n{task})" in (ROOT / "deploy" / "compose" / "make-secrets.sh").read_text()


CHECKS: dict[str, Callable[[str, list[str]], None]] = {
    "make": check_make,
    "platzfrei-dashboards": check_program,
    "platzfrei-edge": check_program,
    "platzfrei-hub": check_program,
    "pip": check_pip,
    "python3": check_python,
    "python": check_python,
    "cp": check_copy,
    "sudo": check_sudo,
    "broker-password.sh": check_script,
    "install-edge.sh": check_script,
    "install": check_own_paths,
    "sed": check_own_paths,
    "useradd": check_own_paths,
    "chown": check_own_paths,
    **dict.fromkeys(
        ("chgrp", "chmod", "curl", "find", "openssl", "printf", "rm", "sh", "tee"), check_own_paths
    ),
    "journalctl": check_journal,
    "systemctl": check_systemctl,
    "docker": check_docker,
}


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_a_written_command_can_be_typed(command: str) -> None:
    """Programs, targets, options, extras and files that a page names are there."""
    check(command)


@pytest.mark.parametrize(
    "command",
    [
        "make tset",
        "make test COLOUR=1",
        "platzfrei-hub sevre --config deploy/examples/hub.toml",
        "platzfrei-hub serve --colour red",
        "platzfrei-hub serve --config deploy/examples/hbu.toml",
        "platzfrei-house serve",
        "python3 -m no_such_module",
        '.venv/bin/pip install ".[gpio]"',
        "cp deploy/examples/none.toml edge.toml",
        "sudo pip install --requirement requirements/none.txt",
        "sudo deploy/install-everything.sh",
        "sudo systemctl restart platzfrei-house",
        "journalctl --unit platzfrei-house",
        "docker compose --file compose.yaml up",
        "docker compose --file deploy/compose.yaml restart house",
        "docker compose --file deploy/compose.yaml run --rm secrets tell",
        "frobnicate --now",
    ],
)
def test_a_wrong_command_is_found(command: str) -> None:
    """The check above can fail, in each of its ways."""
    with pytest.raises(AssertionError):
        check(command)


def test_commands_are_found_in_blocks_and_sentences() -> None:
    """Indented blocks, comments and continued lines; not what only looks like a command."""
    block = "   ```sh\n   cp a \\\n     b  # why\n   # nothing\n   ```\n"
    text = f"1. Do\n{block}then `make x` or `make`.\n"
    assert [shlex.split(each, comments=True) for each in commands(text)] == [
        ["cp", "a", "b"],
        ["make", "x"],
    ]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file of this checkout."""
    targets = LINK.findall((ROOT / page).read_text())
    assert [each for each in targets if not (ROOT / page.parent / each).exists()] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_configuration_loads(path: Path) -> None:
    """Whoever copies an example starts with a file that works."""
    loads: dict[str, Callable[[Path], object]] = {
        "hub": hub.config.load,
        "edge": edge.configuration.config.load,
    }
    assert loads[path.stem.partition("-")[0]](path)


def test_the_examples_name_the_same_space_and_agent() -> None:
    """Started as they are, hub and edge find each other."""
    agent = edge.configuration.config.load(ROOT / "deploy" / "examples" / "edge.toml")
    spaces = hub.config.load(ROOT / "deploy" / "examples" / "hub.toml").spaces
    desks = {desk.agent for space in spaces if space.id == agent.space for desk in space.desks}
    assert agent.agent in desks


def interfaces() -> str:
    """Return all that is written about paths and topics."""
    return "\n".join((ROOT / page).read_text() for page in PAGES)


@pytest.mark.parametrize("channel", Channel)
def test_every_topic_is_documented(channel: Channel) -> None:
    """The last part of every topic is explained on a page."""
    assert f"`{channel}`" in interfaces()


def paths() -> list[str]:
    """Return the paths that the hub's application answers."""
    config = hub.config.load(ROOT / "deploy" / "examples" / "hub.toml")
    metrics, clock = HubMetrics(), SystemClock()
    live = Live(config, metrics, clock)
    app = create_app(config, live, metrics, clock, checks={}, shutdown=asyncio.Event())
    return sorted(set(_walk(app.routes)))


def _walk(routes: list[BaseRoute]) -> Iterator[str]:
    for route in routes:
        inner: Any = getattr(route, "original_router", None)  # FastAPI nests included routers
        if inner is not None:
            yield from _walk(inner.routes)
        elif isinstance(route, Route):
            yield route.path


def test_every_path_is_documented() -> None:
    """Each path of the interface and of the pages stands in a table."""
    found = paths()
    assert "/api/v1/spaces/{space}/availability" in found
    assert [path for path in found if f"`{path}`" not in interfaces()] == []


def test_no_site_stands_below_a_path_of_the_hubs_own() -> None:
    """It is refused: behind a proxy nobody could tell whose path is meant."""
    assert {path.split("/")[1] for path in paths()} - {""} == hub.config.OWN_PATHS


CITED = re.compile(r"(docs/[\w/-]+\.md)(?:,\s+\"([^\"]+)\")?")


def cited_in_vain(source: str) -> Iterator[str]:
    """Yield the pages and headings that a module cites and that aren't there."""
    for page, heading in CITED.findall(source):
        words = " ".join(heading.split())
        if not (ROOT / page).exists() or f"# {words}\n" not in f"{(ROOT / page).read_text()}# \n":
            yield f"{page} {words}".strip()
    yield from re.findall(r"(?i)design,? section \d+|design\.md", source)


def test_what_the_code_cites_is_there() -> None:
    """A page of this repository and a heading on it, never a page that nobody else has."""
    found = {str(path): list(cited_in_vain(source)) for path, source in modules()}
    cited = [path for path, source in modules() if CITED.search(source)]
    assert len(cited) > 3
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "source",
    [
        "see docs/nowhere.md",
        '(docs/figures.md, "The\n    sloth")',
        "Design section 5.",
        "design.md",
    ],
)
def test_what_is_cited_in_vain_is_found(source: str) -> None:
    """The rule above can fail."""
    assert list(cited_in_vain(source))


def test_the_readme_is_short() -> None:
    """A newcomer reads it to the end."""
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_fits_one_page(path: Path) -> None:
    """Its number, what it is and is not, why, and what follows."""
    text = path.read_text()
    assert len(text.splitlines()) <= 40
    assert text.startswith(f"# {path.name[:4]} ")
    parts = ["**Is.**", "**Is not.**", "**Why.**", "**Consequences**"]
    assert [text.count(part) for part in parts] == [1, 1, 1, 1]


def test_decisions_are_numbered_without_gaps() -> None:
    """A number names one decision for ever."""
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_publiccode_says_what_the_standard_requires() -> None:
    """publiccode.yml 0.4: the mandatory keys, within their limits, and true."""
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert told["publiccodeYmlVersion"] == "0.4"
    assert told["name"]
    assert told["url"].startswith("https://example.org/")  # it is not published yet
    assert told["softwareVersion"] == PROJECT["version"]
    assert told["legal"] == {"license": PROJECT["license"]}
    assert told["platforms"]
    assert told["categories"]
    assert told["developmentStatus"] == "development"
    assert told["softwareType"] == "standalone/iot"
    assert told["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])
    assert told["localisation"]["localisationReady"] is True
    assert set(told["localisation"]["availableLanguages"]) == set(told["description"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_publiccode_describes_the_product_within_the_limits(language: str) -> None:
    """Short and long description, and features of at most 100 characters each."""
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())["description"][language]
    assert len(told["shortDescription"]) <= 150
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert all(0 < len(feature) <= 100 for feature in told["features"])


def test_the_licence_is_named_and_not_copied() -> None:
    """The SPDX identifier is everywhere; the text is nowhere."""
    assert PROJECT["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text()
    assert [path for path in files() if path.name.upper().startswith(("LICEN", "COPYING"))] == []
