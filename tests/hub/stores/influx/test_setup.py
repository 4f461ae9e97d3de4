"""Preparing InfluxDB: buckets made once and mended, and every token that may do too little."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from contract import series
from contract.series import Keeping
from hub.stores.influx.access import Access
from hub.stores.influx.queries import select
from hub.stores.influx.reading import Reading
from hub.stores.influx.setup import Unfit, faults, how_long, prepare
from hub.stores.influx.store import InfluxStore
from hub.stores.influx.writing import FoundBucket, Writing
from tests.parts.influx import DAY_S, Influx, InfluxServer, Rights

RAW_DAYS = 30


@pytest.fixture
def server(influx_servers: Callable[[Path], InfluxServer], influxd: Path) -> InfluxServer:
    """Take the database that many tests share."""
    return influx_servers(influxd)


@pytest.fixture
def names(server: InfluxServer) -> Influx:
    """Name buckets that are not there yet."""
    return server.unmade_buckets()


def init(access: Access, raw_days: int = RAW_DAYS) -> list[str]:
    """Run `store init`."""
    with closing(Writing(access)) as writing, closing(Reading(access)) as reading:
        return list(prepare(writing, reading, access, raw_days))


def test_an_empty_instance_is_prepared_and_a_second_run_changes_nothing(names: Influx) -> None:
    """The proof of writing is a point that every bucket takes, however short it keeps."""
    raw, recent = names.raw_bucket, names.recent_bucket
    assert init(names.access) == [
        f"bucket {names.bucket}: made, keeps for ever",
        f"bucket {raw}: made, keeps 31 days",
        f"bucket {recent}: made, keeps 31 days",
        *(f"bucket {one}: the token may write and read it" for one in (raw, recent, names.bucket)),
    ]
    assert init(names.access)[:3] == [
        f"bucket {names.bucket}: as it should be, keeps for ever",
        f"bucket {raw}: as it should be, keeps 31 days",
        f"bucket {recent}: as it should be, keeps 31 days",
    ]


def test_a_used_instance_is_mended(names: Influx) -> None:
    """Another retention corrects two buckets, and what is stored stays."""
    init(names.access)
    with closing(InfluxStore.open(names.access, 0.3)) as store:
        before = store.store_id
    assert init(names.access, 7)[1:3] == [
        f"bucket {names.raw_bucket}: kept 31 days, keeps 8 days now",
        f"bucket {names.recent_bucket}: kept 31 days, keeps 8 days now",
    ]
    with closing(InfluxStore.open(names.access, 0.3)) as store:
        assert store.store_id == before


def test_a_proof_leaves_nothing_behind(names: Influx) -> None:
    """It is taken away again, in each bucket."""
    init(names.access)
    with closing(Reading(names.access)) as reading:
        for keeping in Keeping:
            assert list(reading.rows(keeping, select(series.PROOF, ("taken",)))) == []


def test_a_bucket_of_an_hour_takes_the_proof(server: InfluxServer) -> None:
    """A proof of 1970, or of midnight, would be refused there."""
    influx = server.new_buckets(keep_s=3600)
    keys = [fault.key for fault in faults(influx.access, RAW_DAYS)]
    assert keys == ["store.raw_bucket", "store.recent_bucket"]
    said = [fault.expected for fault in faults(influx.access, RAW_DAYS)]
    assert all("keeps 1 hour, but raw_days asks for 31 days" in one for one in said)


@pytest.mark.parametrize(
    ("keep_s", "said"),
    [(0, "for ever"), (1, "1 second"), (90, "90 seconds"), (3600, "1 hour"), (5400, "90 minutes"),
     (36 * 3600, "36 hours"), (DAY_S, "1 day"), (31 * DAY_S, "31 days")],
)  # fmt: skip
def test_how_long_is_said_without_rounding(keep_s: int, said: str) -> None:
    """An hour is no 0 days."""
    assert how_long(FoundBucket("b", keep_s, 0)) == said


def rights() -> Iterator[Rights]:
    """Yield what a token may do, all combinations; the buckets by their place."""
    places = ("bucket", "raw_bucket", "recent_bucket")
    some = [frozenset[str](), frozenset({"raw_bucket"}), frozenset(places)]
    for organisation, may_make, reads, writes in product((0, 1), (0, 1), some, some):
        yield Rights(organisation=bool(organisation), may_make_buckets=bool(may_make),
                     reads=reads, writes=writes)  # fmt: skip


def named(wanted: Rights, influx: Influx) -> Rights:
    """Put the buckets' names for their places."""
    return replace(
        wanted,
        reads=frozenset(getattr(influx, place) for place in wanted.reads),
        writes=frozenset(getattr(influx, place) for place in wanted.writes),
    )


