"""Hypothesis strategies made from the models themselves, so that a new field is covered at once."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import annotated_types as limit
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from contract.deliveries import DELIVERIES
from contract.events import Event, Record

RecordT = TypeVar("RecordT", bound=Record)

TIMES: Final = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis wants its bounds naive
    datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_MOST_ITEMS: Final = 4
_MOST_CHARS: Final = 60  # below every max_length of the models but those that say less


def records(model: type[RecordT]) -> st.SearchStrategy[RecordT]:
    """Return instances of one model."""
    fields = {
        field.alias or name: _of(field.annotation, field.metadata)
        for name, field in model.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(_in_order).map(model.model_validate)


def any_message() -> st.SearchStrategy[Record]:
    """Return messages of all channels."""
    return st.one_of([records(delivery.model) for delivery in DELIVERIES.values()])


def any_event() -> st.SearchStrategy[Event]:
    """Return events of all kinds."""
    return st.one_of([records(kind) for kind in get_args(Event)])


def _in_order(values: dict[str, Any]) -> dict[str, Any]:
    if "first" in values and "last" in values:
        values["first"], values["last"] = sorted((values["first"], values["last"]))
    elif "first" in values:
        values["first"] = max(1, values["first"] - _MOST_ITEMS)
    return values


def _of(annotation: Any, metadata: Iterable[Any] = ()) -> st.SearchStrategy[Any]:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, [*_constraints(more), *metadata])
    if annotation is Any:
        return JSON
    generic = _GENERIC.get(get_origin(annotation) or NoneType)
    if generic is not None:
        return generic(get_args(annotation))
    return _plain(annotation, list(metadata))


def _constraints(metadata: Iterable[Any]) -> list[Any]:
    return [
        part
        for each in metadata
        for part in (each.metadata if isinstance(each, FieldInfo) else [each])
    ]


def _tuple(arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.lists(_of(arguments[0]), min_size=1, max_size=_MOST_ITEMS).map(tuple)


def _dict(arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.dictionaries(_of(arguments[0]), _of(arguments[1]), max_size=_MOST_ITEMS)


def _union(arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of([_of(each) for each in arguments])


_GENERIC: Final[dict[Any, Callable[[tuple[Any, ...]], st.SearchStrategy[Any]]]] = {
    Literal: st.sampled_from,
    UnionType: _union,
    Union: _union,
    tuple: _tuple,
    dict: _dict,
}


def _plain(kind: Any, metadata: list[Any]) -> st.SearchStrategy[Any]:
    lowest: Any = next((each.ge for each in metadata if isinstance(each, limit.Ge)), None)
    highest: Any = next((each.le for each in metadata if isinstance(each, limit.Le)), None)
    if isinstance(kind, type) and issubclass(kind, Record):
        return records(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    simple = {
        NoneType: st.none(),
        bool: st.booleans(),
        datetime: TIMES,
        int: st.integers(lowest, highest),
        float: st.floats(lowest, highest, allow_nan=False, allow_infinity=False),
        str: _text(metadata),
    }
    return simple[kind]


def _text(metadata: list[Any]) -> st.SearchStrategy[str]:
    pattern = next((each.pattern for each in metadata if getattr(each, "pattern", None)), None)
    if pattern is None:
        return st.text(max_size=_MOST_CHARS)
    # Python's `$` also matches before a newline at the end; the models' engine does not.
    exact = re.compile(pattern.replace("$", r"\Z"))
    return st.from_regex(exact, fullmatch=True).map(lambda text: text[:_MOST_CHARS])
