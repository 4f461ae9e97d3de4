"""The names of the time series: what design and dashboards rely on."""

import pytest
from pydantic import TypeAdapter, ValidationError

from contract.events import Id
from contract.series import ALL_SERIES, CARE, NOWHERE, SLOT, CareKind, FieldKind, Keeping


def test_no_two_series_share_a_measurement() -> None:
    """A measurement belongs to one series, in one bucket."""
    names = [series.measurement for series in ALL_SERIES]
    assert len(set(names)) == len(names)


def test_a_name_is_either_a_tag_or_a_field() -> None:
    """InfluxQL can't tell them apart if both exist."""
    assert [series for series in ALL_SERIES if set(series.tags) & set(series.fields)] == []


def test_open_is_a_field_so_that_a_corrected_calendar_overwrites() -> None:
    """Local weekday and hour are tags, they never change; whether the space was open may."""
    assert SLOT.tags == ("space", "weekday", "hour")
    assert SLOT.fields["open"] is FieldKind.BOOLEAN


def test_durations_are_floats_in_seconds() -> None:
    """Whatever ends in _s is a float, and every float is a duration or a temperature."""
    for series in ALL_SERIES:
        for name, kind in series.fields.items():
            is_measured = name.endswith(("_s", "_c"))
            assert (kind is FieldKind.FLOAT) == is_measured, (series.measurement, name)


def kept(keeping: Keeping) -> set[str]:
    """Name the measurements of a bucket."""
    return {series.measurement for series in ALL_SERIES if series.keeping is keeping}


def test_what_tells_of_single_events_is_raw() -> None:
    """Nobody but the hub reads it, and it is deleted by age."""
    assert kept(Keeping.RAW) == {"event", "quarantine", "proof", "mark"}


def test_what_tells_of_single_moments_is_recent() -> None:
    """What tells of single moments of a space, or of its machines, is deleted by age, too."""
    assert kept(Keeping.RECENT) == {
        "desk_slot",
        "set_aside",
        "care",
        "agent_health",
        "hub",
        "live",
    }


def test_nowhere_is_no_id() -> None:
    """A care point of the whole store can't be taken for one of a space of that name."""
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(NOWHERE)


def test_care_names_its_kinds() -> None:
    """Dashboards and alert rules name them; care points are 0 or 1."""
    assert [kind.value for kind in CareKind] == sorted(kind.name.lower() for kind in CareKind)
    assert len(CareKind) == 52
    assert (CARE.keeping, CARE.tags) == (Keeping.RECENT, ("space", "agent", "kind"))
