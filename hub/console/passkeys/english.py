"""About passkeys, in English."""

from typing import Final

from hub.console.passkeys.words import PasskeyWords

ENGLISH: Final = PasskeyWords(
    use="Sign in with a passkey",
    use_lead="By fingerprint, face or PIN of your device, without a password.",
    or_password="Or by name and password",  # noqa: S106
    join="Go on with a passkey",
    join_lead="The easiest way: a passkey. You sign in by fingerprint, face or PIN of your device,"
    " and there is no password that anybody could guess.",
    or_join="Or with a password",
    failed="That didn’t work, or it was cancelled. Please try again.",
    is_there="This device already has a passkey for this account.",
    refused="This passkey doesn’t fit here. It may have been removed or replaced. Whoever looks"
    " after the hub gives you a new link.",
    late="That took too long, or the page had been used before. Please try again.",
    elsewhere="Passkeys belong to a name, not to a number. On this machine open instead",
    no_site="Passkeys belong to a name, not to a number. At this address only a password works.",
    outside="You sign in with your municipality’s account; you have no password and no passkeys"
    " here.",
    title="Passkeys",
    lead="You sign in with them, without a password. Best have two, such as on your phone and on"
    " your computer: if you lose one device, the other one lets you in.",
    none="You have none yet.",
    unnamed="passkey without a name",
    label="What is the new passkey called?",
    label_hint="Such as “phone”. May stay empty.",
    add="Add a passkey",
    added="The passkey is ready. You are signed out on all other devices.",
    rename="Rename",
    rename_of="Rename {t}",
    renamed="The passkey has another name.",
    remove="Remove",
    remove_of="Remove {t}",
    removed="The passkey opens nothing any more. You are signed out on all other devices. Delete it"
    " on its device, too.",
    since="since {t}",
    last_used="last used {t}",
    of_site="works only at {t}",
)
