"""The page of reports as the server writes it, without any browser."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import httpx
import pytest

from hub.domain.office import OfficeConfig
from hub.reports.layout.layout import pictures_of
from hub.reports.model import Report
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.text.language import Language
from tests.hub.pages.counted_region import AUTHORIZED, TOKEN, CountedRegion
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

FEBRUARY = {"from": "2026-02-01", "to": "2026-02-28"}


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """Make the region with a history."""
    return CountedRegion(tmp_path)


@pytest.fixture
async def office(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Give the client the token."""
    client.headers.update(AUTHORIZED)
    return client


def text_of(answer: httpx.Response) -> str:
    """Return what people read of a page."""
    body = answer.text.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


# Who may


async def test_a_browser_is_asked_for_the_token(client: httpx.AsyncClient) -> None:
    """401 with a challenge for HTTP Basic, and words for who gives up; the password opens."""
    closed = await client.get("/reports", headers={"Accept": "text/html", "Accept-Language": "de"})
    assert closed.status_code == 401
    assert closed.headers.get_list("www-authenticate")[0].startswith("Basic ")
    assert "Das Kennwort ist der Zugangsschlüssel" in closed.text
    assert "Token" not in text_of(closed)
    assert (await client.get("/reports", auth=("office", TOKEN))).status_code == 200
    assert (await client.get("/reports", auth=("office", "wrong"))).status_code == 401


async def test_closed_where_no_token_is_configured(tmp_path: Path) -> None:
    """403 for everybody."""
    async with a_client_of(CountedRegion(tmp_path, has_token=False)) as client:
        closed = await client.get("/reports", headers=AUTHORIZED | {"Accept": "text/html"})
    assert closed.status_code == 403
    assert "verschlossen" in closed.text


async def test_a_quiet_link_leads_there(client: httpx.AsyncClient, tmp_path: Path) -> None:
    """In the foot of every page, the same for everybody; none where nobody could get in."""
    public = await client.get("/?lang=en")
    assert re.search(r'<footer>.*href="/reports\?lang=en" rel="nofollow"', public.text, re.DOTALL)
    signed_in = await client.get("/?lang=en", headers=AUTHORIZED)
    assert signed_in.text == public.text
    assert "Authorization" not in public.headers.get("vary", "")
    async with a_client_of(CountedRegion(tmp_path, has_token=False)) as closed:
        assert "/reports" not in (await closed.get("/")).text


# The form


async def test_an_empty_form(office: httpx.AsyncClient) -> None:
    """Every space by its name, the last month as proposal, and nothing made yet."""
    answer = await office.get("/reports?lang=de")
    assert answer.status_code == 200
    assert 'value="2026-02-01"' in answer.text
    assert 'value="2026-02-28"' in answer.text
    assert "Mühle <Raben> & Söhne" in text_of(answer)
    assert "<Raben>" not in answer.text
    assert "/api/v1/reports" not in answer.text


async def test_every_language_is_offered_for_a_report(office: httpx.AsyncClient) -> None:
    """Each by its own name, whatever the page itself speaks."""
    html = (await office.get("/reports")).text
    for language in Language:
        assert re.search(rf'name="in" value="{language}"', html)
        assert f'<label for="in-{language}">{language.own_name}</label>' in html


@pytest.mark.parametrize(
    "path", ["/reports", "/reports?from=2026-02-01&to=2026-02-28", "/reports?from=x"]
)
async def test_it_sends_the_form_only_here(office: httpx.AsyncClient, path: str) -> None:
    """Its policy lets the form be sent and no foreign script run; nobody else may keep it."""
    answer = await office.get(path)
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert set(re.findall(r"<script[^>]*>", answer.text)) <= set(
        re.findall(r'<script src="/static/reports.\w+.js" defer>', answer.text)
    )
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "private" in answer.headers["cache-control"]
    assert "Authorization" in answer.headers["vary"]


async def test_the_form_keeps_what_was_chosen(office: httpx.AsyncClient) -> None:
    """Also in the links to the other language and to other periods."""
    asked = FEBRUARY | {"space": "gutshof", "edition": "public", "in": "en", "lang": "de"}
    page = (await office.get("/reports", params=asked)).text
    assert re.search(r'value="gutshof" checked', page)
    assert not re.search(r'value="muehle" checked', page)
    assert re.search(r'value="public" checked', page)
    assert re.search(r'value="en" checked', page)
    kept = "space=gutshof&amp;from=2026-02-01&amp;to=2026-02-28&amp;in=en&amp;edition=public"
    assert f'href="?lang=en&amp;{kept}"' in page
    assert f'href="/reports?lang=de&amp;{kept}"' in page
    assert '<input type="hidden" name="lang" value="de">' in page


