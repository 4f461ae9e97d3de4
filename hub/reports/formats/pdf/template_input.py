"""A document as the JSON that the paper template reads. Pure.

Which chapters stand on pages turned on their side is decided here; tables are in tables.py,
charts in charts.py.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Final

from hub.reports.formats.pdf.charts import chart_of, drawing_of
from hub.reports.formats.pdf.first_page import first_page_of
from hub.reports.formats.pdf.tables import Json, cards, is_wide, is_wordy, table_of
from hub.reports.layout.document import Block, Chart, Document, Paragraph, Section, Table

_AFTER_LATIN: Final = 0x180
_COMMON: Final = "\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{EN DASH}„“”•Σ×≥≤−·"
"""What reports say themselves, so that nobody needs to be asked about it."""
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def payload(document: Document, can_print: Callable[[str], bool]) -> str:
    """Write a document as JSON; what can't be printed becomes a replacement character.

    `can_print` is asked about each character that isn't common in Europe.
    """
    texts = _only_printable(_document(document), can_print)
    return json.dumps(texts, ensure_ascii=False, sort_keys=True)


def charts_payload(
    document: Document, charts: Sequence[Chart], width_cm: float, can_print: Callable[[str], bool]
) -> str:
    """Write charts of a document alone as JSON, as payload() does all of it."""
    texts: Json = {
        "language": document.language.value,
        "region": document.language.region,
        "width_cm": width_cm,
        "drawings": [drawing_of(chart.drawing) for chart in charts],
    }
    return json.dumps(_only_printable(texts, can_print), ensure_ascii=False, sort_keys=True)


def _only_printable(value: Json, can_print: Callable[[str], bool]) -> Json:
    match value:
        case str():
            if value.isascii() and value.isprintable():
                return value
            return "".join(
                each if _is_common(each) or can_print(each) else _REPLACEMENT for each in value
            )
        case Mapping():
            return {key: _only_printable(part, can_print) for key, part in value.items()}
        case Sequence():
            return [_only_printable(part, can_print) for part in value]
        case _:
            return value


def _is_common(character: str) -> bool:
    return character in _COMMON or (ord(character) < _AFTER_LATIN and character.isprintable())


def _document(document: Document) -> Json:
    return {
        "language": document.language.value,
        "region": document.language.region,
        "title": document.title,
        "subtitle": document.subtitle,
        "subject": document.subject,
        "keywords": [*document.keywords, document.origin],
        "fingerprint": document.fingerprint,
        "dated": {
            "year": document.dated.year,
            "month": document.dated.month,
            "day": document.dated.day,
        },
        "furniture": asdict(document.furniture),
        "first_page": first_page_of(document.first_page),
        "groups": _groups(document),
    }


def _groups(document: Document) -> Json:
    """Join chapters that follow each other on pages of the same format."""
    sections = document.printed
    tables = {
        block.id for section in sections for block in section.blocks if isinstance(block, Table)
    }
    turned = groupby(_with_format(sections), itemgetter(0))
    return [
        {"is_turned": is_turned, "sections": [_section(section, tables) for _, section in group]}
        for is_turned, group in turned
    ]


def _with_format(sections: Sequence[Section]) -> Iterator[tuple[bool, Section]]:
    """Yield each chapter after whether its pages are turned; a mere heading goes with the next."""
    turned = [_has_wide_table(section) for section in sections]
    for index, section in enumerate(sections):
        follows = not section.blocks and index + 1 < len(sections)
        yield turned[index + 1] if follows else turned[index], section


def _has_wide_table(section: Section) -> bool:
    return any(isinstance(block, Table) and is_wide(block) for block in section.blocks)


def _section(section: Section, tables: Collection[str]) -> Json:
    return {
        "title": section.title,
        "level": section.level,
        "is_annex": section.is_annex,
        "blocks": [_block(block, tables) for block in section.blocks],
    }


def _block(block: Block, tables: Collection[str]) -> Json:
    match block:
        case Paragraph(text):
            return {"type": "paragraph", "text": text}
        case Table():
            return cards(block) if is_wordy(block) else table_of(block)
        case Chart():
            return chart_of(block, is_table_printed=block.table in tables)
