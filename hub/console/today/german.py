"""What needs care, in German."""

from typing import Final

from contract.care import Severity
from hub.console.today.words import TodayWords
from hub.domain.care_answer import Standing

GERMAN: Final = TodayWords(
    none="Nichts ist zu tun",
    one="Eines ist zu tun",
    many="{n} Dinge sind zu tun",
    severities={
        Severity.CRITICAL: (
            "Dringend",
            "Wer einen Platz sucht, findet einen ganzen Ort unbekannt.",
        ),
        Severity.WARNING: ("Bald", "Ein Platz ist unbekannt, oder Aufgezeichnetes ist in Gefahr."),
        Severity.NOTICE: ("Demnächst", "Das hat ein paar Tage Zeit."),
    },
    to_do="Was tun:",
    more="Was das heißt",
    device="Zu diesem Gerät",
    for_all="Das betrifft den ganzen Hub. Darum kümmert sich, wer ihn verwaltet.",
    seen="Gesehen",
    done="Erledigt",
    remind="Erinnere mich",
    in_an_hour="in einer Stunde",
    tomorrow="morgen früh um 8 Uhr",
    in_a_week="in einer Woche",
    again="Wieder nach oben",
    put_away_one="Eines ist gesehen oder erledigt",
    put_away_many="{n} sind gesehen oder erledigt",
    only_put_away="Was noch nicht vorbei ist, hat schon jemand gesehen; es steht unten.",
    standings={
        Standing.OPEN: "",
        Standing.WORSE: "{who} hat es am {at} gesehen. Seitdem ist es schlimmer geworden.",
        Standing.STILL_SO: "{who} hielt es am {at} für erledigt. Es ist aber immer noch so.",
        Standing.DUE: "{who} wollte jetzt erinnert werden.",
        Standing.SEEN: "Gesehen von {who} am {at}.",
        Standing.DONE: "Erledigt, sagte {who} am {at}. Ist es am {until} immer noch so, steht es"
        " wieder oben.",
        Standing.REMINDED: "{who} hat es am {at} gesehen. Am {until} steht es wieder oben.",
    },
    for_good="Erledigt, sagte {who} am {at}. Rückgängig machen lässt es sich nicht; nach 14 Tagen"
    " verschwindet es von selbst.",
    somebody_gone="jemand, den es hier nicht mehr gibt",
    noted={
        "seen": "Gemerkt. Es steht jetzt unten, bis es vorbei ist.",
        "done": "Gemerkt. Findet der Hub es später immer noch so, kommt es von selbst wieder.",
        "remind": "Gemerkt. Es kommt wieder, wenn es so weit ist.",
        "again": "Es steht wieder oben.",
        "over": "Das ist inzwischen vorbei, oder es hat neu begonnen.",
    },
    all_well="Alles in Ordnung",
    looked="Der Hub hat {ago} nachgesehen ({at}): {things}.",
    spaces=("ein Ort", "{n} Orte"),
    desks=("ein Platz", "{n} Plätze"),
    agents=("ein Gerät", "{n} Geräte"),
    sensors=("mindestens ein Sensor", "mindestens {n} Sensoren"),
    quiet="Geschlossen ist gerade: {t}. Dort muss niemand eilen: Ob Geräte und Sensoren sich"
    " melden, wird erst wieder 15 Minuten nach dem Öffnen beurteilt.",
    not_judged_title="Gerade ist nichts bekannt",
    not_judged="Der Hub hat gerade erst begonnen und noch nicht nachgesehen. Das tut er jede"
    " Minute; laden Sie die Seite gleich noch einmal.",
    stale="Der Hub hat seit mehr als drei Minuten nicht nachgesehen, {ago} zuletzt. Was hier"
    " steht, ist vielleicht überholt; was fehlt, ist nicht deshalb in Ordnung. Sagen Sie es denen,"
    " die den Hub verwalten.",
    unremembered="Der Hub kann gerade nichts in sein Buch schreiben. Seit wann etwas so ist, weiß"
    " er nur seit seinem letzten Start, und Ihre Antworten kann er sich nicht merken.",
    no_spaces="Ihnen ist kein Ort zugeordnet. Wer den Hub verwaltet, kann das ändern.",
    kind_do="Was tun",
    kind_begins="Wann es hier erscheint",
    kind_ends="Wann es verschwindet",
    kind_more="Mehr dazu",
    kind_runbook="Wer den Hub verwaltet, findet noch mehr im Betriebshandbuch: {t}.",
)
