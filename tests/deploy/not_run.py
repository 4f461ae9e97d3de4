"""The commands of the pages that no test types, as a list for not-run.md.

    python -m tests.deploy.not_run

writes it anew, between its heading and the next.
"""

import re
from collections.abc import Iterator
from typing import Final

from tests.deploy.written import RUNBOOK, Block, blocks
from tests.house.tree import ROOT

NOT_RUN: Final = ROOT / RUNBOOK / "not-run.md"
HEADING: Final = "## Commands that were not run\n"
_INTRODUCTION: Final = """
The pages mark them with what they need. All others are typed by a test on a fresh Debian 12, page
after page. Where one of these starts a service, the test starts the same program by the unit's own
line instead.
"""


def unrun() -> Iterator[Block]:
    """Yield every block of commands that needs something, page by page."""
    pages = sorted((ROOT / RUNBOOK).glob("*.md"))
    for page in (ROOT / "README.md", *pages):
        for block in blocks(page.relative_to(ROOT)):
            if block.language == "sh" and block.needs is not None:
                yield block


def listed() -> str:
    """Return the section of not-run.md."""
    lines = [HEADING, _INTRODUCTION]
    page = None
    for block in unrun():
        if block.page != page:
            page = block.page
            lines.append(f"\n**{page.name}**\n\n")
        commands = re.sub(r"\\\n\s*", "", block.text).splitlines()
        lines += [f"- needs {block.needs}: `{command}`\n" for command in commands]
    return "".join(lines)


def main() -> None:
    """Write the section anew, at the end of the page or where it stands."""
    text = NOT_RUN.read_text()
    start = text.find(HEADING)
    before = text.rstrip() + "\n\n" if start < 0 else text[:start]
    end = -1 if start < 0 else text.find("\n## ", start + 1)
    NOT_RUN.write_text(before + listed() + ("" if end < 0 else text[end:]))


if __name__ == "__main__":
    main()