@pytest.mark.parametrize("are_there", [False, True], ids=["no buckets", "buckets"])
def test_whatever_a_token_may_not_do_is_one_sentence(server: InfluxServer, are_there: bool) -> None:
    """With key and permission, never a traceback; what a token may do is enough or is named."""
    influx = server.unmade_buckets()
    if are_there:
        init(influx.access)
    for wanted in rights():
        if not are_there and (wanted.reads or wanted.writes):
            continue  # of a bucket that is not there nothing can be allowed
        token = server.new_token(named(wanted, influx))
        access = replace(influx.access, token=token)
        is_enough = are_there and len(wanted.reads) == len(wanted.writes) == 3
        try:
            init(access)
        except Unfit as error:
            said = error.fault
            assert not is_enough, said
        else:
            assert is_enough or (not are_there and wanted.organisation and wanted.may_make_buckets)
            break
        assert said.key in {"store.token_file", "store.org", "store.bucket", "store.raw_bucket",
                            "store.recent_bucket"}  # fmt: skip
        assert "permission" in said.expected, (wanted, said)
        assert "\n" not in said.expected
        assert len(said.expected) < 300


def test_a_token_that_nobody_knows_is_said_so(names: Influx) -> None:
    """That is another mistake than one of permissions."""
    with pytest.raises(Unfit, match=r"store\.token_file: InfluxDB doesn't know this token"):
        init(replace(names.access, token="b" * 20))


def test_an_organisation_that_there_is_not_is_named(names: Influx) -> None:
    """By its key; whether it is hidden or missing 2.x doesn't tell."""
    with pytest.raises(Unfit, match=r'store\.org: .*organisation.*"nowhere"'):
        init(replace(names.access, org="nowhere"))


def test_the_hub_s_own_token_is_judged_without_changing_anything(server: InfluxServer) -> None:
    """Reading and writing three buckets is enough; one less is named by its key."""
    influx = server.unmade_buckets()
    init(influx.access)
    every = frozenset({influx.bucket, influx.raw_bucket, influx.recent_bucket})
    enough = server.new_token(Rights(reads=every, writes=every))
    assert list(faults(replace(influx.access, token=enough), RAW_DAYS)) == []
    raw = {influx.raw_bucket}
    blind = server.new_token(Rights(reads=every - raw, writes=every))
    assert [one.key for one in faults(replace(influx.access, token=blind), RAW_DAYS)] == [
        "store.raw_bucket"
    ]
    mute = server.new_token(Rights(reads=every, writes=every - raw))
    (fault,) = faults(replace(influx.access, token=mute), RAW_DAYS)
    assert fault.key == "store.token_file"
    assert f"write to bucket {influx.raw_bucket}" in fault.expected


def test_among_many_buckets_its_own_are_found(server: InfluxServer) -> None:
    """2.7 shows a page of a list, less what a token may not see: a later one would be missed."""
    for _ in range(8):
        server.new_buckets()
    influx = server.unmade_buckets()
    init(influx.access)
    every = frozenset({influx.bucket, influx.raw_bucket, influx.recent_bucket})
    access = replace(influx.access, token=server.new_token(Rights(reads=every, writes=every)))
    assert [line.partition(": ")[2] for line in init(access)[:3]] == [
        "as it should be, keeps for ever",
        "as it should be, keeps 31 days",
        "as it should be, keeps 31 days",
    ]


def test_a_viewer_s_token_reads_two_buckets(server: InfluxServer) -> None:
    """Single events are not there for it."""
    influx = server.unmade_buckets()
    init(influx.access)
    seen = frozenset({influx.bucket, influx.recent_bucket})
    access = replace(influx.access, token=server.new_token(Rights(reads=seen)))
    with closing(Reading(access)) as reading:
        assert list(reading.rows(Keeping.RECENT, select(series.LIVE, ("total",)))) == []
        with pytest.raises(Exception, match="hidden from this token"):
            list(reading.rows(Keeping.RAW, select(series.EVENT, ("seq",))))
