"""All dashboards, in the order in which people meet them."""

from typing import Final

from dashboards.board import Board
from dashboards.boards.care import CARE_BOARD
from dashboards.boards.hub import HUB_BOARD
from dashboards.boards.region import REGION
from dashboards.boards.space import SPACE_BOARD

EVERY: Final[tuple[Board, ...]] = (REGION, SPACE_BOARD, CARE_BOARD, HUB_BOARD)
