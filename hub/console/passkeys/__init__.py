"""Passkeys: coming in by a key that a device holds, and keeping one's own."""
