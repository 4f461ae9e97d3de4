"""What waits for the hub's readers: each topic has its lane, its bounds and its turn."""

from dataclasses import dataclass

from contract.limits import MAX_BATCH_BYTES
from contract.topics import AgentAddress, Channel
from hub.domain.fair_intake import Dropped, rules_of
from hub.fair_queue import SHARE_MESSAGES, FairQueue, Verdict

AGENTS = tuple(AgentAddress("hof", f"pi-{number}") for number in range(4))
ENEMY, *NEIGHBOURS = AGENTS
ROOM = 1024 * 1024


@dataclass(frozen=True)
class Said:
    """One message."""

    topic: str
    payload: bytes


def events(agent: AgentAddress, payload: bytes = b"x") -> Said:
    return Said(agent.topic(Channel.EVENTS), payload)


def state(agent: AgentAddress, payload: bytes = b"x") -> Said:
    return Said(agent.topic(Channel.STATE), payload)


def a_queue(*channels: Channel) -> FairQueue[Said]:
    return FairQueue(AGENTS, channels or tuple(Channel), 0.0)


def put(queue: FairQueue[Said], *messages: Said) -> list[Verdict]:
    return [queue.put(message, 0.0) for message in messages]


def test_what_waits_of_a_topic_keeps_its_order() -> None:
    """Nothing else came: all is taken as it came."""
    queue = a_queue()
    said = [events(ENEMY, bytes([number])) for number in range(10)]
    assert put(queue, *said) == [Verdict.KEPT] * 10
    assert len(queue) == 10
    assert queue.take(100, ROOM, 0.0) == said
    assert len(queue) == 0
    assert queue.take(100, ROOM, 0.0) == []


def test_topics_take_turns() -> None:
    """A neighbour that comes last is in the first handful, beside one share of whoever was first.

    In the second handful the turn goes on where it stopped.
    """
    queue = a_queue()
    full = [events(ENEMY, bytes(MAX_BATCH_BYTES)) for _ in range(5)]
    late = [events(agent) for agent in NEIGHBOURS]
    put(queue, *full, *late)
    assert queue.take(100, ROOM, 0.0) == [full[0], *late]
    assert queue.take(100, ROOM, 0.0) == [full[1]]
    put(queue, *late)
    assert queue.take(2, ROOM, 0.0) == [full[2], late[0]]
    assert queue.take(2, ROOM, 0.0) == late[1:]


def test_a_share_of_small_messages_is_bounded_too() -> None:
    """Each costs work, however short it is."""
    queue = a_queue()
    put(queue, *[events(ENEMY)] * 30, events(NEIGHBOURS[0]))
    assert queue.take(100, ROOM, 0.0) == [*[events(ENEMY)] * SHARE_MESSAGES, events(NEIGHBOURS[0])]


def test_wills_are_never_behind_states_of_others() -> None:
    """Whatever came before them; but a dead agent's last states come before its will.

    A live state would take the will back, and the dead desk would be called free.
    """
    queue = a_queue()
    dead = NEIGHBOURS[-1]
    last = [state(dead, b"1"), state(dead, b"2")]
    will = Said(dead.topic(Channel.STATUS), b"will")
    put(queue, *(state(agent) for agent in AGENTS[:-1]), *last, will)
    assert queue.take(1, ROOM, 0.0) == last[:1]
    assert queue.take(2, ROOM, 0.0) == [last[1], will]
    assert queue.take(100, ROOM, 0.0) == [state(agent) for agent in AGENTS[:-1]]


def test_a_handful_is_limited_in_bytes() -> None:
    """Beyond the first message; the next that finds no room is the first of the next handful."""
    queue = a_queue()
    large = [events(agent, bytes(400)) for agent in AGENTS]
    put(queue, *large)
    assert queue.take(100, 1000, 0.0) == large[:2]
    put(queue, *(events(agent) for agent in AGENTS[:2]))
    assert queue.take(100, 100, 0.0) == large[2:3]
    assert queue.take(100, 400, 0.0)[0] == large[3]


def test_of_too_many_states_the_newest_stay() -> None:
    """The older say what isn't true any more; they are counted as overtaken."""
    queue = a_queue()
    said = [state(ENEMY, bytes([number])) for number in range(6)]
    verdicts = put(queue, *said)
    assert verdicts == [Verdict.KEPT] * 4 + [Verdict.OVERTAKEN] * 2
    assert queue.take(100, ROOM, 0.0) == said[2:]


def test_of_too_many_events_the_oldest_stay() -> None:
    """What doesn't come in is sent again, as it has no receipt."""
    queue = a_queue()
    said = [events(ENEMY, bytes([number])) for number in range(40)]
    most = rules_of(Channel.EVENTS).most_waiting
    assert put(queue, *said) == [Verdict.KEPT] * most + [Verdict.DROPPED] * (40 - most)
    assert put(queue, events(NEIGHBOURS[0])) == [Verdict.KEPT]
    taken = [message for _ in range(3) for message in queue.take(100, ROOM, 0.0)]
    assert [message for message in taken if message.topic == said[0].topic] == said[:most]


