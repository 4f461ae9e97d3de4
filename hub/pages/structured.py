"""What search engines read of a page: schema.org in JSON-LD. Pure.

It says what a place is and when it is open, and never how full: what others keep for days would be
untrue by then. Hours go by hub.toml, the next days by holidays and exceptions as well. Times are
written as search engines have them: a day that is open to its end closes at 23:59, what is open
past midnight closes on the next day's morning, and a closed day opens and closes at 00:00.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.opening import DAY_MIN, Hours, WeeklyHours
from hub.domain.site import SiteConfig
from hub.domain.space import SpaceConfig
from hub.domain.visitors import Amenity

Json = dict[str, object]

CONTEXT: Final = "https://schema.org"
DAYS_AHEAD: Final = 14
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_POSTAL: Final = re.compile(r"(?:(.+), *)?(\d{5}) +([^,]+)", re.ASCII)
_LATEST_PAST_MIDNIGHT: Final = 6 * 60
"""What begins at midnight and ends by then belongs to the evening before."""
_COUNTRY: Final = "DE"


def website(site: SiteConfig, url: str, language: str) -> Json:
    """Describe the site and who publishes it."""
    return _told(
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": site.name,
            "url": url,
            "inLanguage": language,
            "publisher": _publisher(site),
        }
    )


def place(
    space: SpaceConfig, calendar: Calendar, today: date, url: str, images: Sequence[str] = ()
) -> Json:
    """Describe a space, as of a local day.

    `url` is that of its page, or empty; `images` are addresses of what shows it.
    """
    return _told(
        {
            "@context": CONTEXT,
            "@type": "LocalBusiness",
            "@id": f"{url}#place" if url else None,
            "name": space.name,
            "url": url or None,
            "image": list(images) or None,
            "sameAs": space.web_address,
            "telephone": space.contact.phone,
            "email": space.contact.email,
            "address": _address(space),
            "geo": _geo(space),
            "openingHoursSpecification": _week(space.opening),
            "amenityFeature": [_amenity(each) for each in space.facts] or None,
            "specialOpeningHoursSpecification": list(_special_days(calendar, today)) or None,
        }
    )


def _publisher(site: SiteConfig) -> Json | None:
    operator = site.operator
    if operator.name is None:
        return None
    kind = "GovernmentOrganization" if operator.public_body else "Organization"
    return _told(
        {
            "@type": kind,
            "name": operator.name,
            "address": operator.address,
            "email": operator.email,
            "telephone": operator.phone,
        }
    )


def _address(space: SpaceConfig) -> object:
    """Take an address apart where it ends like `14827 Wiesenburg/Mark`."""
    found = _POSTAL.fullmatch(space.address or "")
    if found is None or space.state is None:
        return space.address or space.town
    return _told(
        {
            "@type": "PostalAddress",
            "streetAddress": found[1],
            "postalCode": found[2],
            "addressLocality": found[3],
            "addressCountry": _COUNTRY,
        }
    )


def _amenity(fact: Amenity) -> Json:
    return {"@type": "LocationFeatureSpecification", "name": fact.value, "value": True}


def _geo(space: SpaceConfig) -> Json | None:
    if space.latitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": space.latitude, "longitude": space.longitude}


def _week(opening: WeeklyHours | None) -> list[Json] | None:
    """Group the days that have the same hours."""
    if opening is None:
        return None
    week = [opening.on(day) for day in range(7)]
    days_of: dict[Hours, list[str]] = {}
    for day, name in enumerate(_DAYS):
        for hours in _as_evenings(week[day], week[day - 1], week[(day + 1) % 7]):
            days_of.setdefault(hours, []).append(name)
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, **_from_to(hours)}
        for hours, days in days_of.items()
    ]


def _special_days(calendar: Calendar, today: date) -> Iterator[Json]:
    """Yield the next days on which the week alone isn't right."""
    if not calendar.names_hours:
        return
    for day in (today + timedelta(days=n) for n in range(DAYS_AHEAD)):
        hours, usual = calendar.hours_on(day)[0], calendar.usual_hours_on(day)
        if hours != usual:
            for each in _as_evenings(hours, *_around(calendar, day)) or [Hours(0, 0)]:
                dates = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
                yield {"@type": "OpeningHoursSpecification", **_from_to(each), **dates}


def _around(calendar: Calendar, day: date) -> tuple[tuple[Hours, ...], tuple[Hours, ...]]:
    one_day = timedelta(days=1)
    return calendar.hours_on(day - one_day)[0], calendar.hours_on(day + one_day)[0]


def _as_evenings(
    hours: Iterable[Hours], before: tuple[Hours, ...], after: tuple[Hours, ...]
) -> list[Hours]:
    """Put what goes on past midnight to the day on which it begins; its end is above 1440 then."""
    found = []
    for each in hours:
        if _goes_on(before, each):
            continue
        morning = next((next_day for next_day in after if _goes_on((each,), next_day)), None)
        found.append(Hours(each.start_min, DAY_MIN + morning.end_min) if morning else each)
    return found


def _goes_on(evening: tuple[Hours, ...], morning: Hours) -> bool:
    """Tell whether a morning only ends what began on the evening before."""
    is_early = morning.start_min == 0 and morning.end_min <= _LATEST_PAST_MIDNIGHT
    return is_early and any(each.end_min == DAY_MIN and each.start_min > 0 for each in evening)


def _from_to(hours: Hours) -> Json:
    end_min = DAY_MIN - 1 if hours.end_min == DAY_MIN else hours.end_min % DAY_MIN
    return {"opens": _clock(hours.start_min), "closes": _clock(end_min)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _told(said: Mapping[str, object]) -> Json:
    """Leave out what isn't known."""
    return {key: value for key, value in said.items() if value is not None}
