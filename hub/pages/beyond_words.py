"""Every word that is said only beyond the browser tab, in both languages."""

from dataclasses import dataclass
from typing import Final, assert_never

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class BeyondWords:
    """`{t}` is a text, `{n}` a number."""

    kiosk_title: str
    scan: str
    sheet: str
    outdated: str
    reload_image: str
    more: str
    poster_title: str
    poster_line: str
    poster_how: str
    poster_promise: str
    poster_alternative: str
    no_address_title: str
    no_address: str
    keep: str
    kept: str
    forget: str
    keep_note: str
    star: str
    unstar: str
    starred: str
    offline_title: str
    offline_text: str
    offline_none: str
    offline_was: str
    offline_quoted: str
    offline_again: str
    doubt: str
    doubt_title: str
    doubt_text: str
    doubt_reasons: tuple[tuple[str, str], ...]
    doubt_send: str
    doubt_thanks: str
    doubt_thanks_text: str
    doubt_enough: str
    doubt_enough_text: str
    doubt_choose: str
    share: str
    share_text: str
    share_kiosk: str
    share_poster: str
    share_badge: str
    share_embed: str
    share_text_page: str
    share_calendar: str
    calendar_name: str
    calendar_event: str
    """`{t}` is the space, `{u}` its hours."""
    calendar_reason: str
    """The same with why: `{v}`."""
    calendar_open: str
    back: str


GERMAN: Final = BeyondWords(
    kiosk_title="Freie Arbeitsplätze jetzt",
    scan="Auf dem Handy ansehen",
    sheet="Seite {a} von {b}",
    outdated="Angabe veraltet",
    reload_image="bitte die Seite neu laden",
    more="Alle Angaben",
    poster_title="Ist hier gerade ein Platz frei?",
    poster_line="Mit der Kamera des Handys scannen und nachsehen, wie viele Plätze frei sind.",
    poster_how="Oder diese Adresse eingeben:",
    poster_promise=(
        "Ohne App, ohne Anmeldung, ohne Kameras: Sensoren sehen nur, ob ein Platz belegt ist."
    ),
    poster_alternative="QR-Code mit der Adresse {t}",
    no_address_title="Hier fehlt noch die Adresse",
    no_address=(
        "Auf einen Aushang gehört die Adresse dieser Website. Sie steht in hub.toml unter [http] "
        "als public_url, und dort steht noch keine."
    ),
    keep="Offline merken",
    kept="Für offline gemerkt",
    forget="Gemerktes entfernen",
    keep_note=(
        "Speichert die letzte Antwort nur in diesem Browser. Ohne Netz steht sie hier, deutlich "
        "als alt bezeichnet."
    ),
    star="Ort merken",
    unstar="Ort nicht mehr merken",
    starred="Gemerkt",
    offline_title="Keine Verbindung",
    offline_text=("Was jetzt frei ist, wissen wir ohne Netz nicht. Hier steht, was zuletzt galt."),
    offline_none="Es ist keine Angabe gespeichert.",
    offline_was="Das war am {t}, {u}. Jetzt: unbekannt.",
    offline_quoted="„{t}“",
    offline_again="Erneut versuchen",
    doubt="Stimmt nicht?",
    doubt_title="Was stimmt nicht?",
    doubt_text=(
        "Ihr Hinweis geht ohne Namen an die Betreiber. Gezählt wird nur, was Sie auswählen; wer "
        "Sie sind und woher der Hinweis kommt, speichern wir nicht."
    ),
    doubt_reasons=(
        ("shown_free", "Hier steht „frei“, vor Ort ist aber alles belegt."),
        ("shown_taken", "Hier steht „belegt“, vor Ort ist aber etwas frei."),
        ("hours", "Die Öffnungszeiten stimmen nicht."),
        ("other", "Etwas anderes stimmt nicht."),
    ),
    doubt_send="Hinweis senden",
    doubt_thanks="Danke für den Hinweis",
    doubt_thanks_text="Er ist gezählt und steht in der Liste der Betreiber.",
    doubt_enough="Das waren schon viele Hinweise",
    doubt_enough_text="Bitte versuchen Sie es in einigen Minuten wieder.",
    doubt_choose="Bitte wählen Sie eine der Möglichkeiten aus.",
    share="Aushang, Bildschirm, andere Websites",
    share_text="So zeigen Sie an anderer Stelle, ob hier etwas frei ist.",
    share_kiosk="Für einen Bildschirm an der Wand",
    share_poster="Aushang mit QR-Code (PDF)",
    share_badge="Bild für andere Websites (SVG)",
    share_embed="Kleine Seite zum Einbetten",
    share_text_page="Als reiner Text",
    share_calendar="Kalender der Schließungen und besonderen Öffnungen (ICS)",
    calendar_name="{t}: geschlossen und besondere Öffnungen",
    calendar_event="{t}: {u}",
    calendar_reason="{t}: {u} ({v})",
    calendar_open="geöffnet {t}",
    back="Zurück zu {t}",
)

ENGLISH: Final = BeyondWords(
    kiosk_title="Free desks now",
    scan="See it on your phone",
    sheet="Page {a} of {b}",
    outdated="Out of date",
    reload_image="please reload the page",
    more="All details",
    poster_title="Is a desk free here now?",
    poster_line="Scan this with your phone’s camera to see how many desks are free.",
    poster_how="Or enter this address:",
    poster_promise=("No app, no sign-in, no cameras: sensors only see whether a desk is taken."),
    poster_alternative="QR code with the address {t}",
    no_address_title="The address is still missing",
    no_address=(
        "A poster needs the address of this site. It belongs into hub.toml as public_url under "
        "[http], and isn’t there yet."
    ),
    keep="Keep for offline",
    kept="Kept for offline",
    forget="Remove what is kept",
    keep_note=(
        "Stores the last answer in this browser only. Without a network it is shown here, "
        "clearly marked as old."
    ),
    star="Remember this place",
    unstar="Forget this place",
    starred="Remembered",
    offline_title="No connection",
    offline_text="Without a network we can’t know what is free now. This is what was last known.",
    offline_none="Nothing has been stored.",
    offline_was="That was on {t}, {u}. Now: unknown.",
    offline_quoted="“{t}”",
    offline_again="Try again",
    doubt="Something wrong?",
    doubt_title="What is wrong?",
    doubt_text=(
        "Your hint goes to the operators without a name. Only what you choose is counted; we "
        "don’t store who you are or where the hint came from."
    ),
    doubt_reasons=(
        ("shown_free", "It says “free” here, but everything is taken."),
        ("shown_taken", "It says “taken” here, but something is free."),
        ("hours", "The opening hours are wrong."),
        ("other", "Something else is wrong."),
    ),
    doubt_send="Send the hint",
    doubt_thanks="Thank you for the hint",
    doubt_thanks_text="It has been counted and is on the operators’ list.",
    doubt_enough="That’s many hints already",
    doubt_enough_text="Please try again in a few minutes.",
    doubt_choose="Please choose one of these.",
    share="Poster, screen, other sites",
    share_text="How to show elsewhere whether something is free here.",
    share_kiosk="For a screen on the wall",
    share_poster="Poster with a QR code (PDF)",
    share_badge="Picture for other sites (SVG)",
    share_embed="Small page to embed",
    share_text_page="As plain text",
    share_calendar="Calendar of closures and special openings (ICS)",
    calendar_name="{t}: closures and special openings",
    calendar_event="{t}: {u}",
    calendar_reason="{t}: {u} ({v})",
    calendar_open="open {t}",
    back="Back to {t}",
)


def beyond_words_in(language: Language) -> BeyondWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
