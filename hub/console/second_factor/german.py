"""About the second step, in German."""

from typing import Final

from hub.console.second_factor.words import SecondFactorWords

GERMAN: Final = SecondFactorWords(
    title="Noch ein Schritt",
    ask="Das Passwort stimmt. Geben Sie jetzt den Code ein, den Ihre App zeigt.",
    ask_passkey="Das Passwort stimmt. Weil Sie den Hub verwalten, brauchen Sie dazu Ihren Passkey.",
    unreadable="Das Buch des Hubs ist beschädigt, und der Schlüssel Ihrer App ging verloren. Ein"
    " Ersatzcode oder ein Passkey öffnet trotzdem.",
    code="Code",
    code_hint="Sechs Ziffern aus der App, oder einer Ihrer Ersatzcodes.",
    go_on="Weiter",
    wrong="Dieser Code gilt nicht, oder er wurde schon benutzt. Nehmen Sie den nächsten, den die"
    " App zeigt.",
    lost="Handy oder Passkey verloren? Nehmen Sie einen Ersatzcode. Haben Sie keinen mehr, gibt"
    " Ihnen ein neuer Link von der Person, die den Hub verwaltet, wieder Zugang.",
    set_up_title="Anmelden in zwei Schritten",
    set_up_needed="Wer den Hub verwaltet, braucht mehr als ein Passwort. Richten Sie das einmal"
    " ein, dann geht es weiter.",
    set_up_passkey="Am einfachsten: ein Passkey",
    set_up_app="Oder mit einer App auf dem Handy",
    step_app="Öffnen Sie auf dem Handy eine App, die Einmalcodes zeigt; viele Handys haben eine bei"
    " den Passwörtern.",
    step_scan="Scannen Sie damit dieses Bild, oder tippen Sie den Schlüssel ein.",
    step_code="Geben Sie hier den Code ein, den die App zeigt.",
    picture="QR-Code mit dem Schlüssel, der darunter steht",
    key="Schlüssel",
    new_code="Code aus der App",
    new_code_hint="Sechs Ziffern.",
    set_up="Einrichten",
    wrong_new="Dieser Code passt nicht zum Schlüssel. Nehmen Sie den nächsten, den die App zeigt,"
    " und prüfen Sie die Uhr des Handys.",
    codes_title="Ihre Ersatzcodes",
    codes_lead="Jeder öffnet einmal, wenn das Handy nicht da ist. Sie werden nur jetzt gezeigt:"
    " Drucken Sie diese Seite, oder schreiben Sie die Codes ab, und bewahren Sie sie nicht beim"
    " Handy auf.",
    codes_are_kept="Ich habe sie, weiter",
    is_on="Nach dem Passwort wird ein Code Ihrer App verlangt. Ersatzcodes übrig: {n}.",
    is_off="Nach dem Passwort wird nichts weiter verlangt. Mit einer App auf dem Handy kommt"
    " niemand herein, der nur Ihr Passwort kennt.",
    needed_by_admins="Wer den Hub verwaltet, kann das nicht ausschalten.",
    replace="Andere App oder anderes Handy",
    renew="Neue Ersatzcodes",
    turn_off="Ausschalten",
    turned_off="Nach dem Passwort wird kein Code mehr verlangt. Auf allen anderen Geräten sind Sie"
    " abgemeldet.",
)
