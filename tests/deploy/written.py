"""The pages as somebody types them: blocks of commands, what each needs, and keys to fill in.

A block that can't be typed on a bare Debian says so in the words before it: "*Needs Docker.*"; or
the page says it for all of its blocks, before the first step. It knows nothing of where they run.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.house.tree import ROOT

RUNBOOK: Final = Path("deploy/runbook")
PAGES: Final = [
    (RUNBOOK / "install-systemd.md", ""),
    (Path("README.md"), "Connect a Raspberry Pi"),  # what it takes from apt is there by now
    *(
        (RUNBOOK / f"{name}.md", "")
        for name in (
            *("install-edge", "report", "backup", "restore", "wrong-clock"),
            *("update", "replace-pi", "rotate-token", "influxdb", "install-compose"),
        )
    ),
]
"""A first installation and what follows: pages, or sections of them, in the order of typing."""
_FENCE: Final = re.compile(r"^( *)```(sh|toml)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_NEED: Final = re.compile(r"\*Needs ([^*]+?)\.\*")
_FILE: Final = re.compile(r"`(/[^`\s]+\.toml)`")
_FOLLOW: Final = re.compile(r"follow \[[^]]*\]\(([^)]+)\)")
_FIRST: Final = re.compile(r"^(?:1\. |\*\*|```|## )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences."""

    page: Path
    line: int
    language: str
    """`sh` or `toml`."""
    text: str
    needs: str | None
    """What a bare Debian lacks to run it; None: nothing."""
    file: str | None
    """Of toml: the file that the words before it name last."""
    follow: Path | None
    """A page to follow first, as the words before it say."""

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path, section: str = "") -> Iterator[Block]:
    """Yield the blocks of a page, or of one section of it, in their order."""
    text = (ROOT / page).read_text()
    start = text.index(f"## {section}\n") if section else 0
    end = (text.find("\n## ", start + 1) % len(text) + 1) if section else len(text)
    head = _FIRST.split(text[start:end], maxsplit=1)[0]
    of_page = _NEED.search(head)
    before = start
    for found in _FENCE.finditer(text, start, end):
        said = text[before : found.start()]
        before = found.end()
        needs = of_page or _last(_NEED, said)
        named, follow = _last(_FILE, said), _last(_FOLLOW, said)
        yield Block(
            page,
            text.count("\n", 0, found.start()) + 2,
            found[2],
            _dedented(found[3], found[1]),
            needs[1] if needs else None,
            named[1] if named else None,
            page.parent / follow[1] if follow else None,
        )


def in_order(pages: Iterable[tuple[Path, str]]) -> Iterator[Block]:
    """Yield the blocks of several pages, and of those that they tell to follow on the way."""
    for page, section in pages:
        for block in blocks(page, section):
            if block.follow is not None:
                yield from blocks(block.follow)
            yield block


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(pattern.finditer(text)))), None)


def _dedented(text: str, indent: str) -> str:
    return "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))


def filled_in(text: str, block: str) -> str:
    """Return a configuration with the keys of a block, as somebody puts them there by hand.

    A key replaces the line of its table that sets it, or else stands right below the table's name.
    """
    table = ""
    for line in block.splitlines():
        if line.startswith("["):
            table = line.strip()
            if f"\n{table}\n" not in f"\n{text}":
                text = f"{text}\n{table}\n"
        elif line.strip() and not line.startswith("#"):
            text = _with(text, table, line)
    return text


def _with(text: str, table: str, line: str) -> str:
    before, heading, rest = text.partition(f"{table}\n") if table else ("", "", text)
    body, next_table, others = _cut(rest)
    key = line.partition("=")[0].strip()
    set_already = re.compile(rf"^{re.escape(key)} *=.*$", re.MULTILINE)
    if set_already.search(body):
        body = set_already.sub(lambda _: line, body, count=1)
    else:
        body = f"{line}\n{body}"
    return before + heading + body + next_table + others


def _cut(rest: str) -> tuple[str, str, str]:
    found = re.search(r"^\[", rest, re.MULTILINE)
    return (rest, "", "") if found is None else (rest[: found.start()], "[", rest[found.end() :])
