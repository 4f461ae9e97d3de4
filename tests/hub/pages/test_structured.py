"""What search engines read of a space."""

from datetime import date
from typing import Any

import pytest

from hub.domain.calendar import Calendar
from hub.domain.site import SiteConfig
from hub.pages.structured import DAYS_AHEAD, place, website
from tests.hub.spaces import a_space

URL = "https://plaetze.example.org/spaces/hof"
MONDAY = date(2026, 3, 2)


def described(today: date = MONDAY, **keys: Any) -> dict[str, Any]:
    """Describe a space."""
    space = a_space(**keys)
    return place(space, Calendar(space), today, URL)


def hours(found: Any) -> list[tuple[Any, str, str]]:
    """Return days, opens and closes of each specification."""
    return [
        (each.get("dayOfWeek", each.get("validFrom")), each["opens"], each["closes"])
        for each in found
    ]


def test_all_that_is_known_is_said() -> None:
    """Name, addresses, position, contact, amenities."""
    found = described(
        address="Am Bahnhof 33, 14827 Wiesenburg/Mark",
        latitude=52.1,
        longitude=12.4,
        website="https://hof.example/",
        contact={"phone": "+49 33849 1234", "email": "hof@example.org"},
        facts=("internet_access",),
    )
    assert found["@id"] == f"{URL}#place"
    assert found["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Am Bahnhof 33",
        "postalCode": "14827",
        "addressLocality": "Wiesenburg/Mark",
        "addressCountry": "DE",
    }
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 52.1, "longitude": 12.4}
    assert found["sameAs"] == "https://hof.example/"
    assert (found["telephone"], found["email"]) == ("+49 33849 1234", "hof@example.org")
    assert found["amenityFeature"] == [
        {"@type": "LocationFeatureSpecification", "name": "internet_access", "value": True}
    ]


def test_what_is_not_known_is_not_said() -> None:
    """No hours that nobody named, no empty key."""
    assert set(described()) == {"@context", "@type", "@id", "name", "url"}


@pytest.mark.parametrize("address", ["Am Bahnhof", "Am Bahnhof, Wiesenburg", "14827"])
def test_an_address_of_another_form_is_one_text(address: str) -> None:
    """Nothing is guessed."""
    assert described(address=address)["address"] == address


def test_days_with_the_same_hours_stand_together() -> None:
    """A break makes two spans, and a day that is left out is closed."""
    week = {"mon": "09:00-17:00", "tue": "09:00-12:00,13:00-17:00", "wed": "09:00-17:00"}
    assert hours(described(opening=week)["openingHoursSpecification"]) == [
        (["Monday", "Wednesday"], "09:00", "17:00"),
        (["Tuesday"], "09:00", "12:00"),
        (["Tuesday"], "13:00", "17:00"),
    ]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """As search engines have it; from Sunday to Monday, too."""
    week = {"fri": "10:00-24:00", "sat": "00:00-01:30,10:00-18:00", "sun": "20:00-24:00",
            "mon": "00:00-02:00"}  # fmt: skip
    assert hours(described(opening=week)["openingHoursSpecification"]) == [
        (["Friday"], "10:00", "01:30"),
        (["Saturday"], "10:00", "18:00"),
        (["Sunday"], "20:00", "02:00"),
    ]


def test_open_day_and_night() -> None:
    """From 00:00 to 23:59, and an evening that ends at midnight ends at 23:59."""
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    (one,) = described(opening=dict.fromkeys(every, "00:00-24:00"))["openingHoursSpecification"]
    assert (len(one["dayOfWeek"]), one["opens"], one["closes"]) == (7, "00:00", "23:59")
    assert hours(described(opening={"fri": "18:00-24:00"})["openingHoursSpecification"]) == [
        (["Friday"], "18:00", "23:59")
    ]


def test_holidays_and_exceptions_of_the_next_days() -> None:
    """Closed from 00:00 to 00:00, other hours as they are; beyond two weeks nothing."""
    week = {"fri": "09:00-17:00", "mon": "09:00-17:00"}
    other = [
        {"from": date(2026, 4, 4), "to": date(2026, 4, 4), "open": "10:00-14:00", "reason": "Fest"},
        {"from": date(2026, 4, 20), "to": date(2026, 4, 20), "open": "closed"},
    ]
    found = described(date(2026, 4, 1), opening=week, exceptions=other)
    assert DAYS_AHEAD == 14
    assert hours(found["specialOpeningHoursSpecification"]) == [
        ("2026-04-03", "00:00", "00:00"),  # Good Friday
        ("2026-04-04", "10:00", "14:00"),
        ("2026-04-06", "00:00", "00:00"),  # Easter Monday
    ]
    assert "reason" not in str(found)


def test_an_exception_that_changes_nothing_is_none() -> None:
    """Usual hours on a usual day."""
    usual = [{"from": MONDAY, "to": MONDAY, "open": "usual"}]
    found = described(opening={"mon": "09:00-17:00"}, exceptions=usual)
    assert "specialOpeningHoursSpecification" not in found


def test_the_site_and_its_publisher() -> None:
    """A public body is one; without an operator nobody publishes."""
    site = SiteConfig.model_validate(
        {"name": "Plätze", "operator": {"name": "Gemeinde", "email": "a@example.org"}}
    )
    found = website(site, "https://plaetze.example.org/", "de")
    assert (found["name"], found["url"]) == ("Plätze", "https://plaetze.example.org/")
    assert found["publisher"] == {
        "@type": "GovernmentOrganization",
        "name": "Gemeinde",
        "email": "a@example.org",
    }
    private = SiteConfig.model_validate({"operator": {"name": "Café", "public_body": False}})
    assert "'@type': 'Organization'" in str(website(private, "", "de"))
    assert "publisher" not in website(SiteConfig(), "", "de")
