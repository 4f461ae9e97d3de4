"""The metric dictionary in German. Only text: nothing is decided."""

from typing import Final

from hub.domain.indicators import Indicator
from hub.domain.metric_dictionary import TYPICAL_WEEK
from hub.reports.text.catalogue import MetricWords

_DESKS: Final = "Σ bekannte Zeit ÷ Σ angebotene Zeit"
_FULLNESS: Final = "(Σ volle Zeit + Σ nicht volle Zeit) ÷ Σ Öffnungszeit"
_DOORS: Final = "Σ Zeit, in der die Türen zählten ÷ Σ ganze Zeit"
_DEMAND: Final = "Σ Zeit, in der Türen und Plätze sicher bekannt waren ÷ Σ Öffnungszeit"
GERMAN_METRICS: Final[dict[str, MetricWords]] = {
    Indicator.OPEN_HOURS: MetricWords(
        name="Öffnungsstunden",
        meaning="Stunden, in denen laut Kalender geöffnet war, bei mehreren Orten summiert.",
        not_to_be_read_as="Stunden, in denen Personal anwesend war.",
        formula="Σ Öffnungszeit",
        coverage=None,
    ),
    Indicator.DESK_HOURS_OFFERED: MetricWords(
        name="Angebotene Platzstunden",
        meaning="Stunden, in denen Plätze während der Öffnungszeit in Betrieb waren, über die "
        "Plätze summiert.",
        not_to_be_read_as="Nachfrage oder Nutzung.",
        formula="Σ (Plätze in Betrieb × Öffnungszeit)",
        coverage=None,
    ),
    Indicator.DESK_HOURS_OCCUPIED: MetricWords(
        name="Genutzte Platzstunden",
        meaning="Stunden, in denen Plätze während der Öffnungszeit nachweislich belegt waren, über "
        "die Plätze summiert. Was nicht erfasst wurde, fehlt darin; dann ist die Zahl eine "
        "Untergrenze.",
        not_to_be_read_as="Arbeitsstunden, Buchungen oder eine Zahl von Personen. Je nach Sensor "
        "kann auch eine Tasche auf dem Stuhl einen Platz belegen.",
        formula="Σ belegte Zeit",
        coverage=_DESKS,
    ),
    Indicator.COVERAGE: MetricWords(
        name="Abdeckung",
        meaning="Anteil der angebotenen Platzzeit, für den bekannt ist, ob der Platz frei oder "
        "belegt war.",
        not_to_be_read_as="Maß der Nutzung oder der Genauigkeit einzelner Sensoren.",
        formula=_DESKS,
        coverage=None,
    ),
    Indicator.UTILISATION: MetricWords(
        name="Auslastung",
        meaning="Anteil der bekannten Platzzeit, in dem der Platz belegt war.",
        not_to_be_read_as="Anteil der Tage, an denen ein Ort genutzt wurde, oder Anteil der Gäste. "
        "Über die nicht abgedeckte Zeit sagt sie nichts.",
        formula="Σ belegte Zeit ÷ Σ bekannte Zeit",
        coverage=_DESKS,
    ),
    Indicator.FREQUENCY: MetricWords(
        name="Nutzungshäufigkeit",
        meaning="Anteil der bekannten Platzzeit, in dem mindestens ein Platz des Ortes belegt war. "
        "Die Auslastung ist das Produkt aus Nutzungshäufigkeit und Belegung bei Nutzung.",
        not_to_be_read_as="Zahl der Besuche.",
        formula="Σ bekannte Zeit bei Nutzung ÷ Σ bekannte Zeit",
        coverage=_DESKS,
    ),
    Indicator.FULLNESS: MetricWords(
        name="Belegung bei Nutzung",
        meaning="Auslastung in der Zeit, in der mindestens ein Platz des Ortes belegt war.",
        not_to_be_read_as="Auslastung des Ortes: Stunden, in denen niemand da war, bleiben außer "
        "Betracht.",
        formula="Σ belegte Zeit ÷ Σ bekannte Zeit bei Nutzung",
        coverage=_DESKS,
    ),
    Indicator.PEAK_OCCUPIED: MetricWords(
        name="Spitzenbelegung",
        meaning="Höchste Zahl gleichzeitig belegter Plätze und die früheste Viertelstunde, in der "
        "sie erreicht wurde.",
        not_to_be_read_as="Übliche Belegung: Ein einziger Augenblick genügt.",
        formula="größte Zahl gleichzeitig belegter Plätze",
        coverage=_DESKS,
    ),
    Indicator.PEAK_UTILISATION: MetricWords(
        name="Spitzenauslastung",
        meaning="Spitzenbelegung als Anteil der Plätze, die in jener Viertelstunde in Betrieb "
        "waren.",
        not_to_be_read_as="Auslastung über einen Zeitraum.",
        formula="Spitzenbelegung ÷ Plätze in Betrieb in jener Viertelstunde",
        coverage=_DESKS,
    ),
    Indicator.FULL_HOURS: MetricWords(
        name="Volle Stunden",
        meaning="Stunden der Öffnungszeit, in denen alle Plätze in Betrieb belegt waren, bei "
        "mehreren Orten summiert. Ein Anzeichen ungedeckten Bedarfs.",
        not_to_be_read_as="Zahl der Menschen, die keinen Platz gefunden haben.",
        formula="Σ volle Zeit",
        coverage=_FULLNESS,
    ),
    Indicator.FULL_SHARE: MetricWords(
        name="Anteil voller Zeit",
        meaning="Volle Zeit als Anteil der Öffnungszeit, für die bekannt ist, ob der Ort voll war.",
        not_to_be_read_as="Auslastung. Ein Ort mit wenigen Plätzen ist eher voll.",
        formula="Σ volle Zeit ÷ (Σ volle Zeit + Σ nicht volle Zeit)",
        coverage=_FULLNESS,
    ),
    Indicator.DESK_DAYS: MetricWords(
        name="Platztage",
        meaning="Wie oft ein Platz an einem Kalendertag innerhalb der Öffnungszeit mindestens eine "
        "halbe Stunde lang belegt war.",
        not_to_be_read_as="Zahl von Personen: Zwei Menschen können sich an einem Tag einen Platz "
        "teilen, und einer kann zwei Plätze nutzen.",
        formula="Zahl der Platztage mit mindestens 30 Minuten belegter Zeit",
        coverage=_DESKS,
    ),
    Indicator.VISITS: MetricWords(
        name="Besuche",
        meaning="Wie oft jemand durch eine zählende Tür eingetreten ist, an ganzen Kalendertagen, "
        "innerhalb und außerhalb der Öffnungszeit. Nur Orte mit zählender Tür tragen dazu bei.",
        not_to_be_read_as="Zahl der Gäste. Wer mittags hinausgeht und wiederkommt, macht zwei "
        "Besuche; auch Personal und Lieferdienste zählen mit.",
        formula="Σ Eintritte, innerhalb und außerhalb der Öffnungszeit",
        coverage=_DOORS,
    ),
    Indicator.TURN_BACKS: MetricWords(
        name="Umkehrungen an der Tür",
        meaning="Wie oft jemand im Durchgang einer zählenden Tür umgekehrt ist, an ganzen "
        "Kalendertagen, innerhalb und außerhalb der Öffnungszeit.",
        not_to_be_read_as="Zahl abgewiesener Gäste. Umkehren hat viele Gründe, und eine Person "
        "kann mehrmals umkehren.",
        formula="Σ Umkehrungen, innerhalb und außerhalb der Öffnungszeit",
        coverage=_DOORS,
    ),
    Indicator.TURN_BACKS_FULL: MetricWords(
        name="Umkehrungen bei vollem Ort",
        meaning="Umkehrungen in Viertelstunden, in denen der Ort geöffnet und von Anfang bis Ende "
        "voll war. Die Abdeckung ist der Anteil der Zeit, für den Türen und Plätze sicher zugleich "
        "bekannt waren.",
        not_to_be_read_as="Gesamter ungedeckter Bedarf. Wer auf der Seite nachsieht und zu Hause "
        "bleibt, wird nicht gezählt, und nicht jeder, der umkehrt, wollte einen Platz.",
        formula="Σ Umkehrungen in Viertelstunden, die ganz voll waren",
        coverage=_DEMAND,
    ),
    Indicator.TURN_BACKS_PARTLY_FULL: MetricWords(
        name="Umkehrungen bei zeitweise vollem Ort",
        meaning="Umkehrungen in Viertelstunden, in denen der Ort geöffnet und einen Teil der Zeit "
        "voll war. Zusammen mit den Umkehrungen bei vollem Ort ist das die höchste Zahl, die auf "
        "nachweislich volle Zeit entfallen sein kann.",
        not_to_be_read_as="Umkehrungen bei vollem Ort: Ob sie in den vollen Teil der Viertelstunde "
        "fielen, ist nicht bekannt.",
        formula="Σ Umkehrungen in Viertelstunden, die zum Teil voll waren",
        coverage=_DEMAND,
    ),
    Indicator.OUT_OF_HOURS_DESK_HOURS: MetricWords(
        name="Platzstunden außerhalb der Öffnungszeit",
        meaning="Stunden, in denen Plätze nachweislich belegt waren, während der Ort laut Kalender "
        "geschlossen war, über die Plätze summiert. Die Abdeckung ist die der geschlossenen Zeit.",
        not_to_be_read_as="Teil der genutzten Platzstunden oder der Auslastung; auch nicht als "
        "Missbrauch: Oft stimmt der Kalender nicht.",
        formula="Σ belegte Zeit außerhalb der Öffnungszeit",
        coverage="Σ bekannte Zeit ÷ Σ Platzzeit, beides außerhalb der Öffnungszeit",
    ),
    TYPICAL_WEEK: MetricWords(
        name="Typische Woche",
        meaning="Auslastung je Wochentag und Stunde der Ortszeit, über die geöffneten "
        "Viertelstunden des gesamten Zeitraums, jeweils mit ihrer Abdeckung.",
        not_to_be_read_as="Vorhersage oder Verlauf einer bestimmten Woche.",
        formula="Auslastung je Wochentag und Stunde",
        coverage="Σ bekannte Zeit ÷ Σ angebotene Zeit je Feld",
    ),
}
