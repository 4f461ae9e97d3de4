"""The log's page in English."""

from typing import Final

from hub.console.log.words import LogWords, Topic

ENGLISH: Final = LogWords(
    lead="Who changed what, for twelve months. It says nothing of desks and guests.",
    whole="No entry is missing or changed, from the first on {t} to the last.",
    empty="Nothing has happened yet.",
    broken="The log isn’t what was written:",
    faults="Somebody has changed the file, or it is damaged. Compare it with a backup.",
    missing_one="Entry {n} is missing.",
    missing_many="Entries {n} to {t} are missing.",
    changed_one="Entry {n} was changed.",
    head="The head, to note down",
    head_hint="Whoever writes it down elsewhere can find out later by “platzfrei-hub people"
    " check-log --head” whether anything up to there was changed.",
    download="Download as CSV",
    download_hint="With ids instead of names: the file stays, even if somebody is removed.",
    entries="Entries",
    topic="What is it about?",
    every_topic="everything",
    topics={
        Topic.PEOPLE: "people and roles",
        Topic.SIGN_INS: "signing in, and passwords",
        Topic.PROGRAMS: "programs",
        Topic.HUB: "the hub itself",
    },
    person="Who?",
    everybody="everybody",
    show="Show",
    none="There is no such entry.",
    pages="Pages of the log",
    page_of="Page {n} of {t}",
    newer="Newer",
    older="Older",
    the_hub="Hub or command line",
    removed_person="removed person {t}",
    ended_one="ended token {t}",
    somebody_else="unknown: {t}",
    failed="Failed sign-ins",
    failed_none="None in the last seven days.",
    failed_day="{n} on {t}",
    failed_refused="{n} more refused without a look, because there were too many",
    failed_names_one="for at least one name",
    failed_names="for at least {n} names",
    failed_hint="Only counted: which names and passwords they were, and from where, isn’t kept.",
    invited="{a} has invited somebody: {t}.",
    link_renewed="{a} has made a new link for {s}.",
    invitation_ended="{a} has taken an invitation back: {t}.",
    invitation_ended_of="{a} has taken a link back that was for {s}.",
    joined="{a} has accepted an invitation: {t}.",
    signed_in="{a} has signed in.",
    signed_out="{a} has signed out.",
    session_ended="{a} has signed out another device of their own.",
    sessions_ended="{a} has signed out everywhere: {s}.",
    password_changed="{a} has a new password.",  # noqa: S106 - a sentence
    roles_changed="{a} has changed the roles of {s}, now: {t}.",
    removed="{a} has removed an account: person {t}.",
    removed_self="{a} has removed their own account.",
    token_made="{a} has made a token: {s}.",  # noqa: S106 - a sentence
    token_ended="{a} has ended a token: {s}.",  # noqa: S106 - a sentence
    book_salvaged="The hub’s book was damaged. What could still be read goes on; entries before may"
    " be missing.",
    book_imported="The hub’s book was read in from a file.",
    of_another_version="{a}: something that this version of Platzfrei doesn’t know ({t}).",
)
