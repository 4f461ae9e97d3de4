"""Replacing a Pi, in German."""

from typing import Final

from hub.console.replacing.words import ReplacingWords
from hub.domain.handover_aftermath import Point, Verdict
from hub.domain.handover_request import MOST_WHY, Refusal, Stays

GERMAN: Final = ReplacingWords(
    title="Pi ersetzen",
    heading="„{0}“ ersetzen",
    of_space="Ein Pi in: {0}.",
    same_name_title="Nur die SD-Karte getauscht?",
    same_name="Dann ist hier nichts zu tun. Auch ein neuer Pi behält den Namen „{0}“, wenn er so"
    " eingerichtet wird: Er macht einfach weiter. Diese Seite brauchen Sie nur, wenn der neue Pi"
    " anders heißt.",
    which="Welcher Pi tritt an seine Stelle?",
    which_hint="Der Name steht auf dem neuen Pi in edge.toml unter „agent“.",
    heard_ago="noch unbekannt, gehört {0}",
    serves_here="beobachtet hier schon etwas",
    served_here="hat hier früher etwas beobachtet",
    another="ein anderer",
    another_label="Wie heißt er?",
    another_hint="Kleine Buchstaben, Ziffern und Bindestriche, zum Beispiel „pi-bahnhof-2“.",
    nobody_heard="In den letzten 24 Stunden hat sich hier kein unbekannter Pi gemeldet. Sie können"
    " den Namen trotzdem schon eintragen.",
    cant_ask="Welche unbekannten Pis sich gemeldet haben, ist gerade nicht zu lesen.",
    day="Tag",
    time="Uhrzeit",
    when="Ab wann?",
    when_hint="Auf die Viertelstunde, nach der Uhr des Ortes. Voreingestellt ist die Viertelstunde,"
    " die gerade läuft. Ein früherer Zeitpunkt holt nach, was der neue Pi seitdem gesehen hat.",
    what="Was beobachtet er ab dann?",
    desk="Platz {0}",
    room="Raum {0}",
    booth="Kabine {0}",
    door="Tür {0}",
    why="Warum? (darf leer bleiben)",
    why_hint="Für Sie und andere, die das später lesen. Keine Namen von Gästen.",
    send="Jetzt ersetzen",
    nothing_to_watch="„{0}“ beobachtet hier keinen Platz und keine Tür mehr, oder hat schon einen"
    " Nachfolger.",
    history="Was hier schon ersetzt wurde",
    in_the_place_of="„{0}“ statt „{1}“",
    from_when="ab {0}",
    taken_back="zurückgenommen",
    gone_person="jemandem, der nicht mehr dabei ist",
    command_line="der Technik",
    mistakes={
        Refusal.NO_UNIT: "Wählen Sie mindestens einen Platz oder eine Tür.",
        Refusal.NOT_ITS_OWN: "„{0}“ beobachtet inzwischen ein anderer Pi. Bitte wählen Sie neu.",
        Refusal.NO_NAME: "Wählen Sie einen Pi, oder tragen Sie seinen Namen ein.",
        Refusal.MALFORMED_NAME: "So kann ein Pi nicht heißen. Erlaubt sind kleine Buchstaben,"
        " Ziffern und Bindestriche, höchstens 63 Zeichen.",
        Refusal.SAME_NAME: "Das ist derselbe Name. Dann ist nichts zu tun: Der neue Pi macht von"
        " selbst weiter.",
        Refusal.OTHER_SPACE: "Ein Pi mit diesem Namen gehört zu einem anderen Ort. Nehmen Sie einen"
        " anderen Namen.",
        Refusal.NO_DATE: "Es fehlt, ab wann. Tragen Sie einen Tag und eine Uhrzeit ein.",
        Refusal.NO_MARK: "Nur volle Viertelstunden: zum Beispiel {0} Uhr.",
        Refusal.SKIPPED: "{0} Uhr gibt es an diesem Tag nicht, die Uhr wird vorgestellt. Nehmen Sie"
        " eine andere Uhrzeit.",
        Refusal.TOO_OLD: "So weit zurück sind die Einzelheiten schon gelöscht, daran ändert sich"
        " nichts mehr. Es geht zurück bis zum {0}.",
        Refusal.TOO_FAR: "Höchstens ein Jahr im Voraus.",
        Refusal.OVERLAPS: "Bei „{0}“ gilt schon ein Wechsel ab {1}. Nehmen Sie einen späteren"
        " Zeitpunkt.",
        Refusal.TOO_OFTEN: "„{0}“ hatte schon so viele Pis nacheinander, dass kein weiterer"
        " dazukommt.",
        Refusal.LONG_WHY: f"Höchstens {MOST_WHY} Zeichen.",
    },
    changed_meanwhile="Gerade hat jemand anderes etwas ersetzt. Bitte sehen Sie nach, ob das noch"
    " stimmt, und senden Sie es dann noch einmal.",
    check="Bitte prüfen",
    done="Gespeichert. Es gilt ohne Neustart.",
    undone="Zurückgenommen. Es ist wieder wie vorher.",
    result_heading="„{0}“ statt „{1}“",
    result_units="Ab {0}: {1}.",
    result_by="Eingetragen am {0} von {1}.",
    result_why="Grund: {0}",
    to_check="Was jetzt zu prüfen ist",
    as_of="Stand: {0}",
    reload="Neu laden",
    ended="Diese Änderung wurde am {0} von {1} zurückgenommen.",
    verdicts={
        Verdict.WELL: "in Ordnung",
        Verdict.WAITING: "abwarten",
        Verdict.LOOK: "nachsehen",
        Verdict.UNKNOWN: "nicht bekannt",
        Verdict.STAYS: "bleibt",
    },
    points={
        Point.NEW_HEARD: "Der neue Pi meldet sich",
        Point.BROKER: "Er darf senden und empfangen",
        Point.UNITS: "Er kennt seine Plätze und Türen",
        Point.STATES: "Jeder Platz hat einen ersten Zustand",
        Point.SENSORS: "Jeder Sensor hat ein Zeichen gegeben",
        Point.CLOCK: "Seine Uhr stimmt",
        Point.CARD: "Seine Karte ist keine Kopie",
        Point.OLD_SILENT: "Der alte Pi ist still",
        Point.OLD_SENT: "Der alte Pi hat alles abgeliefert",
    },
    sayings={
        (Point.NEW_HEARD, Verdict.WELL): "Er meldet sich.",
        (Point.NEW_HEARD, Verdict.WAITING): "Noch nichts gehört. Nach dem Einschalten dauert es"
        " etwa eine Minute.",
        (Point.NEW_HEARD, Verdict.LOOK): "Er ist nicht zu hören. Hat er Strom und Netz, und heißt"
        " er wirklich so?",
        (Point.BROKER, Verdict.WELL): "Ereignisse kommen an und werden bestätigt.",
        (Point.BROKER, Verdict.LOOK): "Es kommen keine Ereignisse an, oder sie werden nicht"
        " bestätigt. Hat er beim Broker ein Passwort und einen Eintrag in der ACL?",
        (
            Point.BROKER,
            Verdict.UNKNOWN,
        ): "Das zeigt sich, sobald er sich meldet. Die Technik richtet"
        " ihm dafür beim Broker ein Passwort und einen Eintrag in der ACL ein.",
        (Point.UNITS, Verdict.WELL): "Er spricht von genau den Plätzen und Türen, die ihm gehören.",
        (Point.UNITS, Verdict.LOOK): "Seine edge.toml passt nicht dazu.",
        (Point.UNITS, Verdict.UNKNOWN): "Das zeigt sich, sobald er sich meldet.",
        (Point.STATES, Verdict.WELL): "Von jedem Platz ist etwas bekannt.",
        (Point.STATES, Verdict.WAITING): "Manche Plätze sind noch unbekannt. Das kann einige"
        " Minuten dauern; hilft Warten nicht, setzen Sie sich kurz hin.",
        (Point.STATES, Verdict.UNKNOWN): "Das zeigt sich, sobald er sich meldet.",
        (Point.SENSORS, Verdict.WELL): "Keiner fehlt.",
        (Point.SENSORS, Verdict.WAITING): "Gehen Sie einmal an diesen Sensoren vorbei.",
        (Point.SENSORS, Verdict.UNKNOWN): "Er hat noch nicht gesagt, wie es ihm geht.",
        (Point.CLOCK, Verdict.WELL): "Sie ist gestellt.",
        (Point.CLOCK, Verdict.LOOK): "Sie ist nicht gestellt. Kommt der Pi ins Internet, zu einem"
        " Zeitserver?",
        (Point.CLOCK, Verdict.UNKNOWN): "Das zeigt sich, sobald er sich meldet.",
        (Point.CARD, Verdict.WELL): "Niemand sonst spricht unter seinem Namen.",
        (Point.CARD, Verdict.LOOK): "Zwei Pis sprechen unter seinem Namen, oder seine Karte wurde"
        " kopiert oder zurückgesetzt. Schalten Sie den anderen aus, und richten Sie eine frische"
        " Karte ein.",
        (Point.CARD, Verdict.UNKNOWN): "Das zeigt sich, sobald er sich meldet.",
        (Point.OLD_SILENT, Verdict.WELL): "Von ihm ist nichts mehr zu hören.",
        (Point.OLD_SILENT, Verdict.WAITING): "Er ist noch dran, bis zum Wechsel.",
        (Point.OLD_SILENT, Verdict.LOOK): "Er spricht noch. Was er über diese Plätze sagt, zählt"
        " nicht mehr. Schalten Sie ihn aus, wenn er alles abgeliefert hat.",
        (Point.OLD_SILENT, Verdict.STAYS): "Er beobachtet hier noch anderes und bleibt an.",
        (Point.OLD_SENT, Verdict.WELL): "Nach seinem letzten Wort wartet bei ihm nichts mehr.",
        (Point.OLD_SENT, Verdict.LOOK): "Nach seinem letzten Wort hat er noch Ereignisse, die hier"
        " fehlen. Lassen Sie ihn noch einmal ans Netz: Was vor dem Wechsel war, zählt.",
        (Point.OLD_SENT, Verdict.UNKNOWN): "Ob er noch etwas hat, ist nicht bekannt. Läuft er noch,"
        " lassen Sie ihn noch einmal ans Netz.",
    },
    missing="Es fehlen: {0}.",
    foreign="Nicht seine: {0}.",
    disagrees="Achtung: Bei „{0}“ sagt hub.toml etwas anderes. Solange gilt, was dort steht."
    " Bitten Sie die Technik, beides in Einklang zu bringen.",
    for_technician="Für die Technik",
    lines_hint="Das kann später in hub.toml stehen; bis dahin gilt es auch so.",
    in_hub_toml="Das steht inzwischen auch in hub.toml.",
    broker_hint="Der neue Pi braucht beim Broker ein eigenes Passwort und einen Eintrag in der ACL"
    " (deploy/runbook/broker.md). Den des alten nehmen Sie weg, wenn er alles abgeliefert hat.",
    take_back="Zurücknehmen",
    take_back_hint="Das geht, solange der neue Pi noch nichts gemeldet hat.",
    stays={
        Stays.HEARD: "Zurücknehmen geht nicht mehr: Der neue Pi hat sich gemeldet, und was er"
        " gesehen hat, soll zählen. Wenn das nicht stimmt, ersetzen Sie ihn wieder.",
        Stays.FOLLOWED: "Zurücknehmen geht nicht: Ein späterer Wechsel baut darauf auf. Nehmen Sie"
        " zuerst den zurück.",
        Stays.IN_HUB_TOML: "Zurücknehmen geht hier nicht: Es steht auch in hub.toml.",
        Stays.OVER: "Das ist schon zurückgenommen.",
    },
)
