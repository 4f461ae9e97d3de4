"""What a form of a page sent: few fields, each of bounded length, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from hub.http.problems import FieldProblem, Refused, invalid, of_status

MOST_FIELDS: Final = 200
_TYPE: Final = "application/x-www-form-urlencoded"
_NO_FORM: Final = invalid(FieldProblem(field="body", expected="the fields of a form, as UTF-8"))


@dataclass(frozen=True, slots=True)
class Form:
    """The fields by name, each with all that was sent of it."""

    fields: Mapping[str, list[str]]

    def one(self, name: str) -> str:
        """Return what a field says; empty if it isn't there, or is there twice."""
        said = self.fields.get(name, [])
        return said[0] if len(said) == 1 else ""

    def all(self, name: str) -> list[str]:
        """Return everything that was chosen of a field."""
        return self.fields.get(name, [])


async def form_of(request: Request) -> Form:
    """Read the form that was sent. Raises Refused, 415 or 422."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise Refused(of_status(415))
    try:
        text = (await request.body()).decode("ascii")
        return Form(
            parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
        )
    except ValueError:
        raise Refused(_NO_FORM) from None
