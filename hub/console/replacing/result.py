"""The page after a replacement: what was said, what is to be checked, and the way back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import HTTPException, Request, Response

from hub.book.agent_handovers import HandoversChanged
from hub.console.age import ago
from hub.console.look import Look
from hub.console.replacing.asking import lead_on, telling_of
from hub.console.replacing.known import Known
from hub.console.replacing.telling import Telling
from hub.domain.handover_aftermath import Found, findings
from hub.domain.handover_change import (
    HandoverChange,
    disagreements,
    is_in_hub_toml,
    lines_for,
)
from hub.domain.handover_request import why_it_stays
from hub.http.access import signed_in_at


@dataclass(frozen=True, slots=True)
class Line:
    """One point of the list, in words."""

    title: str
    verdict: str
    kind: str
    """The name of the verdict, by which the page shows it."""
    text: str
    age: str


class Result:
    """Writes the page, and takes a change back."""

    def __init__(self, look: Look, known: Known) -> None:
        self._look = look
        self._known = known

    def page(self, request: Request, space_id: str, change_id: str) -> Response:
        """Show how it stands now. Raises HTTPException, 404, if nothing like it was said here."""
        telling = telling_of(self._look, self._known, request, space_id)
        changes = self._known.changes()
        change = _change(changes, space_id, change_id)
        said, names = telling.said, self._known.names()
        named = self._known.named(space_id)
        stays = why_it_stays(change, changes, named, is_heard=self._known.is_heard(change))
        notices = {"made": said.done, "undone": said.undone}
        return self._look.page(
            request, "replaced.html",
            r=said, space=telling.space, change=change,
            done=notices.get(request.query_params.get("done", ""), ""),
            units=", ".join(map(telling.called, change.units)),
            begins=telling.local(change.from_wall),
            made=telling.at(change.made_us), by=_name(telling, names, change.made_by),
            ended=self._ended(telling, change, names),
            lines=list(self._lines(telling, change)) if change.holds else [],
            now=telling.at(self._known.now_us()),
            disagreeing=[
                telling.called(each.unit)
                for each in disagreements(named, changes)
                if each.change.id == change.id and each.said
            ],
            is_in_hub_toml=is_in_hub_toml(named, change),
            toml=lines_for(telling.space, change.units),
            stays="" if stays is None else said.stays[stays],
        )  # fmt: skip

    def take_back(self, request: Request, space_id: str, change_id: str) -> Response:
        """Take a change back if it can be; else the page says why not."""
        telling = telling_of(self._look, self._known, request, space_id)
        changes = self._known.changes()
        change = _change(changes, space_id, change_id)
        named, is_heard = self._known.named(telling.space.id), self._known.is_heard(change)
        if why_it_stays(change, changes, named, is_heard=is_heard) is not None:
            return lead_on(self._look, request, change, "stays")
        signed_in = signed_in_at(request)
        by = "" if signed_in is None else signed_in.principal.id
        try:
            self._known.memory.take_back(change, changes, by, self._known.now_us())
        except HandoversChanged:
            return lead_on(self._look, request, change, "stays")
        finally:
            self._known.apply()
        return lead_on(self._look, request, change, "undone")

    def _lines(self, telling: Telling, change: HandoverChange) -> Iterator[Line]:
        for found in findings(change, self._known.after(change, telling.space)):
            yield _line(telling, found)

    def _ended(self, telling: Telling, change: HandoverChange, names: Mapping[str, str]) -> str:
        if change.taken_back is None:
            return ""
        who = _name(telling, names, change.taken_back.by)
        return telling.said.ended.format(telling.at(change.taken_back.at_us), who)


def _change(changes: Sequence[HandoverChange], space_id: str, change_id: str) -> HandoverChange:
    """Return what was said. Raises HTTPException, 404, if nothing like it was said of the space."""
    for change in changes:
        if (change.space, change.id) == (space_id, change_id):
            return change
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _name(telling: Telling, names: Mapping[str, str], person: str) -> str:
    if not person:
        return telling.said.command_line
    return names.get(person, telling.said.gone_person)


def _line(telling: Telling, found: Found) -> Line:
    said = telling.said
    missing = said.missing.format(", ".join(found.missing)) if found.missing else ""
    foreign = said.foreign.format(", ".join(found.foreign)) if found.foreign else ""
    texts = (said.sayings[found.point, found.verdict], missing, foreign)
    return Line(
        title=said.points[found.point],
        verdict=said.verdicts[found.verdict],
        kind=found.verdict.name.lower(),
        text=" ".join(text for text in texts if text),
        age="" if found.age_s is None else ago(found.age_s, telling.language),
    )