# What comes out


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "de",
            [
                "von 3 Orten",
                "keine belastbare Angabe",
                "50,0",
                "Standorte im Vergleich",
                "Abdeckung",
            ],
        ),
        ("en", ["of 3 spaces", "no reliable figure", "50.0", "Spaces compared", "Coverage"]),
    ],
)
async def test_the_result_before_any_download(
    office: httpx.AsyncClient, language: str, expected: list[str]
) -> None:
    """Sentences, main figures with their coverage, every space; and what isn't known is said."""
    answer = await office.get("/reports", params=FEBRUARY | {"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    for words in expected:
        assert words in text_of(answer)
    again = await office.get(
        "/reports",
        params=FEBRUARY | {"lang": language},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


async def test_every_download_works(office: httpx.AsyncClient) -> None:
    """Seven files of the same report, in the language that was chosen for it."""
    asked = FEBRUARY | {"space": "gutshof", "in": "en", "lang": "de"}
    page = (await office.get("/reports", params=asked)).text
    links = [unescape(link) for link in re.findall(r'href="(/api/v1/reports[^"]+)"', page)]
    assert len(links) == 7
    for link in links:
        answer = await office.get(link)
        assert answer.status_code == 200, answer.text
        assert (
            "report-on-use_gutshof_2026-02-01_to_2026-02-28."
            in answer.headers["content-disposition"]
        )
    csv = await office.get(next(link for link in links if link.startswith("/api/v1/reports.csv")))
    assert "utilisation" in csv.text.lower()


async def test_a_public_edition(office: httpx.AsyncClient) -> None:
    """Rounded, and its files are public as well."""
    page = (await office.get("/reports", params=FEBRUARY | {"edition": "public"})).text
    assert page.count("public=true") == 7


async def test_one_space_is_compared_with_none(office: httpx.AsyncClient) -> None:
    """A table of one line says nothing."""
    answer = await office.get("/reports", params=FEBRUARY | {"space": "schule", "lang": "de"})
    assert "Standorte im Vergleich" not in answer.text


# What goes wrong

MISTAKES = [
    ({"from": ""}, "from", "fehlt ein Datum"),
    ({"to": "soon"}, "to", "fehlt ein Datum"),
    ({"to": "2026-01-31"}, "from", "nach dem letzten"),
    ({"to": "2026-03-02"}, "to", "Der letzte mögliche ist der 1. März 2026"),
    ({"from": "2025-12-31"}, "from", "Vor dem 1. Januar 2026 wurde noch nichts gezählt"),
    ({"from": "2020-01-01"}, "to", "Mehr als drei Jahre"),
    ({"from": "2026-02-02", "edition": "public"}, "from", "nur ganze Monate"),
    ({"to": "2026-03-31", "edition": "public"}, "to", "feststehen: Januar 2026 – Februar 2026"),
    (
        {"to": "2026-03-31", "edition": "public", "space": "schule"},
        "to",
        "feststehen: Februar 2026",
    ),
    ({"space": "<script>"}, "space", "gibt es hier nicht"),
]


@pytest.mark.parametrize(("params", "field", "said"), MISTAKES)
async def test_a_mistake_stands_above_and_at_its_field(
    office: httpx.AsyncClient, params: dict[str, str], field: str, said: str
) -> None:
    """422; the summary links to the field, the field names its words, and nothing can be loaded."""
    answer = await office.get("/reports", params=FEBRUARY | {"lang": "de"} | params)
    assert answer.status_code == 422
    page = answer.text
    assert "<title>Fehler: " in page
    assert re.search(rf'role="alert".*href="#{field}">', page, re.DOTALL)
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-wrong"', page)
    assert f'id="{field}-wrong"' in page
    assert text_of(answer).replace("\u00a0", " ").count(said) == 2
    assert "/api/v1/reports" not in page
    assert "<script>" not in page


async def test_a_store_out_of_reach(office: httpx.AsyncClient, region: CountedRegion) -> None:
    """503 in words, with the form and what was chosen."""
    region.is_reachable = False
    answer = await office.get("/reports", params=FEBRUARY | {"lang": "de"})
    assert answer.status_code == 503
    assert "nicht erreichbar" in answer.text
    assert answer.headers["retry-after"]
    assert 'value="2026-02-01"' in answer.text


async def test_too_many_at_once(office: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 in words; the next try may work."""

    def full(_: ReportService) -> Callable[[], None]:
        raise ReportServiceBusy("too many")

    with monkeypatch.context() as patched:
        patched.setattr(ReportService, "permit", full)
        answer = await office.get("/reports", params=FEBRUARY | {"lang": "de"})
    assert answer.status_code == 503
    assert "in einigen Sekunden noch einmal" in answer.text
    assert (await office.get("/reports", params=FEBRUARY)).status_code == 200


async def test_the_page_is_light(office: httpx.AsyncClient) -> None:
    """With style, script, mark and all charts it stays under 70 kB, uncompressed."""
    page = await office.get("/reports", params=FEBRUARY)
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert len(files) == 5
    sizes = [len((await office.get(file)).content) for file in files]
    assert len(page.content) + sum(sizes) < 70_000


# Charts, targets and the office's own words


async def test_the_charts_of_the_documents(office: httpx.AsyncClient) -> None:
    """Each has a title, a description and its values as a table, all with names of their own."""
    page = (await office.get("/reports", params=FEBRUARY | {"lang": "de"})).text
    charts = re.findall(r'<figure class="chart" id="([^"]+)">(.*?)</figure>', page, re.DOTALL)
    report = made_of(CountedRegion)
    assert [name for name, _ in charts] == [
        chart.id for chart, _ in pictures_of(report, Language.GERMAN)
    ]
    for name, html in charts:
        assert f'aria-labelledby="{name}-title" aria-describedby="{name}-described"' in html
        assert re.search(rf'<title id="{name}-title">[^<]+</title>', html)
        assert re.search(rf'<desc id="{name}-described">[^<]+</desc>', html)
        assert "<table" in html
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


async def test_a_public_page_draws_what_is_published_alone(office: httpx.AsyncClient) -> None:
    """No hour of the week and no single day, which would point to single persons."""
    asked = FEBRUARY | {"from": "2026-01-01", "edition": "public", "lang": "de"}
    answer = await office.get("/reports", params=asked)
    assert answer.status_code == 200
    drawn = re.findall(r'<figure class="chart" id="([^"]+)">', answer.text)
    assert "typical-week-chart" not in drawn
    assert "days-chart" not in drawn


async def test_periods_of_the_grant(tmp_path: Path) -> None:
    """The funding period as far as it is counted, chosen by one click."""
    region = CountedRegion(tmp_path)
    grant = OfficeConfig(funding_from=date(2026, 1, 1), funding_to=date(2028, 12, 31))
    region.config = region.config.model_copy(update={"office": grant})
    async with a_client_of(region) as office:
        page = (await office.get("/reports?lang=de", headers=AUTHORIZED)).text
    assert re.search(r"from=2026-01-01&amp;to=2026-03-01[^>]+>Förderzeitraum bisher<", page)


async def sent_form(
    office: httpx.AsyncClient, query: dict[str, str], text: str, **more: str
) -> httpx.Response:
    """Send the form of the office's own words as a browser does."""
    page = (await office.get("/reports", params=query)).text
    token = re.search(r'name="page" value="(\w+)"', page)
    assert token
    fields = {"page": token[1], "assessment": text, "as": "docx"} | more
    return await office.post("/reports", params=query, data=fields)


async def test_an_assessment_comes_with_the_file(office: httpx.AsyncClient) -> None:
    """In the language of the report, whatever the page speaks; it is kept nowhere."""
    query = FEBRUARY | {"in": "en", "lang": "de", "space": "gutshof"}
    text = "## Einschätzung\r\n\r\nDas Angebot wird **angenommen**."
    answer = await sent_form(office, query, text)
    assert answer.status_code == 200, answer.text
    name = "report-on-use_gutshof_2026-02-01_to_2026-02-28.docx"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
    document = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert "angenommen" in document
    assert "angenommen" not in (await office.get("/reports", params=query)).text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Gut.\n\n**Sehr gut", "Zeile 3: „**“ beginnt eine Hervorhebung, die nicht endet"),
        ("en", "Good.\n\n| a | b |\n|---|---|\n| 1 | 2 |", "Line 3: Headings, paragraphs,"),
        ("de", "x" * 3001, "Der Text ist zu lang: Höchstens 3000 Zeichen"),
        ("de", "Fünfzig Seiten. " * 10_000, "Der Text ist zu lang: Höchstens 3000 Zeichen"),
        ("de", "a\x07b", "Zeile 1: Hier steht ein unsichtbares Steuerzeichen"),
    ],
)
async def test_an_assessment_that_can_not_be_taken(
    office: httpx.AsyncClient, language: str, text: str, expected: str
) -> None:
    """Said beside the field, with the line, in the language of the page; the text stays."""
    answer = await sent_form(office, FEBRUARY | {"lang": language}, text)
    assert answer.status_code == 422
    assert expected in text_of(answer)
    field = re.search(r"<textarea ([^>]*)>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert field
    assert 'aria-invalid="true"' in field[1]
    assert "assessment-wrong assessment-hint" in field[1]
    assert unescape(field[2]) == text


async def test_own_words_from_elsewhere_are_refused(office: httpx.AsyncClient) -> None:
    """Another site can't have files made; a page that is too old loses nothing."""
    typed = {"assessment": "Gut.", "page": "x"}
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = await office.post("/reports", params=FEBRUARY, data=typed, headers=header)
        assert answer.status_code == 403
    ours = {"Origin": "http://hub.example"}
    old = await office.post("/reports", params=FEBRUARY, data=typed, headers=ours)
    assert old.status_code == 409
    assert "Gut.</textarea>" in old.text
    office.headers.pop("authorization")
    assert (await office.post("/reports", params=FEBRUARY, data=typed)).status_code == 401


def made_of(kind: type[CountedRegion]) -> Report:
    """Make the report that the page is about."""
    with TemporaryDirectory() as folder:
        region = kind(Path(folder))
    service = ReportService(
        region.config, region.open_history, region.open_reader, region.clock.wall, version="1"
    )
    return service.build(ReportRequest((), date(2026, 2, 1), date(2026, 2, 28)))
