"""Subscribed calendars in English."""

from typing import Final

from hub.console.feeds.words import FeedWords, Wrong
from hub.domain.calendar_feed import MOST_DATES, MOST_EVENTS, MOST_FEEDS, FeedTrouble, Pick

ENGLISH: Final = FeedWords(
    title="Subscribed calendars",
    lead="Does another calendar already say when you are closed? Enter its address here. It is"
    " read every hour, and the space is closed during its events.",
    back="Back to the calendar",
    file="Calendar file of this space",
    file_hint="Closures and special openings, for other programs to subscribe to.",
    no_hours="This space has no opening hours. As long as that is so, a calendar closes nothing.",
    add="Subscribe to a calendar",
    subscribe="Read and subscribe",
    name="Name",
    name_hint="What you call it, such as “Town”.",
    address="Address of the calendar",
    address_hint="The link to the calendar file. It is often called “iCal” or “ICS” and begins"
    " with https:// or webcal://.",
    which="During which events are you closed?",
    picks={
        Pick.ALL: "All of them",
        Pick.PREFIX: "Those whose title begins with a word",
        Pick.CATEGORY: "Those of a category",
    },
    word="The word or the category",
    word_hint="Such as “Closed:”. Leave it empty for “all of them”.",
    shows_title="Visitors read the title as the reason",
    shows_title_hint="Else they read “closed” and no more.",
    closes={
        Pick.ALL: "Closes during all events",
        Pick.PREFIX: "Closes during events whose title begins with “{t}”",
        Pick.CATEGORY: "Closes during events of the category “{t}”",
    },
    says_title="visitors read the title",
    read_at="Last read on {d}.",
    one_date="1 date closes the space in the next 13 months",
    dates="{n} dates close the space in the next 13 months",
    no_dates="It has no event at present that closes the space.",
    more_dates="and {n} more",
    closed="{d}: {t}",
    all_day="all day",
    skipped_one="1 event can’t be read and closes nothing. If need be, add it to the calendar"
    " yourself.",
    skipped="{n} events can’t be read and close nothing. If need be, add them to the calendar"
    " yourself.",
    failing="Hasn’t been readable since {d}.",
    still_holds="What it said last still applies.",
    read_now="Read now",
    read_now_of="Read now: {t}",
    remove="Remove",
    remove_hint="From today on this calendar closes nothing any more. The days before stay as they"
    " were.",
    remove_of="Remove: {t}",
    is_added="Read and subscribed.",
    is_read="Read.",
    is_removed="Removed.",
    check="Please check",
    wrongs={
        Wrong.NAME: "Please give it a name of at most 60 characters.",
        Wrong.WORD: "Please name the word or the category, in at most 60 characters.",
        Wrong.TOO_MANY: f"A space can subscribe to {MOST_FEEDS} calendars. Remove one first.",
        Wrong.BUSY: "Another calendar is being read right now. Please try again in a minute; what"
        " you typed is still here.",
    },
    troubles={
        FeedTrouble.NO_CALENDAR: "There is something else than a calendar. Look for the link that"
        " is called “iCal” or “ICS”.",
        FeedTrouble.TOO_MANY_EVENTS: f"This calendar has more than {MOST_EVENTS} events; so many"
        " are not read.",
        FeedTrouble.TOO_MANY_DATES: f"In this calendar more than {MOST_DATES} dates close the"
        " space. Choose them by a word or a category.",
        FeedTrouble.TOO_HARD: "What repeats in this calendar is too intricate to be worked out.",
        FeedTrouble.NO_LINK: "Its address isn’t known here any more. Remove it and enter it again.",
    },
)
