"""How the pages are read: what is typed, what each block needs, which keys are filled in."""

from pathlib import Path

import pytest

from tests.deploy import written
from tests.deploy.not_run import NOT_RUN, listed
from tests.deploy.written import PAGES, RUNBOOK, blocks, filled_in, in_order
from tests.house.tree import ROOT

PAGE = """# A page

When: now. You need Debian.

1. Type
   ```sh
   one \\
     --more
   ```
2. Some words. *Needs a Pi's pins.*
   ```sh
   two
   ```
3. In `/etc/a/b.toml`, after you follow [other](other.md):
   ```toml
   [mqtt]
   port = 1
   ```
"""
OTHER = (
    "# Other\n\nWhen: *Needs Docker.* always.\n\n```sh\nthree\n```\n\n## Part\n\n```sh\nfour\n```\n"
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pages in a folder."""
    monkeypatch.setattr(written, "ROOT", tmp_path)
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "other.md").write_text(OTHER)
    return Path("page.md")


def test_blocks_are_read_with_their_needs(page: Path) -> None:
    """A need counts for the block that follows, or from the head for the whole page."""
    found = [(block.text, block.needs) for block in blocks(page)]
    assert found[:2] == [("one \\\n  --more\n", None), ("two\n", "a Pi's pins")]
    assert [block.needs for block in blocks(Path("other.md"))] == ["Docker", "Docker"]


def test_a_block_of_keys_names_its_file(page: Path) -> None:
    """And every block the line where it begins."""
    *_, last = blocks(page)
    assert (last.language, last.file, last.line) == ("toml", "/etc/a/b.toml", 16)


def test_a_page_to_follow_comes_first(page: Path) -> None:
    """As a reader does it: there, and back."""
    typed = [one.text for one in in_order([(page, "")])]
    assert typed == ["one \\\n  --more\n", "two\n", "three\n", "four\n", "[mqtt]\nport = 1\n"]


def test_a_section_is_read_alone(page: Path) -> None:
    """Up to the next heading of its kind."""
    assert [block.text for block in blocks(Path("other.md"), "Part")] == ["four\n"]


def test_keys_are_filled_in_as_by_hand() -> None:
    """In place where they stand, below the table's name where they don't."""
    before = 'a = 1\n[mqtt]\nhost = "x"  # where\n# user = "y"\n[[space]]\nhost = "z"\n'
    block = '[mqtt]\nhost = "h"\nuser = "u"\n\n[store]\npath = "p"\n'
    assert filled_in(before, block) == (
        'a = 1\n[mqtt]\nuser = "u"\nhost = "h"\n# user = "y"\n[[space]]\nhost = "z"\n'
        '\n[store]\npath = "p"\n'
    )


def test_every_page_is_typed() -> None:
    """Or every command of it says what it needs."""
    pages = sorted((ROOT / RUNBOOK).glob("*.md"))
    every = [block for page in pages for block in blocks(page.relative_to(ROOT))]
    unmarked = {str(one) for one in every if one.language == "sh" and one.needs is None}
    assert unmarked <= {str(one) for one in in_order(PAGES)}


def test_the_list_of_what_was_not_run_is_the_pages_own() -> None:
    """It can't go stale: `python -m tests.deploy.not_run` writes it anew."""
    assert listed() in NOT_RUN.read_text()
