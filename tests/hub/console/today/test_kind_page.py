"""The page of each kind of care: every kind, both languages, as the runbook says it."""

import re
from html import unescape

import pytest

from contract.care_german import GERMAN as GERMAN_CARE
from contract.series import CareKind
from hub.console.today.kind_texts import kind_texts
from hub.reports.text.language import Language
from tests.house.tree import ROOT
from tests.hub.console.served import Served

pytestmark = pytest.mark.anyio
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_CHAPTER = re.compile(r"^### (\w+)\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
CHAPTERS = dict(_CHAPTER.findall((ROOT / "deploy" / "runbook" / "care.md").read_text()))


def without_links(text: str) -> str:
    """Write a link of the runbook as the name of the page that it leads to."""

    def named(link: re.Match[str]) -> str:
        page = link[2].rsplit("/", 1)[-1]
        return link[1] if link[1] == page else f"{link[1]} ({page})"

    return _LINK.sub(named, " ".join(text.split()))


@pytest.mark.parametrize("kind", CareKind)
def test_english_is_what_the_runbook_says(kind: CareKind) -> None:
    """Word for word, so that neither is forgotten."""
    told = kind_texts(Language.ENGLISH)[kind]
    begins, ends = (text[0].lower() + text[1:] for text in (told.begins, told.ends))
    said = without_links(CHAPTERS[kind.value]).lower()
    assert said.endswith(f"begins: {begins} ends: {ends} {told.more}".lower())


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_its_texts(language: Language) -> None:
    """None more; each in sentences that end, with typed words in pairs of marks."""
    texts = kind_texts(language)
    assert set(texts) == set(CareKind)
    for kind, told in texts.items():
        for sentence in (told.begins, told.ends, told.more):
            assert sentence.endswith((".", "“.")), kind
            assert sentence.count("`") % 2 == 0, kind


async def test_the_page_tells_about_a_kind(hub: Served) -> None:
    """What it means, what to do, when it comes and goes; and what is typed is set apart."""
    _, ada = await hub.somebody("Ada")
    page = unescape((await ada.get("/console/care/agent_silent")).text)
    text = GERMAN_CARE[CareKind.AGENT_SILENT]
    assert text.name in page
    assert text.to_do in page
    assert "Der Agent … meldet sich nicht" in page
    assert "<code>ttl_s</code>" in page
    english = unescape((await ada.get("/console/care/agent_silent?lang=en")).text)
    assert "When it appears here" in english


async def test_each_case_leads_to_its_page(hub: Served) -> None:
    """Without the internet; a kind that there isn't is not found."""
    _, ada = await hub.somebody("Ada")
    for kind in CareKind:
        assert (await ada.get(f"/console/care/{kind}")).status_code == 200
    assert (await ada.get("/console/care/of_tomorrow")).status_code == 404
