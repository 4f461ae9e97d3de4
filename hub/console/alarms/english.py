"""The pages of alarms in English."""

from typing import Final

from contract.care import Severity
from hub.alarm_sending import NO_ADDRESS, NO_MAIL
from hub.console.alarms.words import AlarmWords, Field
from hub.domain.alarm_way import WayReason, WaySort
from hub.domain.outside_address import OutsideReason

ENGLISH: Final = AlarmWords(
    title="Alerts",
    lead="When something at a space needs somebody, Platzfrei can tell you: by email or on your"
    " phone. Here you choose how and when. It changes nothing for anybody else.",
    closures="During a planned closure nothing comes. What isn’t over by then comes when the"
    " space opens again. Messages name days and devices, never an hour, and never whether a desk is"
    " taken.",
    weekly="How the week was comes by mail every Monday, if you like:",
    weekly_way="order it under “My space”",
    none_yet="You don’t get any alerts yet.",
    yours="How Platzfrei reaches you",
    add_title="Add a way",
    sorts={
        WaySort.MAIL: "Email",
        WaySort.NTFY: "ntfy",
        WaySort.MATRIX: "Matrix",
        WaySort.SERVICE: "Another service",
        WaySort.WEBHOOK: "Webhook",
    },
    sort_hints={
        WaySort.MAIL: "The simplest: just enter the address.",
        WaySort.NTFY: "On your phone, without an account, with the app ntfy.",
        WaySort.MATRIX: "Into a room of Matrix, for example with Element.",
        WaySort.SERVICE: "Signal, Threema, Telegram, Nextcloud Talk, Gotify, Mattermost,"
        " Rocket.Chat.",
        WaySort.WEBHOOK: "For programs of your own.",
    },
    add="Add",
    save="Save",
    change_title="Change alerts",
    fields={
        "mail.address": Field("Email address"),
        "ntfy.server": Field("Server", "If you have none of your own, leave https://ntfy.sh."),
        "ntfy.topic": Field(
            "Topic",
            "The same as in the app. Whoever knows the topic can read along: take one that"
            " nobody can guess, such as hof-7kq2x9.",
        ),
        "ntfy.token": Field("Access token", "Only if the topic is protected: it begins with tk_."),
        "matrix.server": Field("Server", "The address of the homeserver, with https://"),
        "matrix.room": Field(
            "Room",
            "Its ID or name, such as #platzfrei:example.org. The room must not be encrypted.",
        ),
        "matrix.token": Field("Access token", "Of an account of its own that may write there."),
        "service.url": Field("Address", "Written as below for your service."),
        "webhook.url": Field("Address", "A POST with JSON goes there."),
    },
    services="What the address looks like",
    private="Address and token aren’t shown in full again once they are saved.",
    no_mail="This hub sends no email yet: hub.toml has no [mail]. Until it has, nothing arrives by"
    " this way.",
    preset="Preset: what visitors notice, in opening hours, once it has lasted 15 minutes. You can"
    " change that here, and later.",
    what_and_when="What and when",
    from_severity="What shall come?",
    recommended="recommended",
    severities={
        Severity.CRITICAL: "Only if visitors learn nothing of a whole space any more",
        Severity.WARNING: "Also if single desks are unknown",
        Severity.NOTICE: "Everything, also what has some days’ time",
    },
    kinds=Field("Only certain kinds", "Nothing ticked: all, as chosen above."),
    spaces=Field("Of which spaces?", "Nothing ticked: of all your spaces."),
    the_hub="The hub itself",
    when="When?",
    always={
        False: "In opening hours; what happens at night comes when it opens",
        True: "At any time",
    },
    after="For how long must it have been so?",
    afters={
        "0": "Say it at once",
        "15": "15 minutes",
        "60": "1 hour",
        "240": "4 hours",
        "1440": "1 day",
    },
    repeat="Say it again as long as nobody has answered?",
    repeats={
        "0": "No, once is enough",
        "1": "Every hour",
        "4": "Every 4 hours",
        "24": "Every day",
    },
    raised=Field(
        "Tell somebody else as well if nobody answers?",
        "To answer is to tap “seen”, “done” or “remind me” under “Today”.",
    ),
    raises={
        "0": "No",
        "1": "After 1 hour",
        "4": "After 4 hours",
        "24": "After 1 day",
    },
    raise_to=Field("Whom?", "Those who see the space as well, and get alerts themselves."),
    nobody="nobody",
    nobody_else="Nobody else who sees your spaces gets alerts yet.",
    language="Language of the messages",
    key_once=Field(
        "Key",
        "Each message is signed with it (Platzfrei-Signature, HMAC-SHA256). Copy it now: it"
        " is shown here alone.",
    ),
    all_spaces="All your spaces",
    only_kinds="Only {n} chosen kinds",
    rule_repeat="Again as long as nobody answers: {t}",
    rule_raise="Without an answer also to {t}",
    somebody_gone="somebody who isn’t there any more",
    untold="Nothing has come by this way yet.",
    arrived="Last taken by the server on {t}.",
    failing="Nothing has got through since {t}.",
    off="Switched off: nothing comes by this way.",
    try_it="Send a test",
    try_of="Send a test: {t}",
    change="Change",
    change_of="Change: {t}",
    switch_off="Switch off",
    switch_off_of="Switch off: {t}",
    switch_on="Switch on",
    switch_on_of="Switch on: {t}",
    remove="Delete",
    remove_of="Delete: {t}",
    added="The way is set up. Best send a test at once.",
    saved="Saved. It applies from now on.",
    switched_off="Switched off. Nothing comes by this way from now on.",
    switched_on="Switched on.",
    removed="Deleted.",
    tried="The test was taken. Have a look whether it is there.",
    tried_mail="The mail server has taken the test. Look into the spam folder as well.",
    not_tried="The test didn’t get through.",
    too_often="Those were many tests. The next one can go in {n} seconds.",
    check="Please check",
    choose="Please choose from the list.",
    choose_whom="Whom shall it tell then? Please choose, or “No” above.",
    wrong_way={
        WayReason.NO_MAIL_ADDRESS: "This isn’t an email address that can be used. It looks like"
        " ada@example.org.",
        WayReason.HAS_PATH: "Only the server stands here, and nothing behind it: https://ntfy.sh",
        WayReason.NO_TOPIC: "A topic has 1 to 64 plain letters, digits, - and _.",
        WayReason.NO_ROOM: "A room begins with ! or #, such as #platzfrei:example.org.",
        WayReason.NO_TOKEN: "This isn’t an access token: no spaces, at least 4 characters.",
        WayReason.UNKNOWN_SERVICE: "Platzfrei doesn’t know this service. Take one of the list"
        " below.",
        WayReason.HAS_OPTIONS: "The address must have no question mark: leave out all from the"
        " question mark on.",
        WayReason.NO_SERVICE_ADDRESS: "This isn’t an address of a service. Below you see what it"
        " looks like.",
        WayReason.TOO_MANY: "More than ten ways aren’t possible. Delete one first.",
        WayReason.TOO_OFTEN: "You have added many ways today. Tomorrow you can add more.",
    },
    troubles={
        NO_ADDRESS: "The address isn’t known any more, for example because the hub’s book was"
        " imported. Delete the way and set it up anew.",
        NO_MAIL: "This hub sends no email yet: hub.toml has no [mail].",
        OutsideReason.LOCKED.value: "The server doesn’t let us in: the access token is wrong or has"
        " ended. Delete the way and set it up with a new one.",
        OutsideReason.NOT_FOUND.value: "The server takes nothing under this address. Are topic,"
        " room or address right?",
        OutsideReason.LEAVES_TLS.value: "Nothing is sent without encryption. Take an address with"
        " https://",
        OutsideReason.NOT_PUBLIC.value: "This address leads into a network that isn’t public;"
        " nothing is sent there. Whoever looks after the hub can allow the network in hub.toml,"
        " under [outside].",
        OutsideReason.FAILED.value: "The server doesn’t take the message, and answers with an"
        " error.",
    },
    mail_trouble="The mail server says: “{t}”",
)
