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
        Severity.CRITICAL: ("Urgent", "People looking for a desk find a whole space unknown."),
        Severity.WARNING: ("Soon", "A desk is unknown, or what was recorded is at risk."),
        Severity.NOTICE: ("Later", "This can wait a few days."),
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
    only_put_away="Somebody has already seen what isn’t over yet; it is listed below.",
    standings={
        Standing.OPEN: "",
        Standing.WORSE: "{who} saw it on {at}. It has got worse since.",
        Standing.STILL_SO: "{who} said on {at} that it was done. But it still isn’t.",
        Standing.DUE: "{who} wanted to be reminded now.",
        Standing.SEEN: "Seen by {who} on {at}.",
        Standing.DONE: "{who} said on {at} that it was done. If it still isn’t on {until}, it comes"
        " back to the top.",
        Standing.REMINDED: "{who} saw it on {at}. On {until} it comes back to the top.",
    },
    for_good="{who} said on {at} that it was done. What is lost stays lost; this entry goes by"
    " itself after 14 days.",
    somebody_gone="somebody who isn’t here any more",
    noted={
        "seen": "Noted. It is listed below now, until it is over.",
        "done": "Noted. If the hub finds later that it isn’t, it comes back by itself.",
        "remind": "Noted. It comes back when it is time.",
        "again": "It is back at the top.",
        "over": "That is over by now, or it has started again.",
    },
    all_well="All is well",
    looked="The hub looked {ago} ({at}): {things}.",
    spaces=("one space", "{n} spaces"),
    desks=("one desk", "{n} desks"),
    agents=("one device", "{n} devices"),
    sensors=("at least one sensor", "at least {n} sensors"),
    quiet="Closed right now: {t}. No need to hurry there: whether devices and sensors report is"
    " checked again from 15 minutes after opening.",
    not_judged_title="Nothing is known right now",
    not_judged="The hub has only just started and hasn’t looked yet. It looks every minute;"
    " please reload the page in a moment.",
    stale="The hub hasn’t looked for more than three minutes, the last time was {ago}. What you"
    " see here may be out of date, and what isn’t here may still be wrong. Tell whoever looks"
    " after the hub.",
    unremembered="The hub can’t write to its book right now. It only knows how long something has"
    " been wrong since its last start, and it can’t remember your answers.",
    no_spaces="You have no space yet. Whoever looks after the hub can change that.",
    kind_do="What to do",
    kind_begins="When it appears here",
    kind_ends="When it goes",
    kind_more="More",
    kind_runbook="Whoever looks after the hub finds more in the runbook: {t}.",
)
