"""Replacing a Pi, in English."""

from typing import Final

from hub.console.replacing.words import ReplacingWords
from hub.domain.handover_aftermath import Point, Verdict
from hub.domain.handover_request import MOST_WHY, Refusal, Stays

ENGLISH: Final = ReplacingWords(
    title="Replace a Pi",
    heading="Replace “{0}”",
    of_space="A Pi at: {0}.",
    same_name_title="Only a new SD card?",
    same_name="Then there is nothing to do here. A new Pi can keep the name “{0}”, too, if it is"
    " set up with it: it simply goes on. You only need this page if the new Pi has another name.",
    which="Which Pi takes its place?",
    which_hint="On the new Pi its name stands in edge.toml, under “agent”.",
    heard_ago="unknown so far, heard {0}",
    serves_here="watches something here already",
    served_here="watched something here before",
    another="another one",
    another_label="What is it called?",
    another_hint="Small letters, digits and hyphens, such as “pi-bahnhof-2”.",
    nobody_heard="In the last 24 hours no unknown Pi was heard here. You can type its name all the"
    " same.",
    cant_ask="Which unknown Pis were heard can't be read just now.",
    day="Day",
    time="Time",
    when="From when on?",
    when_hint="On a quarter of an hour, by the clock of the space. Set is the quarter that is"
    " running. An earlier time lets count what the new Pi has seen since then.",
    what="What does it watch from then on?",
    desk="Desk {0}",
    room="Room {0}",
    booth="Booth {0}",
    door="Door {0}",
    why="Why? (may be empty)",
    why_hint="For you and others who read this later. No names of guests.",
    send="Replace it now",
    nothing_to_watch="“{0}” watches no desk and no door here any more, or has a successor already.",
    history="What was replaced here before",
    in_the_place_of="“{0}” in the place of “{1}”",
    from_when="from {0}",
    taken_back="taken back",
    gone_person="somebody who is here no longer",
    command_line="the technician",
    mistakes={
        Refusal.NO_UNIT: "Choose at least one desk or door.",
        Refusal.NOT_ITS_OWN: "“{0}” is watched by another Pi by now. Please choose again.",
        Refusal.NO_NAME: "Choose a Pi, or type its name.",
        Refusal.MALFORMED_NAME: "A Pi can't be called that. It takes small letters, digits and"
        " hyphens, at most 63 characters.",
        Refusal.SAME_NAME: "That is the same name. Then there is nothing to do: the new Pi goes on"
        " by itself.",
        Refusal.OTHER_SPACE: "A Pi of this name belongs to another space. Take another name.",
        Refusal.NO_DATE: "It lacks from when on. Give a day and a time.",
        Refusal.NO_MARK: "Only full quarters of an hour: {0}, for example.",
        Refusal.SKIPPED: "There is no {0} on that day: the clock goes forward. Take another time.",
        Refusal.TOO_OLD: "Details from so long ago are deleted, and nothing about them changes any"
        " more. It goes back to {0}.",
        Refusal.TOO_FAR: "At most a year ahead.",
        Refusal.OVERLAPS: "At “{0}” another change applies from {1} on. Take a later time.",
        Refusal.TOO_OFTEN: "“{0}” had so many Pis, one after the other, that it gets no other one.",
        Refusal.LONG_WHY: f"At most {MOST_WHY} characters.",
    },
    changed_meanwhile="Somebody else has just replaced something. Please look whether this is still"
    " right, and send it again.",
    check="Please check",
    done="Saved. It applies at once, without a restart.",
    undone="Taken back. All is as it was.",
    result_heading="“{0}” in the place of “{1}”",
    result_units="From {0}: {1}.",
    result_by="Entered on {0} by {1}.",
    result_why="Reason: {0}",
    to_check="What to check now",
    as_of="As of {0}",
    reload="Reload",
    ended="This change was taken back on {0} by {1}.",
    verdicts={
        Verdict.WELL: "fine",
        Verdict.WAITING: "wait",
        Verdict.LOOK: "have a look",
        Verdict.UNKNOWN: "not known",
        Verdict.STAYS: "stays",
    },
    points={
        Point.NEW_HEARD: "The new Pi is heard",
        Point.BROKER: "It may send and receive",
        Point.UNITS: "It knows its desks and doors",
        Point.STATES: "Each desk has a first state",
        Point.SENSORS: "Each sensor has given a sign",
        Point.CLOCK: "Its clock is right",
        Point.CARD: "Its card is no copy",
        Point.OLD_SILENT: "The old Pi is silent",
        Point.OLD_SENT: "The old Pi has delivered everything",
    },
    sayings={
        (Point.NEW_HEARD, Verdict.WELL): "It is heard.",
        (Point.NEW_HEARD, Verdict.WAITING): "Nothing heard yet. It takes about a minute after it"
        " was switched on.",
        (Point.NEW_HEARD, Verdict.LOOK): "It isn't heard. Has it power and a network, and is that"
        " really its name?",
        (Point.BROKER, Verdict.WELL): "Events arrive and are confirmed.",
        (
            Point.BROKER,
            Verdict.LOOK,
        ): "No events arrive, or they aren’t confirmed. Has it a password"
        " at the broker, and an entry in the ACL?",
        (
            Point.BROKER,
            Verdict.UNKNOWN,
        ): "That shows as soon as it is heard. The technician gives it"
        " a password at the broker for that, and an entry in the ACL.",
        (Point.UNITS, Verdict.WELL): "It speaks of exactly the desks and doors that are its own.",
        (Point.UNITS, Verdict.LOOK): "Its edge.toml doesn't fit.",
        (Point.UNITS, Verdict.UNKNOWN): "That shows as soon as it is heard.",
        (Point.STATES, Verdict.WELL): "Something is known of each desk.",
        (Point.STATES, Verdict.WAITING): "Some desks are unknown so far. It may take some minutes;"
        " if waiting doesn't help, sit down there for a moment.",
        (Point.STATES, Verdict.UNKNOWN): "That shows as soon as it is heard.",
        (Point.SENSORS, Verdict.WELL): "None is missing.",
        (Point.SENSORS, Verdict.WAITING): "Walk past these sensors once.",
        (Point.SENSORS, Verdict.UNKNOWN): "It hasn't said yet how it is.",
        (Point.CLOCK, Verdict.WELL): "It is set.",
        (Point.CLOCK, Verdict.LOOK): "It isn't set. Does the Pi reach a time server on the"
        " internet?",
        (Point.CLOCK, Verdict.UNKNOWN): "That shows as soon as it is heard.",
        (Point.CARD, Verdict.WELL): "Nobody else speaks under its name.",
        (Point.CARD, Verdict.LOOK): "Two Pis speak under its name, or its card was copied or put"
        " back. Switch the other one off, and set up a fresh card.",
        (Point.CARD, Verdict.UNKNOWN): "That shows as soon as it is heard.",
        (Point.OLD_SILENT, Verdict.WELL): "Nothing is heard of it any more.",
        (Point.OLD_SILENT, Verdict.WAITING): "It is still on duty, until the change.",
        (Point.OLD_SILENT, Verdict.LOOK): "It still speaks. What it says of these desks counts no"
        " longer. Switch it off once it has delivered everything.",
        (Point.OLD_SILENT, Verdict.STAYS): "It still watches something else here, and stays on.",
        (Point.OLD_SENT, Verdict.WELL): "By its last word nothing waits there any more.",
        (Point.OLD_SENT, Verdict.LOOK): "By its last word it still has events that are missing"
        " here. Let it have the network once more: what was before the change counts.",
        (Point.OLD_SENT, Verdict.UNKNOWN): "Whether it still has anything isn't known. If it still"
        " runs, let it have the network once more.",
    },
    missing="Missing: {0}.",
    foreign="Not its own: {0}.",
    disagrees="Mind: of “{0}” hub.toml says something else, and as long as it does, that holds."
    " Ask the technician to bring both together.",
    for_technician="For the technician",
    lines_hint="This can go into hub.toml later; until then it applies all the same.",
    in_hub_toml="By now hub.toml says this, too.",
    broker_hint="At the broker the new Pi needs a password of its own and an entry in the ACL"
    " (deploy/runbook/broker.md). Take away those of the old one once it has delivered everything.",
    take_back="Take it back",
    take_back_hint="That works as long as nothing was heard of the new Pi.",
    stays={
        Stays.HEARD: "It can't be taken back any more: the new Pi was heard, and what it saw is to"
        " count. If it is wrong, replace the new one again.",
        Stays.FOLLOWED: "It can't be taken back: a later change goes on from it. Take that one back"
        " first.",
        Stays.IN_HUB_TOML: "It can't be taken back here: hub.toml says it, too.",
        Stays.OVER: "It is taken back already.",
    },
)
