"""Posters: accessible, and with a code that leads to the page."""

from io import BytesIO

import httpx
import page
import pypdf
import pytest
import segno

from hub.pages.beyond.poster import poster_pdf
from hub.qr_code import qr_svg
from hub.reports.text.language import Language
from tests.hub.pages.region import Region, a_client_of, space

ADDRESS = "https://amt.example/platzfrei/spaces/hof"
PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


@pytest.mark.parametrize("language", list(Language))
def test_a_poster_meets_both_standards(language: Language) -> None:
    """PDF/UA-1 for people who can't see it, PDF/A-2A; also with a name that no font has."""
    described = space("hof", "#strong[Höfchen] \U0001f600 an der Straße", "ff")
    config = Region((described, "ff")).config.spaces[0]
    printed = poster_pdf(config, ADDRESS, language)
    for profile in PROFILES:
        found = page.validate_pdf_bytes(printed, profile=profile)
        assert [each.message for each in found.failures] == []
        assert found.rules.passed > 100
    text = pypdf.PdfReader(BytesIO(printed)).pages[0].extract_text()
    assert "#strong[Höfchen]" in text
    assert "amt.example/platzfrei/spaces/hof" in text
    assert len(pypdf.PdfReader(BytesIO(printed)).pages) == 1


def test_the_code_is_that_of_the_address() -> None:
    """What a camera reads is the address of the page, with the white around it that it needs."""
    code = segno.make(ADDRESS, error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(f"{ADDRESS}x")


@pytest.mark.anyio
async def test_it_is_printed_once(client: httpx.AsyncClient) -> None:
    """The same bytes again, of a type that browsers show, without a figure of now."""
    first, again = [await client.get("/spaces/gutshof/poster.pdf?lang=de") for _ in range(2)]
    assert first.headers["content-type"] == "application/pdf"
    assert first.content == again.content
    text = pypdf.PdfReader(BytesIO(first.content)).pages[0].extract_text()
    assert "Plätze frei\n" not in text
    assert (await client.get("/spaces/nowhere/poster.pdf")).status_code == 404


@pytest.mark.anyio
async def test_without_an_address_there_is_no_poster() -> None:
    """A poster with a wrong address would hang for years: it says what is missing instead."""
    async with a_client_of(Region()) as client:
        answer = await client.get("/spaces/gutshof/poster.pdf?lang=en")
    assert answer.status_code == 409
    assert "public_url" in answer.text
