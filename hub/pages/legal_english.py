"""Imprint, privacy notice and accessibility statement in English. Only text: nothing is decided."""

from typing import Final

from hub.pages.legal_words import (
    AccessibilityWords,
    ContactWords,
    ImprintWords,
    LegalWords,
    PrivacyWords,
)

_PRIVACY: Final = PrivacyWords(
    title="Privacy",
    short="Privacy",
    description="What is measured in the rooms, how long it is kept, and who can see it.",
    in_short="In short",
    in_short_items=(
        "No cookies, no visitor statistics, nothing from other companies.",
        (
            "No cameras, no microphones, no names, no tracking of phones: all that is measured is "
            "whether a desk is taken."
        ),
    ),
    in_short_small="Where only a few people are present, we give no exact number.",
    controller="Who is responsible",
    officer="Data protection officer",
    no_officer="none appointed, since the law does not require one here",
    measured="What is measured in the rooms",
    desks=(
        "Sensors look whether desks, rooms and booths are taken. Each reports only “taken”, “free” "
        "or “unknown”, and when. Desks, rooms and booths: {n}. Places: {k}."
    ),
    doors="Contacts at doors report whether they are open or closed. Doors: {n}.",
    counting_doors=(
        "Light barriers count how often somebody goes in or out. They cannot tell who. Doors with "
        "a light barrier: {n}."
    ),
    never=(
        "Images, sounds, names, cards and identifiers of devices are not recorded. No message and "
        "no table has a field for them."
    ),
    kept="How long it is kept",
    kept_one_day=(
        "Single reports, such as “desk 3 has been taken since 9:12”: one day, then they are "
        "deleted."
    ),
    kept_days=(
        "Single reports, such as “desk 3 has been taken since 9:12”: {n} days, then they are "
        "deleted."
    ),
    kept_sums="Sums for each place and quarter of an hour: for good. They name no single desk.",
    kept_state="The latest state of each desk: until the next report replaces it.",
    kept_faults="Faults of devices, so that somebody mends them. They say nothing of guests.",
    kept_backups=(
        "If the operator makes backups, they hold the single reports of that time as well, until "
        "the copy is deleted."
    ),
    small="Protection where few are present",
    small_why=(
        "In a small room “one desk taken” says something about a particular person. Therefore:"
    ),
    small_item=(
        "{t}: while fewer than {k} desks are taken, and always while it is closed, we say only how "
        "many desks are free at least. That changes at full minutes only."
    ),
    small_item_one=(
        "{t}: while no desk is taken, and always while it is closed, we say only how many desks "
        "are free at least. That changes at full minutes only."
    ),
    exact_item="{t}: here the exact number of free desks is public.",
    desks_item="{t}: here it is public which desk is taken at the moment.",
    seen="Who can see it",
    seen_public="Public is what these pages say and what they hand to programs, which is the same.",
    seen_office=(
        "History and reports are seen only by those to whom the operator has given an account or "
        "a password. No person is named in them either, since none is recorded."
    ),
    seen_nobody=(
        "This program passes nothing on to third parties or to countries outside the European "
        "Union."
    ),
    visits="When you open these pages",
    visits_address=(
        "So that a page reaches you, our server processes the IP address of your connection. This "
        "program writes it down nowhere."
    ),
    visits_throttle=(
        "Against overload it counts in memory how often an address asks: for the latest {n} "
        "addresses, and until it restarts at the longest."
    ),
    logs_none="Nor does the web server in front of it keep a log of visits.",
    logs_one_day=(
        "The web server in front of it logs IP address, time and page. That is deleted after one "
        "day."
    ),
    logs_days=(
        "The web server in front of it logs IP address, time and page. That is deleted after {n} "
        "days."
    ),
    logs_unsaid=(
        "The operator has not said yet whether a web server in front of it logs visits, and for "
        "how long."
    ),
    basis_public=(
        "The legal basis is Article 6(1)(e) of the General Data Protection Regulation (a task in "
        "the public interest), together with the data protection act of the federal state."
    ),
    basis_private=(
        "The legal basis is Article 6(1)(f) of the General Data Protection Regulation: the "
        "interest in showing free desks and in running these pages safely."
    ),
    account="If you have an account",
    account_who=(
        "Only people who run a space, work in the regional office or look after this installation "
        "have an account. Of them is kept, on the same basis:"
    ),
    account_items=(
        (
            "Name, role and spaces, as long as there is the account. Of the password only a check "
            "value is kept, from which it cannot be read."
        ),
        (
            "Where you are signed in: what you call the device, since when, and when last; until "
            "that sign-in ends, after 90 days at the latest."
        ),
        "A mail address to which an invitation went: for a week at most.",
        (
            "Addresses at which you want the weekly overview or alerts, those of other services "
            "too: until you end or remove that. What is still to be sent waits for a week at most."
        ),
        "Failed sign-ins: only their number by day, without names and addresses.",
    ),
    account_elsewhere=(
        "Of those who sign in by “{t}”: the identifier under which that service knows you."
    ),
    account_log=(
        "Who changed what, and who signed in when, stands for twelve months in a log that only "
        "those see who look after this installation. It names you by an identifier. It says "
        "nothing of single desks."
    ),
    account_end=(
        "If your account is removed, all of it is gone at once; in the log the identifier stays "
        "without a name until the twelve months are over."
    ),
    device="What is stored on your device",
    device_nothing="Nothing by itself: no cookie, no counter, no identifier.",
    device_chosen=(
        "Only if you press “Keep for offline” or “Remember this place” does your browser store the "
        "latest answers of these pages and the list of your places. Both stay on your device and "
        "can be removed on the same pages (section 25(2) no. 2 of the German TDDDG). Those who run "
        "a space and sign in to the console get one cookie, which keeps them signed in."
    ),
    device_place=(
        "If you ask for distances from where you are, your browser works them out. Your location "
        "does not leave the device."
    ),
    device_wrong=(
        "If you tell us by “Something wrong?” that something shown is wrong, we count the hint for "
        "the place. Against misuse the program counts in memory under a code from which your IP "
        "address cannot be read; after a restart it is gone."
    ),
    rights="Your rights",
    rights_text=(
        "You have the right of access, rectification, erasure and restriction of processing, and "
        "you may object to it (Articles 15 to 18 and 21 of the General Data Protection "
        "Regulation). To use them, write to the address above."
    ),
    rights_nobody=(
        "We cannot recognise anybody in what is measured, so we can usually not tell whose it is "
        "(Article 11)."
    ),
    complain="You may complain to",
)

