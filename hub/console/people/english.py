"""The pages of people in English."""

from typing import Final

from hub.book.outgoing import MailState
from hub.console.people.words import PeopleWords
from hub.domain.roles import Role

ENGLISH: Final = PeopleWords(
    lead="Who may sign in to this console, who is invited, and which programs read.",
    done={
        "mailed": "The invitation is on its way.",
        "taken-back": "The invitation is withdrawn. Its link no longer works.",
        "roles": "The new roles apply. The person has to sign in again.",
        "signed-out": "The person is signed out on all devices.",
        "removed": "The account is removed.",
        "token-ended": "The token no longer works.",
    },
    invite="Invite somebody",
    who="Who may sign in",
    you="that’s you",
    no_role="without a role",
    in_spaces="for {t}",
    seen="last here on {t}",
    never_seen="hasn’t been here yet",
    ways_in="comes in by: {t}",
    by_passkey="a passkey",
    by_password="password",  # noqa: S106 - a way in
    no_way_in="can’t sign in: needs a new link",
    change="Change",
    change_of="Change {t}",
    back="All people",
    links="Open invitations",
    no_links="No invitation is open.",
    link_for="New link for {t}",
    link_by="by {t}",
    by_command="by the hub’s command line",
    gone_person="by somebody who is removed",
    link_until="valid until {t}",
    mailed={
        MailState.WAITING: "the email to {t} is waiting to be sent",
        MailState.SENT: "the email to {t} has been sent",
        MailState.REFUSED: "the mail server has refused the email to {t}",
        MailState.DROPPED: "the email to {t} won’t be sent",
    },
    take_back="Withdraw",
    take_back_of="Withdraw the invitation: {t}",
    invite_lead="You get a link to pass on. Whoever opens it chooses a name, and a passkey"
    " or a password. It works once and for a week.",
    roles_asked="What will this person do?",
    role_hints={
        Role.OPERATOR: "Sees and looks after the spaces that you tick below.",
        Role.OFFICE: "Reads the whole region, makes reports, sets targets.",
        Role.ADMIN: "May do everything, including inviting and removing people.",
    },
    no_role_chosen="Tick at least one role.",
    spaces_asked="Which spaces?",
    spaces_hint="For operators only.",
    no_space_chosen="An operator needs at least one space.",
    space_without_role="Spaces are for operators only. Tick that role, or no space.",
    space_gone="{t} (isn’t in hub.toml any more)",
    unknown_choice="There is no such choice here. Please load the page again.",
    mail_asked="Email address",
    mail_hint="Then the hub sends the link. If it stays empty, you see the link here and hand it on"
    " yourself. The address is remembered for a week at most.",
    no_mail_server="The hub can’t send the link: hub.toml names no mail server. You will see it on"
    " the next page.",
    no_https_for_mail="The hub can’t send the link: for that it needs an http.public_url with"
    " https:// in hub.toml. You will see it on the next page.",
    mail_unusable="That isn’t an address such as “name@example.org”.",
    make_link="Make the link",
    link_title="The link is ready",
    link_lead="It is for somebody as: {t}. Hand it on in person: whoever uses it first has the"
    " account.",
    link_known="It is for {t} and leads to a new password. Hand it on in person: whoever uses it"
    " first has the account.",
    link_lasts="It works once, and until {t}.",
    link_here_only="Without https this link only opens on the machine that the hub runs on.",
    qr_title="The link as a QR code",
    qr_hint="For a phone: open it with the camera.",
    shown_briefly="This page shows it for ten minutes, to you alone, and never again.",
    shown_over_title="There is nothing to see here any more",
    shown_over="Links and tokens are shown briefly, and only to the person who made them. Take the"
    " old one back, and make a new one.",
    since="here since {t}",
    roles_title="Roles and spaces",
    roles_hint="Whoever gets other roles is signed out everywhere and signs in again.",
    save="Save",
    roles_elsewhere="This person signs in by “{t}”. What they may do follows the groups there: what"
    " you change here only lasts until they sign in again.",
    changed_meanwhile="Somebody else has changed this meanwhile. It is now: {t}. Your choice"
    " is still below; save again if it shall hold.",
    lost="Can’t get in any more?",
    lost_hint="A new link leads to a new password. The name stays, and they are signed out"
    " everywhere else as soon as the link is used.",
    devices="Signed in",
    no_device="On no device right now.",
    one_device="On one device.",
    several_devices="On {n} devices.",
    end_all="Sign out everywhere",
    remove="Remove the account",
    remove_title="Remove {t}?",
    remove_lead="This can’t be undone. Whoever is to come back is invited anew.",
    remove_self="This is your own account. Afterwards you are signed out.",
    removed_at_once=(
        "Name, roles and password are deleted.",
        "They are signed out on all devices at once.",
    ),
    removed_links="Open invitations by this person end: {n}.",
    tokens_stay="Tokens that this person has made for programs go on: {t}.",
    log_keeps="What was done stays in the log for twelve months, under the id {t} and without a"
    " name.",
    may_come_again="Whoever is still in a group at “{t}” that lets them in may come again, as a new"
    " account. Take the person out there as well.",
    remove_now="Yes, remove",
    keep="No, go back",
    unknown_title="There is no such person",
    unknown="Perhaps they have been removed meanwhile.",
    programs="Programs",
    programs_lead="A token lets a program read, such as a display or a spreadsheet. It can change"
    " nothing by it.",
    no_programs="No program has a token.",
    program_everywhere="every space",
    program_until="valid until {t}",
    program_over="over since {t}",
    program_of_hub_toml="Besides these there is the token that hub.toml names as"
    " http.token_hash_file: it reads everything and never ends. It is better if each program"
    " has its own.",
    program_end="End",
    program_end_of="End the token: {t}",
    program_new="Make a token",
    program_shown="You see the token once, on the next page.",
    label="What is it for?",
    label_hint="Such as “display in the town hall”. You will know it by this later.",
    label_unusable="The name needs 2 to 60 characters that can be read.",
    reach="Which spaces may the program read?",
    reach_some="only these:",
    reach_all="every space of the region",
    reach_nothing="Tick at least one space, or choose all.",
    until="Until the end of",
    until_hint="Two years at most; then you make a new one.",
    until_unusable="Choose a day from {t} to {s}.",
    program_made="The token is ready",
    program_hint="The program sends it as Bearer, or as the password of HTTP Basic. Whoever has it"
    " can read: keep it like a key.",
    mail_subject="Invitation: {t}",
    mail_greeting="Hello,",
    mail_invites="{t} invites you to take part in “{s}” as:",
    mail_spaces="Your spaces:",
    mail_known_subject="New link to your account: {t}",
    mail_known="{t} sends you a link to a new password at “{s}”.",
    mail_link="To do so, open this link:",
    mail_lasts="It works once, and until {t}. Hand it on to nobody.",
    mail_ignore="Does this mean nothing to you? Then delete this message. Nothing will happen.",
    mail_closing="Platzfrei has sent this message because {t} wanted it to. Nobody reads replies.",
)
