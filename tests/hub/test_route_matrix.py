"""Every route × everybody who may call × their own and another space: as the table says.

Generated from the application itself. What each route asks for is written down here once more, so
that a new route, or another permission, is a change that somebody reads.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response

from hub.book.file import BookFile
from hub.book.sessions import begin
from hub.book.tokens import TokenMemory
from hub.domain.people import Grant
from hub.domain.roles import ANYBODY, OF_A_SPACE, Permission, Principal, Role, may, may_somewhere
from hub.http.access import OF_HUB_TOML
from hub.http.routing import PUBLIC, read
from hub.http.rules import RuledRoute, UnruledRoute, Where, rules_of
from hub.http.same_site import FIELD, form_token
from tests.hub.conftest import TOKEN
from tests.hub.console.served import HERE, OPERATOR, Served

pytestmark = pytest.mark.anyio
OWN, OTHER = "gutshof", "muehle"
NEEDED: Final = {
    "/api/v1/spaces/{space}/slots": Permission.SEE_SLOTS,
    "/api/v1/spaces/{space}/desks": Permission.SEE_DESKS,
    "/api/v1/reports.{format}": Permission.MAKE_REPORTS,
    "/api/v1/care": Permission.SEE_CARE,
    "/metrics": Permission.SEE_METRICS,
    "/reports": Permission.MAKE_REPORTS,
    "/reports/targets": Permission.SET_TARGETS,
    "/console": Permission.OWN_ACCOUNT,
    "/console/calendar": Permission.EDIT_CALENDAR,
    "/console/calendar/{space}": Permission.EDIT_CALENDAR,
    "/console/calendar/{space}/new": Permission.EDIT_CALENDAR,
    "/console/calendar/{space}/changes/{change}": Permission.EDIT_CALENDAR,
    "/console/calendar/{space}/changes/{change}/take-back": Permission.EDIT_CALENDAR,
    "/console/care/answer": Permission.ANSWER_CARE,
    "/console/care/{kind}": Permission.SEE_CARE,
    "/console/technik": Permission.SEE_DEVICES,
    "/console/me": Permission.OWN_ACCOUNT,
    "/console/me/sessions/{handle}/end": Permission.OWN_ACCOUNT,
    "/console/me/password": Permission.OWN_ACCOUNT,
    "/console/sign-out": Permission.OWN_ACCOUNT,
    "/console/devices/{space}/{agent}/replace": Permission.REPLACE_DEVICE,
    "/console/replaced/{space}/{handover}": Permission.REPLACE_DEVICE,
    "/console/replaced/{space}/{handover}/take-back": Permission.REPLACE_DEVICE,
}
"""Whatever isn't here anybody may."""
FOR_PEOPLE: Final = "/console"
REFUSALS: Final = frozenset({401, 403, 429})
FILLED: Final = {
    "{format}": "json",
    "{handle}": "0" * 16,
    "{link}": "x",
    "{name}": "x",
    "{agent}": "x",
    "{handover}": "x",
    "{change}": "c-0",
    "{kind}": "agent_silent",
}


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, and by what they are known."""

    called: str
    who: Principal
    headers: dict[str, str]
    session: str = ""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve with a book and the token of hub.toml."""
    folder = tmp_path_factory.mktemp("matrix")
    hash_file = folder / "token.sha256"
    hash_file.write_text("87cbebfeebc05f7c54ac9336c4b4bbec831227a641951a4bde7edd56020f8590\n")
    with closing(BookFile.own(folder / "book.db")) as book:
        yield Served(book, token_hash_file=str(hash_file))


@pytest.fixture(scope="module")
def callers(hub: Served) -> list[Caller]:
    """Make one of each kind."""
    tokens, now_us = TokenMemory(hub.book), hub.now_us()
    made = [
        Caller("nobody", ANYBODY, {}),
        Caller("a wrong token", ANYBODY, {"Authorization": "Bearer wrong"}),
        Caller("a wrong session", ANYBODY, {"Cookie": f"platzfrei={'x' * 43}"}),
        Caller("the token of hub.toml", OF_HUB_TOML, {"Authorization": f"Bearer {TOKEN}"}),
    ]
    for spaces in (None, frozenset({OWN})):
        secret = tokens.make("a", spaces, now_us + 10**12, "", now_us)
        who = Principal("t", frozenset({Role.INTEGRATOR}), spaces)
        made.append(Caller(f"a token of {spaces}", who, {"Authorization": f"Bearer {secret}"}))
    for name, grant in (
        ("operator", OPERATOR),
        ("office", Grant(frozenset({Role.OFFICE}))),
        ("admin", Grant(frozenset({Role.ADMIN}))),
        ("operator and office", Grant(frozenset({Role.OPERATOR, Role.OFFICE}), frozenset({OWN}))),
        ("no role", Grant(frozenset())),
    ):
        made.append(person(hub, name, grant))
    return made


def person(hub: Served, name: str, grant: Grant) -> Caller:
    """Put somebody with a session into the book, past the password, which costs its time."""
    now_us = hub.now_us()
    link = hub.people.invite(grant if grant.roles else OPERATOR, "", now_us)
    somebody = hub.people.join(link, name, "no hash", now_us)
    with hub.book.transaction() as db:
        if not grant.roles:
            db.execute("DELETE FROM person_role WHERE person = ?", (somebody.id,))
        secret = begin(db, somebody.id, now_us, "", is_trusted=True)
    who = Principal(somebody.id, grant.roles, grant.spaces)
    return Caller(name, who, {"Cookie": f"platzfrei={secret}"}, secret)


