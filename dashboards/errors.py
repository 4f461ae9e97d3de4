"""What can go wrong on the way into a Grafana, each with what to do about it.

DashboardsError
├── Misconfigured        the operator's: wrong token, missing data source, a file that is not there
│   ├── WrongToken
│   ├── NotAllowed
│   ├── NoGrafana
│   ├── TooOld
│   └── MissingSource
└── GrafanaUnavailable   Grafana's: out of reach, or it fails
"""


class DashboardsError(Exception):
    """Nothing was done from here on."""


class Misconfigured(DashboardsError):
    """What was asked for can't be done like this; the text says what to change."""


class WrongToken(Misconfigured):
    """Grafana does not know the token."""


class NotAllowed(Misconfigured):
    """Grafana knows the token, but it may not do this."""


class NoGrafana(Misconfigured):
    """Something else answers at this address."""


class TooOld(Misconfigured):
    """This Grafana can't show the dashboards."""


class MissingSource(Misconfigured):
    """The dashboards would be empty: there is no data source for them."""


class GrafanaUnavailable(DashboardsError):
    """Grafana is out of reach, or fails."""