def test_what_waits_is_limited_in_bytes() -> None:
    """One message always may, however large."""
    queue = a_queue()
    large = bytes(2 * ROOM)
    assert put(queue, *[events(ENEMY, large)] * 2) == [Verdict.KEPT, Verdict.DROPPED]
    assert put(queue, *[events(NEIGHBOURS[0], large)]) == [Verdict.KEPT]


def test_a_flooded_topic_is_deaf_until_it_is_resumed() -> None:
    """Only that one: its agent's other channels and all neighbours go on."""
    queue = a_queue()
    verdicts = put(queue, *[state(ENEMY)] * 300)
    assert verdicts.count(Verdict.FLOOD) == 1
    assert set(verdicts[verdicts.index(Verdict.FLOOD) + 1 :]) == {Verdict.DROPPED}
    assert queue.put(state(ENEMY), 3600.0) is Verdict.DROPPED
    assert put(queue, events(ENEMY), state(NEIGHBOURS[0])) == [Verdict.KEPT] * 2
    queue.take(100, ROOM, 3600.0)
    queue.resume(ENEMY.topic(Channel.STATE), 3600.0)
    assert queue.put(state(ENEMY), 3600.0) is Verdict.KEPT


def test_what_is_dropped_is_counted_by_agent() -> None:
    """On all its channels together, with its last flood, and where it isn't heard now."""
    queue = a_queue()
    verdicts = put(queue, *[state(ENEMY)] * 300, *[events(ENEMY)] * 33, *[state(NEIGHBOURS[0])] * 4)
    count = len(verdicts) - verdicts.count(Verdict.KEPT)
    assert queue.dropped() == {ENEMY: Dropped(count, 0.0, (Channel.STATE,))}
    queue.resume(ENEMY.topic(Channel.STATE), 9.0)
    assert queue.dropped() == {ENEMY: Dropped(count, 0.0)}


def test_what_others_made_one_lose_is_no_flood() -> None:
    """Newer states overtake older ones behind a slow hub: counted, and nothing more."""
    queue = a_queue()
    put(queue, *[state(NEIGHBOURS[0])] * 9, *[events(NEIGHBOURS[0])] * 33)
    assert queue.dropped() == {NEIGHBOURS[0]: Dropped(5 + 1)}


def test_who_floods_again_is_noticed_sooner() -> None:
    """After a pause there is less credit than one has that never flooded."""
    queue = a_queue()
    first = put(queue, *[state(ENEMY)] * 300).index(Verdict.FLOOD)
    queue.resume(ENEMY.topic(Channel.STATE), 0.0)
    assert put(queue, *[state(ENEMY)] * 300).index(Verdict.FLOOD) < first


def test_more_than_a_fair_share_of_events_waits() -> None:
    """It isn't dropped: it is due a little later, and nobody else waits with it."""
    queue = a_queue()
    batch, taken, now_s = events(ENEMY, bytes(MAX_BATCH_BYTES)), 0, 0.0
    while queue.put(batch, now_s) is Verdict.KEPT and queue.take(1, ROOM, now_s):
        taken += 1
    assert taken == rules_of(Channel.EVENTS).passing[0].burst / MAX_BATCH_BYTES + 1
    due_in_s = queue.due_in_s(now_s)
    assert due_in_s is not None
    assert 0 < due_in_s < 1
    assert put(queue, events(NEIGHBOURS[0])) == [Verdict.KEPT]
    assert queue.due_in_s(now_s) == 0
    assert queue.take(100, ROOM, now_s) == [events(NEIGHBOURS[0])]
    assert queue.take(100, ROOM, now_s + due_in_s + 0.001) == [batch]


def test_nothing_is_due_where_nothing_waits() -> None:
    """And nothing comes in of whom nobody named."""
    queue = a_queue(Channel.EVENTS)
    assert put(queue, state(ENEMY), Said("$SYS/x", b"")) == [Verdict.FOREIGN] * 2
    assert queue.due_in_s(0.0) is None


def test_another_agent_gets_a_lane_while_others_wait() -> None:
    """What waits stays; the new one is heard in its turn, its will after its own last state."""
    queue: FairQueue[Said] = FairQueue(AGENTS[:2], tuple(Channel), 0.0)
    new = AGENTS[3]
    waiting = events(ENEMY)
    assert put(queue, waiting, state(new)) == [Verdict.KEPT, Verdict.FOREIGN]
    queue.add(AGENTS, 0.0)
    will = Said(new.topic(Channel.STATUS), b"will")
    assert put(queue, state(new), will) == [Verdict.KEPT, Verdict.KEPT]
    assert queue.take(100, ROOM, 0.0) == [state(new), will, waiting]
    assert queue.sender_of(will.topic) == (new.space, new.agent)


def test_all_lanes_together_keep_within_their_bound() -> None:
    """However they came to be."""
    late: FairQueue[Said] = FairQueue((), (Channel.EVENTS,), 0.0)
    many = [AgentAddress("hof", f"pi-{number}") for number in range(60)]
    for agent in many:
        late.add([agent], 0.0)
    at_once: FairQueue[Said] = FairQueue(many, (Channel.EVENTS,), 0.0)
    kept = []
    for queue in (late, at_once):
        said = [events(many[0], bytes(MAX_BATCH_BYTES)) for _ in range(40)]
        kept.append(put(queue, *said).count(Verdict.KEPT))
    assert kept[0] == kept[1] < 40
