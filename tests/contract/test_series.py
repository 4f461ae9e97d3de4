"""The names of the time series: what design and dashboards rely on."""

from contract.series import ALL_SERIES, SLOT, FieldKind, Keeping


def test_no_two_series_share_a_measurement() -> None:
    """A measurement belongs to one series, in one bucket."""
    names = [one.measurement for one in ALL_SERIES]
    assert len(set(names)) == len(names)


def test_a_name_is_either_a_tag_or_a_field() -> None:
    """InfluxQL can't tell them apart if both exist."""
    assert [one for one in ALL_SERIES if set(one.tags) & set(one.fields)] == []


def test_open_is_a_field_so_that_a_corrected_calendar_overwrites() -> None:
    """Local weekday and hour are tags, they never change; whether the space was open may."""
    assert SLOT.tags == ("space", "weekday", "hour")
    assert SLOT.fields["open"] is FieldKind.BOOLEAN


def test_durations_are_floats_in_seconds() -> None:
    """Whatever ends in _s is a float, and every permanent figure of time does."""
    for one in ALL_SERIES:
        for name, kind in one.fields.items():
            assert (kind is FieldKind.FLOAT) == name.endswith("_s"), (one.measurement, name)


def test_what_tells_of_single_moments_is_raw() -> None:
    """Events, quarantine and desks' slots are deleted by age."""
    raw = {one.measurement for one in ALL_SERIES if one.keeping is Keeping.RAW}
    assert raw == {"event", "quarantine", "desk_slot", "proof"}
