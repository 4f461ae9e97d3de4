"""The console in English."""

from typing import Final

from hub.console.words import ConsoleWords, SingleSignOnWords
from hub.domain.password_rules import Weakness
from hub.domain.roles import Role
from hub.errors import PeopleReason

ENGLISH: Final = ConsoleWords(
    console="Console",
    navigation="Console",
    today="Today",
    devices_tab="Devices",
    my_space="My space",
    alerts="Alerts",
    calendar="Calendar",
    reports="Reports",
    targets="Targets",
    people="People",
    log="Log",
    me="My account",
    more="More",
    sign_out="Sign out",
    greeting="Hello, {t}",
    you_are="You are here as: {t}.",
    roles={
        Role.OPERATOR: "operator",
        Role.OFFICE: "regional office",
        Role.INTEGRATOR: "program",
        Role.ADMIN: "administrator",
    },
    of_spaces="Your spaces: {t}.",
    sign_in_title="Sign in",
    sign_in_lead="For those who run a space, and for the regional office. Nobody needs an account"
    " to look for a free desk.",
    sign_in="Sign in",
    single_sign_on=SingleSignOnWords(
        sign_in="Sign in with {t}",
        or_else="Or with an account of this site",
        too_old="That took too long, or began in another window. Please begin again.",
        cancelled="You turned back on the way. Nothing has changed.",
        not_believed="What came back from {t} doesn’t prove who you are. Please begin again; if it"
        " stays like this, whoever looks after the hub finds the reason in its log.",
        no_group="{t} knows you, but none of your groups there opens anything here. Ask whoever"
        " looks after the hub.",
        unavailable="{t} can’t be reached right now. Please try again later.",
    ),
    name="Name",
    password="Password",  # noqa: S106
    device="What is this device called?",
    device_hint="Such as “phone” or “counter”; you will see it in your list later. May stay empty.",
    trust="I trust this device",
    trust_hint="Then you stay signed in for up to 90 days, if you come by every 14 days."
    " Otherwise you are signed out after 30 minutes without a click, and after 12 hours at the"
    " latest.",
    wrong="Name and password don’t belong together.",
    too_often="Those were too many attempts. Please try again in {n} seconds.",
    too_many_forms="So much has been changed just now that the hub has to wait. In {n} seconds you"
    " can go on. What you typed is still there if you go back one page.",
    busy="Many people are signing in right now. Please try again in a moment.",
    signed_out="You are signed out.",
    forgotten="Forgotten your password? Lost your passkey or phone? Whoever looks after the hub"
    " gives you a new link. With it you choose again how you sign in, and everything from before"
    " stops working.",
    join_title="Welcome",
    join_lead="You are invited as: {t}. Choose a name, and how you sign in.",
    join_again_title="A new way in",
    join_again_lead="Choose how you sign in as “{t}” from now on. Your password, your passkeys and"
    " the codes of your app from before will stop working, and you will be signed out everywhere"
    " else.",
    join="Let’s go",
    name_hint="You sign in with it. Others who look after the hub see it.",
    password_hint="At least 12 characters. A short sentence that only you know is good.",  # noqa: S106
    repeat="The password again",
    differ="The two passwords differ.",
    link_ended_title="This link isn’t valid any more",
    link_ended="It has been used, or it is more than a week old. Ask for a new one. If you have a"
    " password already, sign in.",
    devices="Where you are signed in",
    this_device="this device",
    unnamed_device="device without a name",
    since="since {t}",
    last_seen="last seen {t}",
    trusted="trusted",
    end="Sign out",
    end_of="Sign out {t}",
    ended="That device is signed out.",
    set_password="Choose a password",  # noqa: S106
    change_password="Change the password",  # noqa: S106
    current_password="Current password",  # noqa: S106
    new_password="New password",  # noqa: S106
    wrong_current="That isn’t your current password.",
    changed="The new password is set. You are signed out on all other devices.",
    no_tls_title="Encrypted only",
    no_tls="Without encryption somebody on the way could read your password. So the console only"
    " opens by https, or on the machine that the hub runs on.",
    no_tls_how="How to get https: put a proxy such as Caddy in front of the hub (there is an"
    " example in deploy/proxy), and name in hub.toml the address that begins with https:// as"
    " http.public_url, or the proxy in http.trusted_proxies.",
    unavailable_title="Not possible right now",
    unavailable="The hub can’t read its book, which says who may sign in. Please try again later;"
    " whoever looks after the hub sees the reason in its log.",
    check="Please check",
    weaknesses={
        Weakness.TOO_SHORT: "The password is too short: take at least 12 characters.",
        Weakness.TOO_LONG: "The password is too long: take at most 200 characters.",
        Weakness.COMMON: "This password would be guessed too easily. Take a short sentence"
        " without your name, without a year and without rows such as “1234”.",
    },
    refusals={
        PeopleReason.LINK_ENDED: "This link isn’t valid any more.",
        PeopleReason.NAME_TAKEN: "Somebody else signs in under this name. Choose another one.",
        PeopleReason.NAME_UNUSABLE: "The name needs 2 to 60 characters that can be read.",
        PeopleReason.PASSKEY_KNOWN: "This passkey is here already.",
        PeopleReason.TOO_MANY_PASSKEYS: "You have 20 passkeys already. Remove one first that you"
        " don’t use.",
        PeopleReason.FROM_OUTSIDE: "You sign in with your municipality’s account. Whoever looks"
        " after the hub gives you a way in of your own, by a link.",
        PeopleReason.LAST_WAY_IN: "You would lock yourself out. Add another passkey first, or"
        " choose a password.",
        PeopleReason.LAST_ADMIN: "Nobody would be left to look after the hub. Invite somebody to do"
        " so first, and wait until they have joined.",
        PeopleReason.UNKNOWN_PERSON: "This person is no longer here.",
        PeopleReason.NO_SPACE: "An operator needs at least one space.",
        PeopleReason.CHANGED_MEANWHILE: "Somebody else has changed it meanwhile. Please look at it"
        " again.",
        PeopleReason.NOT_ALLOWED: "You may not do this any more.",
        PeopleReason.NOT_A_PERSONS: "Programs get a token, and no account.",
    },
)