def targets_of(route: RuledRoute) -> Iterator[tuple[str, str | None]]:
    """Yield where a route is asked, for each space and for the whole region."""
    path = route.path
    for parameter, value in FILLED.items():
        path = path.replace(parameter, value)
    if "{space}" in path:
        yield from ((path.replace("{space}", space), space) for space in (OWN, OTHER))
    elif route.rule.permission in OF_A_SPACE:
        yield path, None
        yield from ((f"{path}?space={space}", space) for space in (OWN, OTHER))
        yield f"{path}?space={OWN}&space={OTHER}", OTHER
    else:
        yield path, None


def is_allowed(caller: Caller, route: RuledRoute, space: str | None) -> bool:
    """Say what the table says."""
    permission = route.rule.permission
    is_for_people = route.path.startswith(FOR_PEOPLE) and permission is not Permission.SEE_PUBLIC
    if is_for_people and not caller.session:
        return False
    if route.rule.where is Where.SOMEWHERE:
        return may_somewhere(caller.who, permission)
    return may(caller.who, permission, space)


async def was_let_in(client: httpx.AsyncClient, caller: Caller, method: str, target: str) -> bool:
    """Ask, and tell whether the rule of the route has let it pass."""
    headers = {**caller.headers, "Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    fields = {FIELD: form_token(caller.session)} if method == "POST" else None
    answer = await client.request(method, target, headers=headers, data=fields)
    is_sent_to_login = answer.headers.get("location", "").startswith("/console/login")
    return answer.status_code not in REFUSALS and not is_sent_to_login


def asked(hub: Served, caller: Caller) -> Iterator[tuple[RuledRoute, str, str | None, str]]:
    """Yield each route with where it is asked, of which space, and how."""
    for route in rules_of(hub.app.routes):
        for target, space in () if route.rule is PUBLIC else targets_of(route):
            for method in route.methods:
                is_said_by_get = method == "HEAD" and caller.headers
                would_end_the_session = target == "/console/sign-out" and caller.session
                if not is_said_by_get and not would_end_the_session:
                    yield route, target, space, method


async def test_every_route_lets_in_whom_the_table_says(hub: Served, callers: list[Caller]) -> None:
    """Each GET and POST for each caller and each space, and each HEAD for who says nothing."""
    wrong: list[str] = []
    cells = 0
    for number, caller in enumerate(callers, 1):
        transport = httpx.ASGITransport(hub.app, client=(f"127.0.0.{number}", 40_000))
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            for route, target, space, method in asked(hub, caller):
                cells += 1
                was_in = await was_let_in(client, caller, method, target)
                if was_in is not is_allowed(caller, route, space):
                    wrong.append(f"{caller.called}: {method} {target}: {was_in}")
    assert wrong == []
    assert cells > 200


def test_each_route_asks_for_what_is_written_here(hub: Served) -> None:
    """A new one that isn't for everybody is added above."""
    found = {
        route.path: route.rule.permission
        for route in rules_of(hub.app.routes)
        if route.rule.permission is not Permission.SEE_PUBLIC
    }
    assert found == NEEDED


def test_what_changes_something_is_known(hub: Served) -> None:
    """Every route that isn't a GET or HEAD."""
    changing = {route.path for route in rules_of(hub.app.routes) if route.methods - {"GET", "HEAD"}}
    assert changing == {
        "/reports",
        "/reports/targets",
        "/spaces/{space}/doubt",
        "/console/login",
        "/console/join/{link}",
        "/console/calendar/{space}/new",
        "/console/calendar/{space}/changes/{change}",
        "/console/calendar/{space}/changes/{change}/take-back",
        "/console/care/answer",
        "/console/me/sessions/{handle}/end",
        "/console/me/password",
        "/console/sign-out",
        "/console/devices/{space}/{agent}/replace",
        "/console/replaced/{space}/{handover}/take-back",
    }


def without_a_rule(app: FastAPI) -> None:
    """Add a route as FastAPI does."""
    app.add_api_route("/open", lambda: Response("open"))


def changing_past_the_door(app: FastAPI) -> None:
    """Add a route that changes something under a rule for reads."""
    router = APIRouter()

    @read(router, "/both", needs=PUBLIC, listed=False)
    async def both() -> Response:
        return Response("both")

    router.add_api_route("/both", both, methods=["DELETE"])
    app.include_router(router)


@pytest.mark.parametrize("add", [without_a_rule, changing_past_the_door])
def test_a_route_without_a_rule_fails_at_the_start(add: Callable[[FastAPI], None]) -> None:
    """It is named."""
    app = FastAPI(openapi_url=None)
    add(app)
    with pytest.raises(UnruledRoute, match=r"^/(open|both): "):
        rules_of(app.routes)


def test_an_application_looks_at_its_rules() -> None:
    """So that the hub doesn't start with such a route."""
    source = (Path(__file__).parents[2] / "hub/app.py").read_text()
    assert "rules_of(app.routes)" in source