ENGLISH_LEGAL: Final = LegalWords(
    imprint=ImprintWords(
        title="Imprint",
        short="Imprint",
        description="Who runs these pages, and how to reach them.",
        basis="As required by section 5 of the German Digital Services Act (DDG)",
        provider="Provider",
        site="These pages",
        software="They are made by Platzfrei, free software under the EUPL-1.2.",
        honesty=(
            "How old something is stands beside it. When a sensor is silent, it says “unknown” and "
            "never “free”."
        ),
    ),
    privacy=_PRIVACY,
    accessibility=AccessibilityWords(
        title="Accessibility statement",
        short="Accessibility",
        description="How accessible these pages are, and how to report a barrier.",
        public=(
            "{t} endeavours to make this website accessible. The basis is the German Act on Equal "
            "Opportunities for Persons with Disabilities (BGG) with its Accessible Information "
            "Technology Ordinance (BITV 2.0); for states and municipalities it is the "
            "corresponding law of their state."
        ),
        private=(
            "{t} makes this statement voluntarily. The measure is the German Accessible "
            "Information Technology Ordinance (BITV 2.0)."
        ),
        status="Compliance status",
        full=(
            "By our own assessment this website is fully compliant with BITV 2.0 (EN 301 549, WCAG "
            "2.2, level AA)."
        ),
        partial=(
            "By our own assessment this website is partially compliant with BITV 2.0 (EN 301 549, "
            "WCAG 2.2, level AA)."
        ),
        limits="What is not accessible yet",
        limits_items=(
            (
                "Texts in German Easy Language are a draft that no test group has read yet. There "
                "are no videos in German Sign Language."
            ),
            (
                "Texts of the places' own, such as reasons for being closed, are not always there "
                "in English."
            ),
            "We have not tested the pages of others to which we link.",
        ),
        tested="How it was tested",
        tested_text=(
            "By self-assessment. The software is tested by itself with each change: with axe "
            "against WCAG 2.2 AA, light and dark, German and English, with the keyboard alone, at "
            "a width of 320 pixels, with text of twice the size, and with the colours of the "
            "system."
        ),
        tested_open="A test by people with disabilities is still to be done.",
        feedback="Report a barrier",
        feedback_text=(
            "Is something in your way, or do you need something in another form? Write to us or "
            "call us. We answer within a month."
        ),
        enforcement="If our answer does not help",
        enforcement_text=(
            "If there is no answer, or it does not help, you can turn to this body. The procedure "
            "is free of charge, and you need no lawyer:"
        ),
        enforcement_private="No body is appointed for private providers.",
    ),
    contact=ContactWords(
        name="Name",
        address="Address",
        email="E-mail",
        phone="Phone",
        represented_by="Represented by",
        responsible="Responsible for the content",
        represents_and_responsible="Represented by, and responsible for the content",
        register_entry="Register",
        vat_id="VAT identification number",
    ),
    navigation="About these pages",
    draft="Sample: to be checked by the operator",
    draft_why="This text was made from the settings of the program. Nobody has confirmed it yet.",
    operator="The operator",
    gap="not given yet",
    confirmed="Checked by the operator on {d}.",
    binding="In case of doubt the German version applies.",
)
