"""Secrets that are told once."""

from hub.book.one_way import kept_of, new_handle, new_secret


def test_each_secret_is_another_one_of_256_bits() -> None:
    """Written so that it can stand in an address or a cookie."""
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(secret) for secret in made} == {43}
    assert len({new_handle() for _ in range(100)}) == 100


def test_what_is_kept_is_its_hash() -> None:
    """Also of what no text can be."""
    assert kept_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert kept_of("\udcff") != kept_of("abc")
