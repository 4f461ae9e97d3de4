"""The hub's image: small, without root, from pinned parts that are all there."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest

from tests.house.tree import ROOT

TEXT = (ROOT / "deploy" / "Dockerfile").read_text()


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield instruction and arguments, with continued lines joined and comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            yield name, rest.strip()


def problems(text: str) -> list[str]:
    """Return what is wrong with a Dockerfile."""
    found = list(instructions(text))
    users = [rest for name, rest in found if name == "USER"]
    wrong = [] if users and re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]) else ["runs as root"]
    for name, rest in found:
        if name == "FROM" and not re.match(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*( AS \w+)?$", rest):
            wrong.append(f"image {rest} is not pinned")
        if name == "ADD":
            wrong.append("ADD fetches and unpacks")
        if name == "COPY" and not rest.startswith("--from="):
            *sources, _ = rest.split()
            wrong += [f"no {source}" for source in sources if not (ROOT / source).exists()]
        if name == "RUN" and re.search(r"install .*--requirement", rest):
            wrong += [] if "--require-hashes" in rest else ["packages without their hashes"]
        if re.search(r"index-url|find-links|curl|wget", rest):
            wrong.append(f"fetches from elsewhere: {rest}")
        if name in {"ENV", "ARG"} and re.search("PASSWORD|TOKEN|SECRET", rest):
            wrong.append("a secret in a layer")
    return wrong


def test_nothing_is_wrong_with_the_image() -> None:
    """No root, no latest, no missing source, no package without its hash."""
    assert problems(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("USER 10001:10001", ""),
        ("USER 10001:10001", "USER 0:0"),
        ("python:3.12.8-slim-bookworm AS", "python:latest AS"),
        ("COPY hub ", "COPY hubs "),
        ("--require-hashes", ""),
        ("ENTRYPOINT", "ADD x /x\nENTRYPOINT"),
        ("ENTRYPOINT", "ENV API_TOKEN=x\nENTRYPOINT"),
        ("ENTRYPOINT", "RUN curl -O https://example.org/x\nENTRYPOINT"),
    ],
)
def test_what_would_be_wrong_is_found(old: str, new: str) -> None:
    """Each rule can fail."""
    assert old in TEXT
    assert problems(TEXT.replace(old, new))


def test_the_context_holds_what_is_copied_and_little_more() -> None:
    """Neither a store, nor a secret, nor the repository goes to the builder."""
    ignore = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = [line[1:] for line in ignore if line.startswith("!")]
    assert ignore[1] == "*"
    copied = [
        source
        for name, rest in instructions(TEXT)
        if name == "COPY" and not rest.startswith("--from=")
        for source in rest.split()[:-1]
    ]
    assert sorted(copied) == sorted(allowed)
    assert not any(fnmatch(".git", one) or fnmatch("token.txt", one) for one in allowed)
