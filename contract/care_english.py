"""What needs care, in English: name, sentence and what to do of each kind. Only words."""

from collections.abc import Mapping
from typing import Final

from contract.care import CareText
from contract.series import CareKind

ENGLISH: Final[Mapping[CareKind, CareText]] = {
    CareKind.AGENT_CLOCK_UNSYNCED: CareText(
        "Clock of an agent not set",
        (
            "Agent {agent} does not know the time of day: {subject}. What it sees waits on its "
            "card until the clock is right."
        ),
        "Check that the Pi reaches a time server (NTP): timedatectl on the Pi.",
    ),
    CareKind.AGENT_DISK_LOW: CareText(
        "Card of an agent nearly full",
        "There is hardly any room left on the card of agent {agent}.",
        "See on the Pi what fills the card, and make room.",
    ),
    CareKind.AGENT_DUPLICATED: CareText(
        "Two agents under one name",
        (
            "Two agents report under the name {agent}. Nobody knows which is right, so the "
            "desks are unknown."
        ),
        "Find the second Pi and switch it off: a copied card, or an old Pi that still runs.",
    ),
    CareKind.AGENT_FLOODING: CareText(
        "Agent floods the hub",
        (
            "{agent} sends far more than its share and is not heard for a while. Where it isn't "
            "heard, its desks are unknown."
        ),
        "Restart it; if it goes on, revoke its password.",
    ),
    CareKind.AGENT_RESTARTING: CareText(
        "Agent restarts all the time",
        (
            "Agent {agent} began anew at least five times in five minutes; nothing is believed "
            "of it meanwhile."
        ),
        (
            "Check power supply and card; on the Pi journalctl --unit platzfrei-edge says what "
            "it fails at."
        ),
    ),
    CareKind.AGENT_SILENT: CareText(
        "Agent silent in opening hours",
        "Agent {agent} does not report; its desks are unknown.",
        "Check power and network of the Raspberry Pi.",
    ),
    CareKind.AGENT_UNORDERED: CareText(
        "Messages of an agent contradict each other",
        (
            "Messages of agent {agent} cannot be put in order: a new one is dated before the "
            "last. Until the next valid one its desks are unknown."
        ),
        (
            "If it lasts: restart the agent and check its clock; does a second Pi run under "
            "this name?"
        ),
    ),
    CareKind.ALARM_UNREACHED: CareText(
        "Alerts reach nobody",
        "Alerts by {subject} have not got through for a day. Somebody hears of nothing there.",
        "Whoever set it up finds the reason in the console, under Alerts, and can test it there.",
    ),
    CareKind.BOOK_DAMAGED: CareText(
        "Book of the hub was damaged",
        (
            "The file in which the hub remembers what is needed since when was damaged. It is "
            "kept aside as {subject}, and a new one was begun."
        ),
        "Check the disk of the hub; what was in the book can be read from a backup.",
    ),
    CareKind.BOOK_ROW_DAMAGED: CareText(
        "Entries of the book damaged",
        (
            "In the hub's book entries are damaged and hold no more, concerned: {subject}. What "
            "was set there is missing."
        ),
        (
            "See in the console what is missing, and set it again; the log says what was changed "
            "when. Then, on the hub: platzfrei-hub book drop-damaged."
        ),
    ),
    CareKind.BROKER_UNREACHABLE: CareText(
        "Broker out of reach",
        (
            "The hub does not reach the MQTT broker: it hears no agent, and all desks become "
            "unknown."
        ),
        (
            "Does the broker run, and are address and password right? platzfrei-hub check says "
            "what is wrong."
        ),
    ),
    CareKind.CALENDAR_UNREADABLE: CareText(
        "Subscribed calendar can't be read",
        (
            "A subscribed calendar hasn't been readable for hours: {subject}. What it said last "
            "still holds."
        ),
        "Under Calendar, subscribed calendars, stands what is wrong.",
    ),
    CareKind.CARD_COPIED: CareText(
        "Card copied or rolled back",
        (
            "The numbers of agent {agent} show that its card was copied, or put back to an old "
            "state."
        ),
        "See whether the same card runs twice; platzfrei-hub audit shows what is concerned.",
    ),
    CareKind.CARD_FAILING: CareText(
        "Card of an agent failing",
        "The card of agent {agent} takes nothing any more; what it reports is in memory alone.",
        "Don't restart the Pi. See ill-card.md; replace the card soon.",
    ),
    CareKind.CARD_FULL: CareText(
        "Card of an agent full",
        "The card of agent {agent} is full: its oldest events give way to new ones.",
        "See what fills it and make room; the agent goes on by itself.",
    ),
    CareKind.CERTIFICATE_ENDING: CareText(
        "Certificate runs out",
        "A certificate runs out in less than 30 days: {subject}.",
        "Renew the certificate, and restart the hub.",
    ),
    CareKind.CERTIFICATE_ENDS_SOON: CareText(
        "Certificate runs out within days",
        (
            "A certificate runs out in less than seven days, or has run out: {subject}. Then the "
            "hub hears no agent any more, and every desk becomes unknown."
        ),
        "Renew the certificate now, and restart the hub.",
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: CareText(
        "Door open after closing",
        "A door of agent {agent} reports that it is open although the space is closed.",
        "Please look; if it is shut, check the contact.",
    ),
    CareKind.EVENTS_FROM_THE_FUTURE: CareText(
        "Events from the future",
        "Agent {agent} dates events later than can be. They wait on its card.",
        "Check the clock of the Pi, and that of the hub.",
    ),
    CareKind.EVENTS_LOST: CareText(
        "Events lost",
        ("Events of agent {agent} are lost because its card was full or damaged (run {subject})."),
        "platzfrei-hub audit shows which; check the card before it happens again.",
    ),
    CareKind.EVENTS_MISSING: CareText(
        "Events missing",
        "Events are missing that agent {agent} says it has made (run {subject}).",
        ("Wait whether it sends them again; else platzfrei-hub audit shows which are missing."),
    ),
    CareKind.EVENTS_TOO_LATE: CareText(
        "Events too late",
        (
            "Events of agent {agent} came when their time was already closed; they are in no "
            "figure (run {subject})."
        ),
        (
            "Was the Pi without network for so long? Was the clock of the hub right? "
            "platzfrei-hub audit shows which they are."
        ),
    ),
    CareKind.FOREIGN_CLAIM: CareText(
        "Agent speaks of desks that are not its own",
        (
            "Agent {agent} reports desks or doors that hub.toml does not give to it. That is "
            "ignored."
        ),
        "Compare desk and door in edge.toml of the Pi with hub.toml.",
    ),
    CareKind.HUB_CLOCK_DOUBTED: CareText(
        "Clock of the hub in doubt",
        ("The time of day of the hub cannot be trusted: {subject}. Nothing is deleted meanwhile."),
        "Look at a watch, set up NTP; the runbook page wrong-clock.md leads on from there.",
    ),
    CareKind.HUB_DISK_LOW: CareText(
        "Disk of the hub nearly full",
        (
            "There is hardly any room left on the disk of the hub. Once it is full, all that is"
            " new stays on the cards of the Pis."
        ),
        "Make room before the cards fill.",
    ),
    CareKind.LOW_COVERAGE_YESTERDAY: CareText(
        "Coverage below 80 % yesterday",
        "Too much of yesterday is missing to give figures.",
        "See which desks were unknown; an agent that catches up fills it.",
    ),
    CareKind.MAIL_STUCK: CareText(
        "Mail doesn't get out",
        "A mail was refused, or has been waiting for hours: {subject}.",
        "platzfrei-hub mail list shows why; then platzfrei-hub check.",
    ),
    CareKind.OUTBOX_DAMAGED: CareText(
        "Outbox was damaged",
        (
            "The outbox of agent {agent} was damaged. What could be read is saved, and what is "
            "lost is named."
        ),
        "Replace the card of the Pi: it begins to die.",
    ),
    CareKind.OUTBOX_GROWING: CareText(
        "Outbox growing",
        "Agent {agent} cannot hand over its events; they pile up on its card.",
        "Check network, broker and hub.",
    ),
    CareKind.PUBLISHED_DAMAGED: CareText(
        "Published month damaged",
        "A published month is damaged.",
        "Replace it with `publish erratum`.",
    ),
    CareKind.PUBLISHING_WAITS: CareText(
        "Finished month not published",
        "A finished month isn't published.",
        "Look at store and book (`publish list`).",
    ),
    CareKind.QUARANTINE_NOT_EMPTY: CareText(
        "Quarantine not empty",
        "Something that agents sent could not be read. It is kept aside.",
        "platzfrei-hub audit shows whose it is; an update there often helps.",
    ),
    CareKind.REPORT_OVERDUE: CareText(
        "Scheduled report missing",
        "A scheduled report hasn't been made for days: {subject}.",
        "platzfrei-hub schedule list shows what it waits for.",
    ),
    CareKind.SENSOR_ALTERNATING: CareText(
        "Distance sensor alternates",
        (
            "Sensor {subject} of agent {agent} alternates between near and far, and no value is"
            " confirmed; its desk is unknown."
        ),
        "See what moves in front of the sensor, and whether it sits firmly.",
    ),
    CareKind.SENSOR_FAULT: CareText(
        "Sensor at fault",
        "Sensor {subject} of agent {agent} reports a fault; its desk is unknown.",
        "Check cable and sensor.",
    ),
    CareKind.SENSOR_FLAPPING: CareText(
        "Sensor flaps",
        (
            "Sensor {subject} of agent {agent} changes more often than people can; its desk is "
            "unknown."
        ),
        "Check the cable for a loose contact.",
    ),
    CareKind.SENSOR_IMPOSSIBLE: CareText(
        "Sensor measures the impossible",
        ("Sensor {subject} of agent {agent} gives values that cannot be; its desk is unknown."),
        "Check cable and supply; if that does not help, replace the sensor.",
    ),
    CareKind.SENSOR_NO_ECHO: CareText(
        "Distance sensor without an echo",
        "Sensor {subject} of agent {agent} gets no echo; its desk is unknown.",
        "See whether the sensor is covered or turned away; then check the cable.",
    ),
    CareKind.SENSOR_SILENT: CareText(
        "Sensor silent for weeks",
        (
            "Sensor {subject} of agent {agent} has shown nothing for so long that it may be "
            "dead; its desk is unknown."
        ),
        "Walk past the sensor or sit down; if it does not react, check cable and sensor.",
    ),
    CareKind.SENSOR_STUCK: CareText(
        "Sensor stuck",
        (
            "Sensor {subject} of agent {agent} has reported somebody for hours on end; its desk"
            " is unknown."
        ),
        ("See whether something stands before the sensor or lies on it; then check the cable."),
    ),
    CareKind.SENSOR_UNDECIDED: CareText(
        "Distance sensor undecided",
        (
            "Sensor {subject} of agent {agent} measures right between its thresholds; its desk "
            "is unknown."
        ),
        "Move chair or sensor, or adjust near_m and far_m in edge.toml.",
    ),
    CareKind.SENSOR_UNPROVEN: CareText(
        "Sensor never tried",
        (
            "Sensor {subject} of agent {agent} was never seen to change since it was fitted; "
            "its desk stays unknown until it is."
        ),
        "Walk past the sensor, sit down, or open the door.",
    ),
    CareKind.SENSOR_UNREADABLE: CareText(
        "Sensor unreadable",
        "Sensor {subject} of agent {agent} cannot be read; its desk is unknown.",
        "platzfrei-edge check names pin and reason.",
    ),
    CareKind.SENSOR_WITHOUT_SIGN: CareText(
        "Sensor without a sign for a week",
        (
            "Sensor {subject} of agent {agent} has given no sign of life for a week of opening "
            "hours. Perhaps nobody was there, perhaps it is dead."
        ),
        "Walk past the sensor or sit down; then it is clear.",
    ),
    CareKind.SHARED_TOKEN_USED: CareText(
        "The old token is still in use",
        ("A program sends the token that hub.toml names. It reads everything, and it never ends."),
        (
            "Give the program one of its own by platzfrei-hub people token, then take "
            "token_hash_file out of hub.toml."
        ),
    ),
    CareKind.SIGN_INS_FAILING: CareText(
        "Many sign-ins fail",
        "Since yesterday unusually many sign-ins to the console have failed.",
        (
            "The console's log has the number. If nobody knows of it, let the proxy open the"
            " console to your own network alone."
        ),
    ),
    CareKind.SITE_TEXT_MISSING: CareText(
        "Text that law asks for incomplete",
        "The text {subject} of the site lacks what the law asks for.",
        "Say it in hub.toml, and restart the hub; platzfrei-hub check names every key.",
    ),
    CareKind.SITE_TEXT_UNCONFIRMED: CareText(
        "Text that law asks for not checked",
        "Nobody has checked the text {subject} yet; the site shows it as a sample.",
        "Read it, and confirm it in hub.toml by confirmed and the date, or give an url.",
    ),
    CareKind.STORE_DAMAGED: CareText(
        "Store was damaged",
        (
            "Something has changed in the store that nobody wrote. What is damaged is kept "
            "aside, the rest stands."
        ),
        (
            "Check the disk of the hub; platzfrei-hub audit shows what is concerned, and "
            "restore.md leads on."
        ),
    ),
    CareKind.STORE_FAILING: CareText(
        "Store takes nothing",
        (
            "The hub cannot store anything. The page still shows what is free; events wait on "
            "the cards of the Pis."
        ),
        "Does the database run, is the disk full or read-only? platzfrei-hub check says so.",
    ),
    CareKind.UNKNOWN_AGENT: CareText(
        "Unknown agent heard",
        "An agent reports that hub.toml does not name: {subject}. What it sends is ignored.",
        "If it belongs here, add it to hub.toml; else take its password at the broker away.",
    ),
    CareKind.VISITORS_DOUBT: CareText(
        "Visitors say something is wrong",
        "Within the last 24 hours visitors have said that something is wrong: {subject}.",
        "Look on site at sensors, desks and opening hours; and into hub.toml.",
    ),
}

ENGLISH_REASONS: Final[Mapping[str, str]] = {
    "book_calendar": "calendar",
    "book_feeds": "subscribed calendars",
    "book_people": "people and roles",
    "book_sign_in": "signing in",
    "book_tokens": "programs' tokens",
    "book_alarms": "alerts",
    "book_devices": "devices",
    "book_care": "what needs care, and answers to it",
    "book_mail": "mail and weeks by mail",
    "book_reports": "reports and targets",
    "book_log": "log",
    "never_set": "nothing has set it since the start",
    "drifting": "it was set too long ago",
    "stepped": "it was moved without a time server",
    "behind": "it is behind",
    "ahead": "it is ahead",
    "no_ntp_no_agreement": "nothing confirms it, no NTP and no two sources",
    "unsynced": "the agent does not say why",
    "shown_free": "shown as free, but taken",
    "shown_free_often": "shown as free, but taken (said several times)",
    "shown_taken": "shown as taken, but free",
    "shown_taken_often": "shown as taken, but free (said several times)",
    "hours": "the opening hours",
    "hours_often": "the opening hours (said several times)",
    "other": "something else",
    "other_often": "something else (said several times)",
}
"""What a subject that is a reason is called."""
