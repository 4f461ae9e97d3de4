"""Why an address that somebody has typed isn't asked, or what came back isn't taken: in words."""

from collections.abc import Mapping
from typing import Final, assert_never

from hub.domain.outside_address import OutsideReason
from hub.reports.text.language import Language

ENGLISH: Final[Mapping[OutsideReason, str]] = {
    OutsideReason.NO_ADDRESS: "This isn't an address. It looks like"
    " https://example.org/calendar.ics.",
    OutsideReason.NOT_HTTP: "The address has to begin with https:// or http://.",
    OutsideReason.HAS_USER: "An address with a name or password before an @ isn't taken. Ask for"
    " a link that works without.",
    OutsideReason.PORT: "The port in the address isn't allowed. Most addresses need none.",
    OutsideReason.UNKNOWN_HOST: "There is no server under this address. Is there a typing mistake?",
    OutsideReason.NOT_PUBLIC: "This address leads into a network that isn't public, and is not"
    " asked. Whoever looks after the hub can allow the network in hub.toml, under [outside].",
    OutsideReason.TOO_MANY_REDIRECTS: "The address sends on from one place to the next, too often."
    " Enter the address where it ends.",
    OutsideReason.LEAVES_TLS: "The address sends on to one without encryption, and is not"
    " followed there.",
    OutsideReason.UNREACHABLE: "The server can't be reached at the moment, or not at this address.",
    OutsideReason.NOT_TRUSTED: "The server can't prove who it is: its certificate isn't valid.",
    OutsideReason.TOO_SLOW: "The server took too long to answer.",
    OutsideReason.TOO_LARGE: "The server sends more than 1 MB; so much is not read.",
    OutsideReason.COMPRESSED: "The server sends it compressed, though it was asked not to.",
    OutsideReason.OTHER_KIND: "Something else is there, probably a web page. Look for the address"
    " of the file itself.",
    OutsideReason.NOT_FOUND: "There is nothing under this address any more. Is it complete?",
    OutsideReason.LOCKED: "The server wants a login. Ask for a link that works without.",
    OutsideReason.FAILED: "The server answers with an error.",
}
GERMAN: Final[Mapping[OutsideReason, str]] = {
    OutsideReason.NO_ADDRESS: "Das ist keine Adresse. Sie sieht so aus:"
    " https://example.org/kalender.ics.",
    OutsideReason.NOT_HTTP: "Die Adresse muss mit https:// oder http:// beginnen.",
    OutsideReason.HAS_USER: "Eine Adresse mit Name oder Passwort vor einem @ wird nicht genommen."
    " Fragen Sie nach einem Link, der ohne auskommt.",
    OutsideReason.PORT: "Der Port in der Adresse ist nicht erlaubt. Die meisten Adressen brauchen"
    " keinen.",
    OutsideReason.UNKNOWN_HOST: "Unter dieser Adresse gibt es keinen Server. Vielleicht ein"
    " Tippfehler?",
    OutsideReason.NOT_PUBLIC: "Diese Adresse führt in ein Netz, das nicht öffentlich ist, und wird"
    " nicht abgefragt. Wer den Hub betreut, kann das Netz in hub.toml unter [outside] erlauben.",
    OutsideReason.TOO_MANY_REDIRECTS: "Die Adresse leitet zu oft weiter. Tragen Sie die Adresse"
    " ein, bei der es endet.",
    OutsideReason.LEAVES_TLS: "Die Adresse leitet auf eine ohne Verschlüsselung weiter; dorthin"
    " geht es nicht.",
    OutsideReason.UNREACHABLE: "Der Server ist gerade nicht erreichbar, oder nicht unter dieser"
    " Adresse.",
    OutsideReason.NOT_TRUSTED: "Der Server kann nicht nachweisen, wer er ist: Sein Zertifikat gilt"
    " nicht.",
    OutsideReason.TOO_SLOW: "Der Server hat zu lange für die Antwort gebraucht.",
    OutsideReason.TOO_LARGE: "Der Server schickt mehr als 1 MB; so viel wird nicht gelesen.",
    OutsideReason.COMPRESSED: "Der Server schickt es komprimiert, obwohl er darum gebeten war, das"
    " nicht zu tun.",
    OutsideReason.OTHER_KIND: "Dort liegt etwas anderes, wahrscheinlich eine Webseite. Suchen Sie"
    " die Adresse der Datei selbst.",
    OutsideReason.NOT_FOUND: "Unter dieser Adresse liegt nichts mehr. Ist sie vollständig?",
    OutsideReason.LOCKED: "Der Server verlangt eine Anmeldung. Fragen Sie nach einem Link, der ohne"
    " auskommt.",
    OutsideReason.FAILED: "Der Server antwortet mit einem Fehler.",
}


def refusals_in(language: Language) -> Mapping[OutsideReason, str]:
    """Return a sentence for each reason."""
    match language:
        case Language.ENGLISH:
            return ENGLISH
        case Language.GERMAN:
            return GERMAN
        case _:
            assert_never(language)
