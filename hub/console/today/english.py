"""What needs care, in English."""

from typing import Final

from contract.care import Severity
from hub.console.today.words import TodayWords
from hub.domain.care_answer import Standing

ENGLISH: Final = TodayWords(
    none="Nothing needs care",
    one="One thing needs care",
    many="{n} things need care",
    severities={
        Severity.CRITICAL: ("Urgent", "Whoever looks for a desk finds a whole space unknown."),
        Severity.WARNING: ("Soon", "A desk is unknown, or what was recorded is in danger."),
        Severity.NOTICE: ("Some day", "This has time for some days."),
    },
    to_do="What to do:",
    more="What this means",
    device="To this device",
    for_all="This is about the whole hub. Whoever looks after it takes care of it.",
    seen="Seen",
    done="Done",
    remind="Remind me",
    in_an_hour="in an hour",
    tomorrow="tomorrow morning at 8",
    in_a_week="in a week",
    again="Back to the top",
    put_away_one="One is seen or done",
    put_away_many="{n} are seen or done",
    only_put_away="What is still so has been seen already; it stands below.",
    standings={
        Standing.OPEN: "",
        Standing.WORSE: "{who} saw it on {at}. It has become worse since.",
        Standing.STILL_SO: "{who} took it for done on {at}. But it is still so.",
        Standing.DUE: "{who} wanted to be reminded now.",
        Standing.SEEN: "Seen by {who} on {at}.",
        Standing.DONE: "Done, said {who} on {at}. If it is still so on {until}, it comes back to"
        " the top.",
        Standing.REMINDED: "{who} saw it on {at}. On {until} it comes back to the top.",
    },
    for_good="Done, said {who} on {at}. It can’t be undone; after 14 days it goes by itself.",
    somebody_gone="somebody who isn’t here any more",
    noted={
        "seen": "Noted. It stands below now, until it is over.",
        "done": "Noted. If the hub still finds it so later, it comes back by itself.",
        "remind": "Noted. It comes back when it is time.",
        "again": "It is back at the top.",
        "over": "That is over meanwhile, or it has begun anew.",
    },
    all_well="All is well",
    looked="The hub looked {ago} ({at}): {things}.",
    spaces=("one space", "{n} spaces"),
    desks=("one desk", "{n} desks"),
    agents=("one agent", "{n} agents"),
    sensors=("at least one sensor", "at least {n} sensors"),
    quiet="Closed right now: {t}. Nobody has to hurry there: whether devices and sensors report is"
    " judged again from 15 minutes after opening.",
    not_judged_title="Nothing is known right now",
    not_judged="The hub has only just begun and hasn’t looked yet. It looks every minute; please"
    " load the page again in a moment.",
    stale="The hub hasn’t looked for more than three minutes, the last time was {ago}. What stands"
    " here may be outdated, and what is missing isn’t therefore well. Tell those who look after"
    " the hub.",
    unremembered="The hub can’t write into its book right now. Since when something is so it knows"
    " only from its last start on, and it can’t remember your answers.",
    no_spaces="No space is named for you. Whoever looks after the hub can change that.",
    kind_do="What to do",
    kind_begins="When it appears here",
    kind_ends="When it goes",
    kind_more="More",
    kind_runbook="Whoever looks after the hub finds even more in the runbook: {t}.",
)
