"""What the pages that law asks for can say, as names; the words are in legal_german.py and so on.

`{n}`, `{k}` and `{d}` are numbers or dates, `{t}` is a text.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalWords:
    """Titles, and what all three pages say."""

    imprint: "ImprintWords"
    privacy: "PrivacyWords"
    accessibility: "AccessibilityWords"
    contact: "ContactWords"
    navigation: str
    draft: str
    draft_why: str
    operator: str
    """Whoever that is, where no name is given."""
    gap: str
    """Stands where the operator has said nothing."""
    confirmed: str
    binding: str
    """Which language counts; empty in that one."""


@dataclass(frozen=True, slots=True)
class ContactWords:
    """What stands before who somebody is, and how to reach them."""

    name: str
    address: str
    email: str
    phone: str
    represented_by: str
    responsible: str
    represents_and_responsible: str
    register_entry: str
    vat_id: str


@dataclass(frozen=True, slots=True)
class ImprintWords:
    """The imprint."""

    title: str
    short: str
    """In the footer."""
    description: str
    basis: str
    provider: str
    site: str
    software: str
    honesty: str


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """The privacy notice, in its order."""

    title: str
    short: str
    description: str
    in_short: str
    in_short_items: tuple[str, ...]
    in_short_small: str
    """Only where it is so everywhere."""
    controller: str
    officer: str
    no_officer: str
    measured: str
    desks: str
    doors: str
    counting_doors: str
    never: str
    kept: str
    kept_one_day: str
    kept_days: str
    kept_sums: str
    kept_state: str
    kept_faults: str
    kept_backups: str
    small: str
    small_why: str
    small_item: str
    small_item_one: str
    exact_item: str
    desks_item: str
    seen: str
    seen_public: str
    seen_office: str
    seen_nobody: str
    visits: str
    visits_address: str
    visits_throttle: str
    logs_none: str
    logs_one_day: str
    logs_days: str
    logs_unsaid: str
    basis_public: str
    basis_private: str
    account: str
    account_who: str
    account_items: tuple[str, ...]
    account_elsewhere: str
    """Only where people sign in with an account of somebody else."""
    account_log: str
    account_end: str
    device: str
    device_nothing: str
    device_chosen: str
    device_place: str
    device_wrong: str
    rights: str
    rights_text: str
    rights_nobody: str
    complain: str


@dataclass(frozen=True, slots=True)
class AccessibilityWords:
    """The accessibility statement, in the order of Implementing Decision (EU) 2018/1523."""

    title: str
    short: str
    description: str
    public: str
    private: str
    status: str
    full: str
    partial: str
    limits: str
    limits_items: tuple[str, ...]
    tested: str
    tested_text: str
    tested_open: str
    feedback: str
    feedback_text: str
    enforcement: str
    enforcement_text: str
    enforcement_private: str
