"""Every word of page one in German. Only text: nothing is decided."""

from typing import Final

from hub.reports.text.findings_words import (
    FactWords,
    FindingWords,
    FirstPageWords,
    ListWords,
    TileWords,
    TrustWords,
)
from hub.reports.text.typography import NO_BREAK

_FACTS: Final = FactWords(
    heading="Angaben zum Bericht",
    place="Ort",
    places="Orte",
    more_places="und {n} weitere, siehe Tabellen",
    period="Zeitraum",
    issuer="Herausgeber",
    recipient="Zuwendungsempfänger",
    programme="Förderprogramm",
    file_number="Aktenzeichen",
    funding="Bewilligungszeitraum",
    dated="Datum",
    contact="Auskunft",
)
_FINDINGS: Final = FindingWords(
    heading="Das Wichtigste",
    never_open="Laut Kalender war im Zeitraum kein Ort geöffnet; Anteile gibt es daher nicht.",
    never_open_one=(
        "Laut Kalender war der Ort im Zeitraum nicht geöffnet; Anteile gibt es daher nicht."
    ),
    silent_one="{t}: Ab dem {a} liegen bis zum Ende des Zeitraums keine Messwerte vor.",
    silent_whole="{t}: Für den gesamten Zeitraum liegen keine Messwerte vor.",
    silent_many="Bis zum Ende des Zeitraums fehlen die Messwerte von {t}.",
    silent_item="{t} (ab dem {a})",
    silent_item_whole="{t} (von Anfang an)",
    unreliable=(
        "Zur Nutzung ist keine belastbare Angabe möglich: Bekannt sind nur {c} der angebotenen "
        "Platzzeit."
    ),
    missed_one="Das Ziel ist nicht erreicht: {t}.",
    missed_one_of="Eines von {m} Zielen ist nicht erreicht: {t}.",
    missed="{n} von {m} Zielen sind nicht erreicht: {t}.",
    reached_one="Das Ziel ist erreicht: {t}.",
    reached_one_of="Eines von {m} Zielen ist erreicht: {t}.",
    reached="{n} von {m} Zielen sind erreicht: {t}.",
    target="{t} {a} (Ziel: {b})",
    target_of="{t}, {n}: {a} (Ziel: {b})",
    full="Voll ist es {t}",
    full_most="Am ehesten voll ist es {t}",
    full_times_of_one=" (dann waren zu {s} der Zeit alle Plätze belegt)",
    full_times_of_many=" (im Mittel der Orte zu {s} dieser Zeit)",
    scarce_one="am knappsten sind die Plätze am Ort {t}",
    scarce_many="am knappsten sind die Plätze an den Orten {t}",
    scarce_first="{t} (zu {s} der Öffnungszeit voll)",
    joint="; ",
    item="{t} ({s})",
    rose="Die Auslastung ist {t} gestiegen, von {a} auf {b}.",
    fell="Die Auslastung ist {t} gesunken, von {a} auf {b}.",
    rose_maybe="Soweit bekannt, ist die Auslastung {t} gestiegen, von {a} auf {b}.",
    fell_maybe="Soweit bekannt, ist die Auslastung {t} gesunken, von {a} auf {b}.",
    steady="Die Auslastung hat sich {t} kaum verändert: {b} nach {a}.",
    before="gegenüber dem Zeitraum davor",
    year_before="gegenüber demselben Zeitraum des Vorjahres",
    little_one="Kaum genutzt wurden die Plätze am Ort {t}.",
    little_many="Kaum genutzt wurden die Plätze an den Orten {t}.",
    little_first="{t} (Auslastung {s})",
    unreliable_one="Am Ort {t} ist zu wenig bekannt, um die Nutzung zu beziffern.",
    unreliable_many="An den Orten {t} ist zu wenig bekannt, um die Nutzung zu beziffern.",
    unreliable_item="{t} (Abdeckung {s})",
    gap="{t}: Vom {a} bis {b} liegen keine Messwerte vor.",
    out_of_hours=(
        "Außerhalb der Öffnungszeit waren Plätze {s} Stunden lang belegt; vielleicht stimmt der "
        "Kalender nicht."
    ),
    used=(
        f"Genutzt wurden {{a}} von {{b}}{NO_BREAK}angebotenen Platzstunden; die Auslastung betrug "
        "{s}."
    ),
    most_used="Die höchste Auslastung hatte {a}, die niedrigste {b}.",
    busiest="Am stärksten genutzt werden die Plätze {t}: Die Auslastung betrug dann {s}.",
    full_hours="Voll waren Orte zusammen {s} Stunden lang, also zu {a} ihrer Öffnungszeit.",
    full_hours_of_one="Voll war es {s} Stunden lang, also zu {a} der Öffnungszeit.",
    never_full="Voll war es nie: Während der gesamten Öffnungszeit gab es freie Plätze.",
    never_full_so_far="Soweit bekannt, waren nie alle Plätze eines Ortes belegt.",
    never_full_of_one="Soweit bekannt, waren nie alle Plätze belegt.",
    full_unknown=(
        "Ob Plätze fehlten, lässt sich nicht sagen: Nur für {c} der Öffnungszeit ist bekannt, ob "
        "es voll war."
    ),
    offered="Angeboten wurden {b} Platzstunden in {a} Öffnungsstunden.",
)
_LISTS: Final = ListWords(
    last=" und ",
    more_one="einem weiteren",
    more="{n} weiteren",
    more_target="ein weiteres",
    more_targets="{n} weitere",
    weekdays=(
        "montags",
        "dienstags",
        "mittwochs",
        "donnerstags",
        "freitags",
        "samstags",
        "sonntags",
    ),
    weekday_run="{a} bis {b}",
    run_ends=(
        "montags",
        "dienstags",
        "mittwochs",
        "donnerstags",
        "freitags",
        "samstags",
        "sonntags",
    ),
    hours=f"von {{a}} bis {{b}}{NO_BREAK}Uhr",
)
_TILES: Final = TileWords(
    use="Nutzung",
    use_detail="Auslastung; {a} von {b} Platzstunden",
    demand="Bedarf",
    demand_detail="der Öffnungszeit waren alle Plätze eines Ortes belegt",
    demand_detail_of_one="der Öffnungszeit waren alle Plätze belegt",
    demand_hours=" ({s} Stunden)",
    reliability="Verlässlichkeit",
    reliability_detail="der angebotenen Platzzeit sind bekannt; {t}",
    never_open="ohne Öffnungszeit im Kalender",
    all_reliable="alle Angaben belastbar",
    some_unreliable="{n} von {m} Orten ohne belastbare Angabe",
    one_unreliable="ohne belastbare Angabe zur Nutzung",
    some_told="{n} von {m} Orten mit Angaben zur Nutzung",
    change="Veränderung",
    minus="−",
    since_before="Prozentpunkte Auslastung gegenüber dem Zeitraum davor ({t})",
    since_year_before="Prozentpunkte Auslastung gegenüber dem Vorjahr ({t})",
    no_change="kein Vergleich",
    no_comparison="Ein früherer Zeitraum zum Vergleich fehlt.",
    more="mehr als davor ({t})",
    less="weniger als davor ({t})",
    same="wie davor ({t})",
    weekly="je Woche {a} bis {b}",
    monthly="je Monat {a} bis {b}",
    target="Ziel {b}: {t}",
    no_target="kein Ziel hinterlegt",
    reached="erreicht",
    missed="nicht erreicht",
    undecided="nicht zu entscheiden",
)
_TRUST: Final = TrustWords(
    heading="Wie verlässlich das ist",
    whole="Die angebotene Platzzeit ist vollständig bekannt.",
    partly=(
        "Bekannt sind {c} der angebotenen Platzzeit; was fehlt, gilt weder als frei noch als "
        "belegt, und „mindestens“ heißt: Es kann mehr gewesen sein."
    ),
    too_little=(
        "Bekannt sind nur {c} der angebotenen Platzzeit; unter {s} nennt dieser Bericht keine "
        "Zahl zur Nutzung, und was fehlt, gilt weder als frei noch als belegt."
    ),
    never_open="Ohne Öffnungszeit im Kalender gibt es nichts, wovon ein Anteil zu bilden wäre.",
    public=(
        "Alle Zahlen stammen aus veröffentlichten, zum Schutz Einzelner gerundeten Monatswerten; "
        "eine 0 heißt nicht „nie“."
    ),
    public_partly=(
        "Alle Zahlen stammen aus veröffentlichten, zum Schutz Einzelner gerundeten Monatswerten "
        "für {n} von {m} Monaten, über die Orte summiert; was geschützt ist, fehlt in jeder Summe."
    ),
    public_none=(
        "Zum Schutz Einzelner sind für diesen Zeitraum keine Angaben zur Nutzung veröffentlicht."
    ),
    unsettled=("Messwerte werden noch ausgewertet ({t}): Die Zahlen können sich noch ändern."),
)
GERMAN_FIRST_PAGE: Final = FirstPageWords(
    facts=_FACTS,
    findings=_FINDINGS,
    lists=_LISTS,
    tiles=_TILES,
    tiles_heading="Auf einen Blick",
    trust=_TRUST,
    assessment="Einschätzung: {t}",
    assessment_unsigned="Einschätzung des Herausgebers",
    assessment_note=(
        "Diesen Abschnitt hat der Herausgeber verfasst. Er beruht nicht auf den Messwerten und "
        "wird nicht nachgerechnet."
    ),
    places_chart="Die {n} am stärksten genutzten Orte nach Auslastung",
)
