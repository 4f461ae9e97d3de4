"""About the second step, in English."""

from typing import Final

from hub.console.second_factor.words import SecondFactorWords

ENGLISH: Final = SecondFactorWords(
    title="One more step",
    ask="The password is right. Now type the code that your app shows.",
    ask_passkey="The password is right. As you look after the hub, you need your passkey as well.",
    unreadable="The hub’s book is damaged, and the key of your app is lost. A recovery code or a"
    " passkey still opens.",
    code="Code",
    code_hint="Six digits from the app, or one of your recovery codes.",
    go_on="Go on",
    wrong="This code doesn’t hold, or it was used before. Take the next one that the app shows.",
    lost="Lost your phone or passkey? Take a recovery code. If you have none left, a new link from"
    " whoever looks after the hub lets you in again.",
    set_up_title="Signing in by two steps",
    set_up_needed="Whoever looks after the hub needs more than a password. Set it up once, then you"
    " can go on.",
    set_up_passkey="The easiest way: a passkey",
    set_up_app="Or with an app on your phone",
    step_app="On your phone open an app that shows one-time codes; many phones have one among their"
    " passwords.",
    step_scan="Scan this picture with it, or type the key.",
    step_code="Type here the code that the app shows.",
    picture="QR code of the key that stands below",
    key="Key",
    new_code="Code from the app",
    new_code_hint="Six digits.",
    set_up="Set up",
    wrong_new="This code doesn’t fit the key. Take the next one that the app shows, and check the"
    " phone’s clock.",
    codes_title="Your recovery codes",
    codes_lead="Each opens once when the phone isn’t there. They are shown only now: print this"
    " page or write them down, and don’t keep them with the phone.",
    codes_are_kept="I have them, go on",
    is_on="After the password a code of your app is asked for. Recovery codes left: {n}.",
    is_off="After the password nothing else is asked for. With an app on your phone nobody comes in"
    " who only knows your password.",
    needed_by_admins="Whoever looks after the hub can’t switch this off.",
    replace="Another app or phone",
    renew="New recovery codes",
    turn_off="Switch off",
    turned_off="After the password no code is asked for any more. You are signed out on all other"
    " devices.",
)
