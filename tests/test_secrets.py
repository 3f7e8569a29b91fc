"""Initial passwords: never misread, kept encrypted, keys can be changed."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import security

from sgo_pfdo.config import ConfigError, read_settings
from sgo_pfdo.config.checks import NEW_KEY_COMMAND
from sgo_pfdo.secrets import ALPHABET, Cipher, SecretLostError, hash_password, new_password, password_matches

OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()

texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_the_alphabet_has_one_case_and_no_letters_that_look_alike() -> None:
    assert ALPHABET.lower() == ALPHABET and ALPHABET.isascii() and ALPHABET.isalnum()
    assert len(set(ALPHABET)) == len(ALPHABET)
    for alike in ("0o", "1il", "5s", "2z"):
        assert len(set(alike) & set(ALPHABET)) <= 1, alike


def test_a_password_has_twelve_letters_of_the_alphabet_and_never_comes_twice() -> None:
    passwords = [new_password() for _ in range(5000)]
    assert all(len(password) == 12 and set(password) <= set(ALPHABET) for password in passwords)
    assert {letter for password in passwords for letter in password} == set(ALPHABET)
    assert len(set(passwords)) == 5000


@given(texts)
def test_what_was_encrypted_can_be_decrypted_and_never_looks_the_same(text: str) -> None:
    cipher = Cipher([NEW_KEY])
    first, second = cipher.encrypt(text), cipher.encrypt(text)
    assert first != second
    assert cipher.decrypt(first) == cipher.decrypt(second) == text


def test_old_passwords_can_be_read_while_their_key_is_still_given() -> None:
    token = Cipher([OLD_KEY]).encrypt("abcd")
    assert Cipher([NEW_KEY, OLD_KEY]).decrypt(token) == "abcd"


def test_the_newest_key_encrypts() -> None:
    token = Cipher([NEW_KEY, OLD_KEY]).encrypt("abcd")
    assert Cipher([NEW_KEY]).decrypt(token) == "abcd"
    with pytest.raises(SecretLostError):
        Cipher([OLD_KEY]).decrypt(token)


def test_after_rotation_the_old_key_can_be_dropped() -> None:
    rotated = Cipher([NEW_KEY, OLD_KEY]).rotate(Cipher([OLD_KEY]).encrypt("abcd"))
    assert Cipher([NEW_KEY]).decrypt(rotated) == "abcd"


@pytest.mark.parametrize(
    "token",
    ["", "not a token", "пароль", Cipher([OLD_KEY]).encrypt("abcd")],
    ids=["none", "no token", "no ASCII", "of another key"],
)
def test_a_secret_without_its_key_is_lost_and_the_message_does_not_hold_it(token: str) -> None:
    cipher = Cipher([NEW_KEY])
    for attempt in (cipher.decrypt, cipher.rotate):
        with pytest.raises(SecretLostError) as caught:
            attempt(token)
        assert str(caught.value) == "no key in SGO_PFDO_KEYS decrypts this secret"


def test_of_a_password_that_the_holder_chose_only_a_hash_is_kept() -> None:
    kept = hash_password("моя собака Рекс")
    assert "Рекс" not in kept
    assert password_matches(kept, "моя собака Рекс")
    assert not password_matches(kept, "моя собака рекс")


@pytest.mark.parametrize("keys", [None, [], "", "not a key", [NEW_KEY, "not a key"]])
def test_a_host_without_usable_keys_is_told_the_command_that_makes_one(keys: object) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings({"SECRET_KEY": "a host of the tests", "SGO_PFDO_KEYS": keys})
    assert "SGO_PFDO_KEYS" in str(caught.value)
    assert NEW_KEY_COMMAND in str(caught.value)
    assert "not a key" not in str(caught.value)


@pytest.mark.parametrize(
    "keys",
    [[NEW_KEY, OLD_KEY], (NEW_KEY, OLD_KEY), f"{NEW_KEY},{OLD_KEY}", f" {NEW_KEY} , {OLD_KEY}"],
    ids=["list", "tuple", "commas", "commas and spaces"],
)
def test_keys_come_as_a_list_or_as_text_with_commas(keys: object) -> None:
    assert read_settings({"SECRET_KEY": "a host of the tests", "SGO_PFDO_KEYS": keys}).keys == (NEW_KEY, OLD_KEY)


def test_the_command_that_makes_a_key_makes_one() -> None:
    made: list[str] = []
    program = NEW_KEY_COMMAND.removeprefix('python -c "').removesuffix('"')
    exec(program, {"print": made.append})
    assert Cipher(made).decrypt(Cipher(made).encrypt("abcd")) == "abcd"


def test_a_password_is_hashed_at_the_full_price_of_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_hash_internal", security._hash_internal.__wrapped__)  # the suite's own is cheap
    hashed = hash_password("abcd")
    name, *cost = hashed.partition("$")[0].split(":")
    assert name == "scrypt" and [int(number) for number in cost] == [2**15, 8, 1]
    assert password_matches(hashed, "abcd") and not password_matches(hashed, "abce")


def test_so_it_says_in_this_suite() -> None:
    hashed = hash_password("abcd")
    assert hashed.startswith("scrypt:32768:8:1$") and hash_password("abcd") != hashed
    assert password_matches(hashed, "abcd") and not password_matches(hashed, "abce")
