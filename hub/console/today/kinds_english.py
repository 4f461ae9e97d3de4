"""What each kind of care is about, in English, as deploy/runbook/care.md says it."""

from collections.abc import Mapping
from typing import Final

from contract.series import CareKind
from hub.console.today.kind_texts import KindText

ENGLISH: Final[Mapping[CareKind, KindText]] = {
    CareKind.AGENT_CLOCK_UNSYNCED: KindText(
        "The agent is heard, and has run for an hour with a clock that nothing confirms.",
        "The clock is set, or the agent is silent.",
        (
            "Its states go out meanwhile, so the page is right; its events wait on the card and "
            "are dated later. Clocks (clocks.md) explains each reason."
        ),
    ),
    CareKind.AGENT_DISK_LOW: KindText(
        "The agent is heard, and its card has less than 200 MB left.",
        "There is room again.",
        (
            "Logs and damaged outboxes (`outbox.db.damaged-…`) are the usual guests. A full "
            "outbox loses the oldest unsettled events, and says so."
        ),
    ),
    CareKind.AGENT_DUPLICATED: KindText(
        "Two runs of the same agent speak in turn.",
        "It has been over for ten minutes.",
        (
            "Look for a second Pi with the same `agent` in its edge.toml: both stop being "
            "believed, because either may be the dead one. Which is which says their `journalctl "
            "--unit platzfrei-edge`."
        ),
    ),
    CareKind.AGENT_FLOODING: KindText(
        (
            "More came of the agent than of any in order, so that the hub stopped to hear it on "
            "that channel, or it named more runs and gaps than it may."
        ),
        "15 minutes without either, and every channel is heard again.",
        (
            "Its neighbours are served all the same. Events without a receipt stay on its card; "
            "how to revoke says this page (rotate-token.md)."
        ),
    ),
    CareKind.AGENT_RESTARTING: KindText(
        "Five new runs within five minutes.",
        "Five minutes with fewer.",
        "A weak power supply is the first suspect, then a card that can't be written.",
    ),
    CareKind.AGENT_SILENT: KindText(
        (
            "The space has been open for 15 minutes, and the agent gave no sign of life for "
            "longer than its `ttl_s`."
        ),
        "It is heard.",
        (
            "See whether the Pi's lamp is on and whether the router is up. What it sees meanwhile "
            "waits on its card."
        ),
    ),
    CareKind.AGENT_UNORDERED: KindText(
        "A live state came that is dated before the one before it, within one run.",
        "A newer one comes.",
        "Usually one message, and over in a minute. If it stays, the agent's clock jumps.",
    ),
    CareKind.ALARM_UNREACHED: KindText(
        "What is sent by a way has not got through for a day; the way is named by its sort and a "
        "handle.",
        "Something gets through, or the way is switched off or removed.",
        (
            "Alarms (alarms.md) has the reasons, and what a service needs. What waits is kept for "
            "a week."
        ),
    ),
    CareKind.BOOK_DAMAGED: KindText(
        "The book was moved aside as `book.db.damaged-…`.",
        "14 days later.",
        (
            "What is whole of it goes on in the new book; of the rest `since` begins anew. Public "
            "reports say the same as before of each month, or nothing: `platzfrei-hub publish "
            "list` names the months that wait for `publish erratum`."
        ),
    ),
    CareKind.BOOK_ROW_DAMAGED: KindText(
        "An entry of the book isn't as it was written; it is looked for every five minutes.",
        "No damaged entry is there any more: set anew, dropped, or gone with its age.",
        (
            "Nobody goes by such an entry: a closure may be missing, somebody may have lost a "
            "right. `platzfrei-hub book drop-damaged` drops such entries, also while the hub "
            "serves. A damaged app for codes is set up anew by its owner, and the log forgets "
            "after twelve months. Who has a copy of the book can read that in instead "
            "(backup.md). Check the disk."
        ),
    ),
    CareKind.BROKER_UNREACHABLE: KindText(
        "One of the hub's two readers has had no connection for two minutes.",
        "Both are connected.",
        ("Nothing is lost: the Pis keep what they see. Everything becomes unknown after `ttl_s`."),
    ),
    CareKind.CARD_COPIED: KindText(
        ("The audit finds two runs that follow the same one, or more events than a run has named."),
        "14 days later.",
        (
            "Two Pis from one image, or a card that was put back from a copy. Nothing is lost or "
            "counted twice; but give each Pi a card of its own."
        ),
    ),
    CareKind.CARD_FAILING: KindText(
        "The agent says that its card is read-only, failing or gone.",
        "The card takes events again, or the agent is silent.",
        (
            "At night, too: who pulls the plug loses what waits in memory. The card is ill "
            "(ill-card.md)."
        ),
    ),
    CareKind.CARD_FULL: KindText(
        "The agent says that its card has no room left.",
        "The card takes events again, or the agent is silent.",
        (
            "At night, too. Logs and damaged outboxes are the usual guests: the card is ill "
            "(ill-card.md)."
        ),
    ),
    CareKind.CALENDAR_UNREADABLE: KindText(
        "A calendar that a space is subscribed to hasn't been readable for six hours, or its "
        "address isn't known any more after an import of the book.",
        "It was read again, or is taken away.",
        (
            "What it said last still holds; what was entered there since is missing. Calendars "
            "(calendar-feeds.md) says what may be read, and from where."
        ),
    ),
    CareKind.CERTIFICATE_ENDING: KindText(
        "A certificate ends within 30 days: one that `mqtt.tls` names, or the broker's own.",
        "It holds for longer again, or `certificate_ends_soon` begins.",
        (
            "Files are read every ten minutes, the broker's with each connection. What a proxy "
            "shows to browsers the hub doesn't see: mostly it renews that by itself."
        ),
    ),
    CareKind.CERTIFICATE_ENDS_SOON: KindText(
        (
            "A certificate ends within seven days, or has ended: one that `mqtt.tls` names, or "
            "the broker's own."
        ),
        "It holds for longer again.",
        (
            "With it the hub is no longer let in, or doesn't recognise the broker; nothing is "
            "lost, for the Pis keep what they see. Where the broker has its own says "
            "`deploy/mosquitto/tls.conf`."
        ),
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: KindText(
        "The space has been closed for 15 minutes, and a door has stood open for 5.",
        "It is shut, or the space opens.",
        (
            "Holidays and exceptions count as closed. If nobody is late, look whether the "
            "calendar is right."
        ),
    ),
    CareKind.EVENTS_FROM_THE_FUTURE: KindText(
        "Events came that are dated more than an hour later than now can be.",
        "15 minutes without any.",
        (
            "They get no receipt, so the Pi keeps them and sends them again. Which clock is wrong "
            "says `platzfrei-hub check`; the page about clocks (wrong-clock.md) goes on from "
            "there."
        ),
    ),
    CareKind.EVENTS_LOST: KindText(
        "The agent named numbers that are gone.",
        "14 days later.",
        (
            "The text names the run by its first eight digits, as `audit` does. Slots of that "
            "time are unknown rather than wrong."
        ),
    ),
    CareKind.EVENTS_MISSING: KindText(
        "Numbers are missing in the audit at two looks, ten minutes apart.",
        "They come, or 14 days later.",
        "After a restore the Pis send again what they hold: that takes a while.",
    ),
    CareKind.EVENTS_TOO_LATE: KindText(
        "Events came for slots whose raw events are already deleted.",
        "14 days later.",
        "They are settled and counted by `audit`, and in no figure.",
    ),
    CareKind.FOREIGN_CLAIM: KindText(
        "A state names a desk or door that hub.toml gives to another agent, or to none.",
        "Ten minutes without.",
        (
            "Typical after a Pi was moved or a desk was renamed: the two files differ. The public "
            "numbers ignore the claim."
        ),
    ),
    CareKind.HUB_CLOCK_DOUBTED: KindText(
        "Fewer than two sources confirm the hub's time of day, or more contradict it.",
        "They confirm it.",
        (
            "The page goes on, and nothing is deleted. The reason stands in the sentence. What to "
            "do (wrong-clock.md)."
        ),
    ),
    CareKind.HUB_DISK_LOW: KindText(
        "Less than 500 MB are left where the store's file lies.",
        "There is room again.",
        (
            "Only for a store in a file: InfluxDB's disk is its own machine's affair. Old backups "
            "and `.damaged-…` files first."
        ),
    ),
    CareKind.LOW_COVERAGE_YESTERDAY: KindText(
        "Of yesterday's open hours less than 80 % of desk time is known.",
        "The day is filled, or the next is summed up.",
        ('Which desk it was shows the dashboard "Care", or `GET /api/v1/spaces/{space}/desks`.'),
    ),
    CareKind.MAIL_STUCK: KindText(
        ("The mail server has refused a message for good, or one has been waiting for six hours."),
        "It is sent, or `platzfrei-hub mail drop` gives it up.",
        (
            "A refused one is sent again by `platzfrei-hub mail retry`; type both with the hub "
            "stopped. Nothing is lost meanwhile. mail.md has what to do by what the server says."
        ),
    ),
    CareKind.OUTBOX_DAMAGED: KindText(
        "The agent told that its outbox was damaged when it started.",
        "It starts again with a sound one.",
        (
            "The damaged file is kept beside the outbox, and every sound row of it is sent. "
            "`events_lost` says what is gone."
        ),
    ),
    CareKind.OUTBOX_GROWING: KindText(
        "The agent is heard, but its oldest event has had no receipt for 15 minutes.",
        "The backlog is settled.",
        ("If several agents have it, the hub or its store is at fault; if one has it, its uplink."),
    ),
    CareKind.PUBLISHED_DAMAGED: KindText(
        ("A row of a published month isn't as it was written; it is looked for every ten minutes."),
        "An erratum holds in its place.",
        (
            "Until then nothing of the month is told, and it isn't made again by itself. Check "
            "the hub's disk."
        ),
    ),
    CareKind.PUBLISHING_WAITS: KindText(
        (
            "A month has been settled for more than a day, by the time that is certainly past, "
            "and has no edition."
        ),
        "It is published.",
        (
            "A hub that was off for long catches up within minutes. Else the store gives no slots "
            "to the month's end, or the book can't be written; `platzfrei-hub publish list` says "
            "what there is."
        ),
    ),
    CareKind.QUARANTINE_NOT_EMPTY: KindText(
        "Something that came could not be read.",
        "It is deleted with `raw_days`.",
        ("It is kept whole; a newer version may read it, an error in an agent may have made it."),
    ),
    CareKind.REPORT_OVERDUE: KindText(
        "Three days after its period (public: eleven) a scheduled report isn't made.",
        "It is made.",
        (
            "It waits until the slots of its whole period are made, and a public one until its "
            "months are published; the log names a folder that can't be written."
        ),
    ),
    CareKind.SENSOR_ALTERNATING: KindText(
        "Near and far in turn for a minute, neither confirmed.",
        "The signal settles.",
        "A swivel chair, a curtain, a second ranger that is heard as the own echo.",
    ),
    CareKind.SENSOR_FAULT: KindText(
        "A fault of a name that this version doesn't know.",
        "Its recovery.",
        "An agent of a newer version: update the hub.",
    ),
    CareKind.SENSOR_FLAPPING: KindText(
        "More changes within a minute than the limit, or a line that doesn't come to rest.",
        "A minute without.",
        "A loose contact, a long unshielded cable, or a missing pull resistor.",
    ),
    CareKind.SENSOR_IMPOSSIBLE: KindText(
        "Values that can't be: negative, out of range, no number.",
        "A valid one.",
        "Mostly supply or wiring: 5 V on a 3.3 V pin measures nonsense before it dies.",
    ),
    CareKind.SENSOR_NO_ECHO: KindText(
        "Several measurements in a row without an echo.",
        "An echo.",
        "Something soft right before it, or the sensor looks into the void.",
    ),
    CareKind.SENSOR_SILENT: KindText(
        "No change for `silent_days` of watching (56).",
        "Any change.",
        (
            "If it is well and the desk is rarely used, raise `silent_days`, or write `checked` "
            "with today's date."
        ),
    ),
    CareKind.SENSOR_STUCK: KindText(
        "Active without a change for `stuck_s` (12 hours).",
        "It becomes idle.",
        (
            "A bag on the mat, a chair before the ranger, or a cut wire where the sensor is "
            "normally closed."
        ),
    ),
    CareKind.SENSOR_UNDECIDED: KindText(
        "Between its two thresholds for `undecided_s` (5 minutes).",
        "It is nearer or farther.",
        (
            "The empty chair stands where the thresholds are. How sensors prove what they say "
            "(sensor-proof.md)."
        ),
    ),
    CareKind.SENSOR_UNPROVEN: KindText(
        "Never seen to change since it was fitted.",
        "The first change.",
        "On the day it is fitted somebody walks past it once; that is all.",
    ),
    CareKind.SENSOR_UNREADABLE: KindText(
        "A read failed, or the pin can't be had.",
        "Ten good seconds.",
        "Another program may hold the pin; the fault names it and the reason.",
    ),
    CareKind.SENSOR_WITHOUT_SIGN: KindText(
        "As many opening hours as a week has without a sign of life.",
        "The next sign.",
        (
            "A hint, no fault: its desk counts as before. It comes before `sensor_silent`, which "
            "takes the desk out."
        ),
    ),
    CareKind.SHARED_TOKEN_USED: KindText(
        "A request carries the token that `http.token_hash_file` names.",
        "A day without.",
        (
            "Grafana, Prometheus and scripts of one's own are the usual ones; the proxy's log "
            "says from where. A token of `people token` is of named spaces and ends."
        ),
    ),
    CareKind.SIGN_INS_FAILING: KindText(
        "At least 50 attempts of yesterday and today, by local days, failed or were refused for "
        "being too many.",
        "There were fewer within such two days.",
        (
            "Guessing is slowed down by name and address, and no password is found by so few; a "
            "second factor or single sign-on makes guessing pointless. Names and addresses are "
            "kept nowhere: your proxy's log may have the addresses."
        ),
    ),
    CareKind.SITE_TEXT_MISSING: KindText(
        "A built-in text (imprint, privacy, accessibility) can't say something that it must.",
        "Every key is there, or the text has an `url` of its own.",
        "The page shows each gap as one, so that nobody takes it for complete.",
    ),
    CareKind.SITE_TEXT_UNCONFIRMED: KindText(
        "A built-in text has no `confirmed`, or one in the future.",
        "That day has come, or the text has an `url`.",
        (
            "The program can't know your law: somebody who may has to read it. What it measures "
            "and keeps it knows."
        ),
    ),
    CareKind.STORE_DAMAGED: KindText(
        "The store has set something aside that isn't as it was written.",
        "14 days later.",
        (
            "What is sound is kept, and the Pis send again what they still hold. The file named "
            "in the sentence is evidence: keep it until the disk is judged."
        ),
    ),
    CareKind.STORE_FAILING: KindText(
        "Nothing can be stored or read for a minute.",
        "It can.",
        "The page goes on, and the Pis keep their events until there is a receipt.",
    ),
    CareKind.UNKNOWN_AGENT: KindText(
        "Messages of an agent that hub.toml doesn't name, within the last day.",
        "A day without.",
        (
            "Each has its own password at the broker, so that one can be taken away: "
            "rotate-token.md."
        ),
    ),
    CareKind.VISITORS_DOUBT: KindText(
        (
            'Somebody has pressed "Stimmt nicht?" on a space\'s page within the last 24 hours; '
            "from three hints of a kind on it says so."
        ),
        "A day without, or the hub starts anew.",
        "Nobody knows who it was: only the choice is counted.",
    ),
}
