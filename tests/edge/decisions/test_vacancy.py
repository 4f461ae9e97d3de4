"""The vacancy hold: its whole table, and that free is a claim about time."""

import pytest

from contract.events import DeskState
from edge.decisions.deadlines import NEVER_US
from edge.decisions.vacancy import Phase, Sign, Vacancy, judge, runs_out_us

STAY = None
TABLE: dict[Phase, tuple[Phase | None, ...]] = {
    #                 active          idle            ran out      doubt
    Phase.UNSEEN: (Phase.OCCUPIED, Phase.WATCHING, STAY, STAY),
    Phase.WATCHING: (Phase.OCCUPIED, STAY, Phase.FREE, Phase.UNSEEN),
    Phase.OCCUPIED: (STAY, Phase.HOLDING, STAY, Phase.UNSEEN),
    Phase.HOLDING: (Phase.OCCUPIED, STAY, Phase.FREE, Phase.UNSEEN),
    Phase.FREE: (Phase.OCCUPIED, STAY, STAY, Phase.UNSEEN),
}
SIGNS = (Sign.ACTIVE, Sign.IDLE, Sign.RAN_OUT, Sign.DOUBT)
CASES = [
    (here, sign, to) for here, row in TABLE.items() for sign, to in zip(SIGNS, row, strict=True)
]


@pytest.mark.parametrize(("here", "sign", "to"), CASES)
def test_transition(here: Phase, sign: Sign, to: Phase | None) -> None:
    """Each sign leads from each phase where the table says, and nowhere else."""
    before = Vacancy(here, 5)
    after = judge(before, sign, 9)
    assert after is before if to is None else after == Vacancy(to, 9)


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (Phase.UNSEEN, DeskState.UNKNOWN),
        (Phase.WATCHING, DeskState.UNKNOWN),
        (Phase.OCCUPIED, DeskState.OCCUPIED),
        (Phase.HOLDING, DeskState.OCCUPIED),
        (Phase.FREE, DeskState.FREE),
    ],
)
def test_says(phase: Phase, says: DeskState) -> None:
    """Only a hold time that was watched to its end says free."""
    assert Vacancy(phase).says is says


@pytest.mark.parametrize("phase", Phase)
def test_only_waiting_has_a_deadline(phase: Phase) -> None:
    """Time alone changes only what waits for the hold time."""
    waits = phase in {Phase.WATCHING, Phase.HOLDING}
    assert runs_out_us(Vacancy(phase, 7), 100) == (107 if waits else NEVER_US)
