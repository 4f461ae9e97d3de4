"""The office that hands reports in: `[office]` of hub.toml, or of a file of its own. No report.

[office]
name = "Amt Niemegk, Regionalbüro"        # who issues the report
address = "Großstraße 6, 14823 Niemegk"
responsible = "Erika Muster"
email = "info@example.org"
phone = "+49 33843 0000"
recipient = "Gemeinde Wiesenburg/Mark"    # of the grant
programme = "Heimat 2030"
file_number = "Z-2026/0417"
funding_from = 2026-01-01
funding_to = 2028-12-31
date = 2026-04-10                         # on the report; files are dated by it too
"""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from contract.configuration import Refused
from hub.domain.section import Section
from hub.domain.site import OperatorConfig
from hub.domain.visitors import Email, Label, Phone


class OfficeConfig(Section):
    """Who issues a report, and for which grant. What is left out isn't printed."""

    name: Label | None = None
    """Who issues it. Left out: [site.operator]."""
    address: Label | None = None
    email: Email | None = None
    phone: Phone | None = None
    responsible: Label | None = None
    """Who answers questions."""
    recipient: Label | None = None
    """Whom the grant was given to."""
    programme: Label | None = None
    """Out of which it was given."""
    file_number: Label | None = None
    """Of the grant."""
    funding_from: date | None = None
    funding_to: date | None = None
    """The last day of the funding period."""
    dated: date | None = Field(default=None, alias="date")
    """Of the report. Left out: none is printed, since no clock is asked."""

    @model_validator(mode="after")
    def _has_a_whole_period(self) -> Self:
        first, last = self.funding_from, self.funding_to
        if (first is None) != (last is None):
            missing = "funding_from" if first is None else "funding_to"
            raise Refused(missing, "expected funding_from and funding_to together, or neither")
        if first is not None and last is not None and first > last:
            raise Refused("funding_to", f"expected a day from {first} on, not {last}")
        return self

    def or_of(self, operator: OperatorConfig) -> Self:
        """Return it with the operator of the site in the place of an issuer that is left out."""
        if self.name is not None or operator.name is None:
            return self
        keys = ("name", "address", "email", "phone", "responsible")
        own = {key: getattr(operator, key) for key in keys if getattr(self, key) is None}
        return self.model_copy(update=own)


class OfficeFile(Section):
    """A file with the one table `[office]`."""

    office: OfficeConfig
