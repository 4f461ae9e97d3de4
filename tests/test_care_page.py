"""deploy/runbook/care.md says of every kind of care what it is and what to do, as the code does."""

import re

import pytest

from contract.care import Severity, severity_of
from contract.care_english import ENGLISH
from contract.series import CareKind
from tests.house.tree import ROOT

PAGE = (ROOT / "deploy" / "runbook" / "care.md").read_text()
PARTS = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_the_page_has_every_kind_and_no_other() -> None:
    """Links of the interface lead to these headings."""
    assert sorted(PARTS) == sorted(CareKind)


@pytest.mark.parametrize("kind", CareKind)
def test_each_kind_is_told_in_the_words_of_the_code(kind: CareKind) -> None:
    """Its name, what to do first, when it begins, and when it ends."""
    text = PARTS[kind.value]
    assert text.startswith(f"**{ENGLISH[kind].name}.** {ENGLISH[kind].to_do}\n")
    said = " ".join(text.split())
    assert re.search(r"Begins: \S.*\. Ends: \S", said)


def test_kinds_stand_where_their_severity_is() -> None:
    """The worst first, as in every list of them."""
    chapters = re.split(r"^## (\w+): .*$", PAGE, flags=re.MULTILINE)[1:]
    found = {
        title.lower(): re.findall(r"^### (\w+)$", text, re.MULTILINE)
        for title, text in zip(chapters[::2], chapters[1::2], strict=True)
    }
    assert list(found) == [severity.value for severity in Severity]
    assert found == {
        severity.value: [kind.value for kind in sorted(CareKind) if severity_of(kind) is severity]
        for severity in Severity
    }
