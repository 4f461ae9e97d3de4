"""How a workbook looks: fonts, colours and sizes, in the words of xlsxwriter. Pure."""

from typing import Final

Look = dict[str, object]
SHORT_DATE: Final = 14
"""A built-in format, which shows days as the reader's system writes them."""
LONGEST_FORMAT: Final = 255
A4: Final = 9
OVERVIEW_WIDTH: Final = 74
OVERVIEW_CHARACTERS: Final = 86
"""Of a line there: letters are narrower than digits."""
LINE_HEIGHT: Final = 13.5
"""Of a merged row, in points: spreadsheets don't find that out themselves."""
SIZE_PT: Final = 10
SIZES_PT: Final = {"title": 16, "subtitle": 12, "heading": 12}
DEFAULT_FONT: Final = {"font_name": "Arial", "font_size": SIZE_PT}
FONT: Final = {**DEFAULT_FONT, "valign": "top"}
HEAD: Final[Look] = {
    "bold": True,
    "text_wrap": True,
    "bg_color": "#E0EEE4",
    "bottom": 1,
}
RIGHT: Final[Look] = {"align": "right"}
LEFT_OF: Final[tuple[Look, Look]] = (
    {"align": "left"},
    {"align": "left", "indent": 1},
)
"""Of the first column and of the others, which keep away from numbers to their left."""
GAP: Final[Look] = {
    "text_wrap": True,
    "italic": True,
    "font_color": "#55605A",
    **RIGHT,
}
"""Of words in the place of a number."""
TITLE_HEIGHT: Final = 24
UNDER_TITLE: Final = 2
STRIP_ROW: Final = 15
"""Height of the rows that charts lie over, in points: 20 pixels."""
STRIP_ROW_PIXELS: Final = 20
STRIP_WIDTH: Final = 980
"""Pixels in which charts stand beside each other."""
BETWEEN_CHARTS: Final = 8
NOTE_COLUMNS: Final = 8
DAYS_OF_WEEK: Final = 7
FIELD_WIDTH: Final = 12.0
CAPTION: Final[Look] = {"bold": True, "font_color": "#14603F", "font_size": 11}
FIELD: Final[Look] = {"align": "center", "border": 1, "border_color": "#D8D4C6"}
SHADES: Final[Look] = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": "#FFFFFF",
    "max_type": "max",
    "max_color": "#6F9CAE",
}
"""As dark at most as black letters can be read on."""
STYLES: Final[dict[str, Look]] = {
    "title": {"bold": True, "font_size": SIZES_PT["title"], "text_wrap": True},
    "subtitle": {"font_size": SIZES_PT["subtitle"], "text_wrap": True},
    "heading": {
        "bold": True,
        "font_size": SIZES_PT["heading"],
        "font_color": "#14603F",
        "text_wrap": True,
    },
    "text": {"text_wrap": True},
    "listed": {"text_wrap": True, "align": "left", "indent": 2},
    "link": {"font_color": "#14603F", "underline": 1},
}
