"""The reference: a small space over two weeks, small enough to count on one's fingers.

Hof, two desks until 29 March 2026, then one; a door that counts; and what makes counting hard:

    Mon 23 March  both desks in use, for half an hour together
    Wed 25        the agent is down from 9:30 to 10:30
    Fri 27        events arrive only after the report's slots were made a first time
    Sun 29        open from 1:00 to 4:00, but the clock skips an hour; d2's last day
    Mon 30        one desk left: occupied means full
    Wed 1 April   nobody
    Fri 3         Good Friday: closed, somebody is there
    Sun 5         Easter Sunday: closed
"""

from datetime import date
from pathlib import Path

from contract.events import Event, Previous
from contract.topics import AgentAddress
from hub.config import HubConfig
from tests.hub.reports.diary import Archive, Run, events_of, local, told
from tests.hub.spaces import a_region, a_space

FIRST, LAST = date(2026, 3, 23), date(2026, 4, 5)
NOW = local("04-06 00:20")
ADDRESS = AgentAddress("hof", "pi")
SPACE = a_space(
    since=date(2026, 3, 9),
    opening={
        "mon": "09:00-11:00",
        "wed": "09:00-11:00",
        "fri": "09:00-11:00",
        "sun": "01:00-04:00",
    },
    desk=[
        {"id": "d1", "agent": "pi"},
        {"id": "d2", "agent": "pi", "to": date(2026, 3, 29)},
        {"id": "r1", "agent": "pi", "kind": "room"},
    ],
    door=[{"id": "main", "agent": "pi", "counts": True}],
)
REGION: HubConfig = a_region(SPACE)
DIARY = told("""
03-23 08:59 main in
03-23 09:00 d1   occupied
03-23 09:29 main in
03-23 09:30 d2   occupied
03-23 09:40 main back
03-23 10:00 d1   free
03-23 10:01 main out
03-23 10:05 main back
03-23 10:30 d2   free
03-23 12:00 d1   occupied
03-23 13:00 d1   free
03-25 08:59 main in
03-25 09:00 d1   occupied
03-25 09:10 d2   occupied
03-25 09:12 main back
03-25 09:20 d2   free
03-27 08:58 main in
03-27 09:00 d1   occupied
03-27 11:00 d1   free
03-29 01:29 main in
03-29 01:30 d2   occupied
03-29 03:30 d2   free
03-30 08:59 main in
03-30 09:00 d1   occupied
03-30 09:05 main back
03-30 09:17 main back
03-30 09:20 d1   free
04-03 09:00 d1   occupied
04-03 09:30 r1   occupied
04-03 10:00 d1   free
""")
DESKS = ("d1", "d2", "r1")
BEFORE = Run("a" * 32, local("03-23 00:00"), local("03-25 09:30"), stops=True)


def runs() -> tuple[list[Event], list[Event]]:
    """Tell both runs of the agent: before the outage and after it."""
    before = events_of(BEFORE, DESKS, DIARY)
    previous = Previous(epoch=BEFORE.epoch, last=before[-1].seq)
    after = Run("b" * 32, local("03-25 10:30"), local("04-06 00:10"), previous=previous)
    return before, events_of(after, DESKS, DIARY)


def archive(folder: Path, *, late: bool = True) -> Archive:
    """Store the reference; Friday's morning arrives after a first roll-up, or not at all."""
    store = Archive(folder, [SPACE])
    before, after = runs()
    store.keep(ADDRESS, "a" * 32, before)
    morning = [
        index
        for index, event in enumerate(after)
        if local("03-27 08:00") < event.at < local("03-27 12:00")
    ]
    store.keep(ADDRESS, "b" * 32, after[: morning[0]])
    store.keep(ADDRESS, "b" * 32, after[morning[-1] + 1 :])
    store.roll(NOW)
    if late:
        store.keep(ADDRESS, "b" * 32, after[morning[0] : morning[-1] + 1])
        store.roll(NOW)
    return store
