"""A table in WordprocessingML (ISO/IEC 29500-1, 17.4), as text. Pure; python-docx stays outside.

Built as text because long tables of days, cell by cell through python-docx, take minutes.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hub.reports.layout.document import Cell, Column, Kind, Table, TextCell

NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RULES: Final = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:color="14603F"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="14603F"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="D8D4C6"/></w:tblBorders>'
)
_MARGINS: Final = (
    '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)
_LOOK: Final = (
    '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
    ' w:noHBand="1" w:noVBand="1"/>'
)
_SHADE: Final = '<w:shd w:val="clear" w:color="auto" w:fill="E0EEE4"/>'
_BREAKS: Final = re.compile(r"[ \-–]")
_LONGEST_TEXT: Final = 120
"""Characters beyond which a column isn't made wider."""
_LONGEST_WORDS: Final = 22
"""The same in a column of numbers, for words in the place of one."""
_COMFORTABLE: Final = 45
"""Characters of a line of text that is good to read."""


@dataclass(frozen=True, slots=True)
class Size:
    """A size of table text, by the id of its paragraph style."""

    style: str
    points: float

    def twips(self, characters: float) -> float:
        """Return the width that so many characters take, with some to spare."""
        return characters * self.points * 20 * 0.56 + _PADDING_TWIPS


NORMAL: Final = Size("TableText", 9)
SMALL: Final = Size("TableTextSmall", 7.5)
_PADDING_TWIPS: Final = 140


def table_xml(table: Table, width_twips: int) -> str:
    """Write a table of the page's width, in the larger size in which no word is broken."""
    size = NORMAL if sum(_least(table, NORMAL)) <= width_twips else SMALL
    widths = _widths(table, size, width_twips)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = [column.title for column in table.columns]
    rows = [_row(heads, table.columns, widths, size, is_head=True)]
    rows += [_row([cell.text for cell in row], table.columns, widths, size) for row in table.rows]
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_RULES}'
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}{_LOOK}'
        f'<w:tblCaption w:val="{html.escape(table.caption)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def is_wide(table: Table, width_twips: int) -> bool:
    """Tell whether a table would be mostly broken lines on a page of that width."""
    wished = [
        SMALL.twips(_longest(column, cells, min(_limit(column), _COMFORTABLE)))
        for column, cells in _columns(table)
    ]
    return sum(wished) > 1.5 * width_twips


def _row(
    texts: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    size: Size,
    *,
    is_head: bool = False,
) -> str:
    cells = "".join(
        _cell(text, width, size, is_head=is_head, is_right=number > 0 and is_number(column))
        for number, (text, column, width) in enumerate(zip(texts, columns, widths, strict=True))
    )
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def is_number(column: Column) -> bool:
    """Whether a column's cells stand to the right."""
    return column.kind is Kind.NUMBER


def _cell(text: str, width: int, size: Size, *, is_head: bool, is_right: bool) -> str:
    shade, bold = (_SHADE, "<w:rPr><w:b/></w:rPr>") if is_head else ("", "")
    aligned = '<w:jc w:val="right"/>' if is_right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{size.style}"/>{aligned}</w:pPr>'
        f'<w:r>{bold}<w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p></w:tc>'
    )


def _widths(table: Table, size: Size, width_twips: int) -> list[int]:
    """Give every column room for its longest word, and the rest to those with long texts."""
    least = _least(table, size)
    wishes = [
        max(0.0, size.twips(_longest(column, cells, _limit(column))) - low)
        for (column, cells), low in zip(_columns(table), least, strict=True)
    ]
    rest = width_twips - sum(least)
    if rest < 0:
        return [int(low * width_twips / sum(least)) for low in least]
    share = rest / sum(wishes) if sum(wishes) > rest else 1
    return [int(low + wish * share) for low, wish in zip(least, wishes, strict=True)]


def _least(table: Table, size: Size) -> list[float]:
    return [
        size.twips(max([1.1 * _unbreakable(TextCell(column.title)), *map(_unbreakable, cells)]))
        for column, cells in _columns(table)
    ]


def _unbreakable(cell: Cell) -> int:
    """Count the characters that must stay together: a number and its words, else the words."""
    return max(map(len, _BREAKS.split(cell.text))) if isinstance(cell, TextCell) else len(cell.text)


def _longest(column: Column, cells: Iterable[Cell], limit: int) -> int:
    return max(len(column.title), *(min(len(cell.text), limit) for cell in cells), 0)


def _limit(column: Column) -> int:
    return _LONGEST_TEXT if column.kind is Kind.TEXT else _LONGEST_WORDS


def _columns(table: Table) -> Iterator[tuple[Column, list[Cell]]]:
    for number, column in enumerate(table.columns):
        yield column, [row[number] for row in table.rows]
