"""Addresses as people type them: what can be none is said before a letter goes; each kind is one row."""

import pytest

from sgo_pfdo.applications.email_address import EmailAddressError, check, shown


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mama@mail.ru", "mama@mail.ru"),
        (" mama@mail.ru. ", "mama@mail.ru"),
        ("\u202amama\u200b@mail.ru\u202c", "mama@mail.ru"),
        ("mailto:mama@mail.ru", "mama@mail.ru"),
        ("<mama@mail.ru>", "mama@mail.ru"),
        ("mama@MAIL.RU", "mama@mail.ru"),
        ("mama@пример.рф", "mama@xn--e1afmkfd.xn--p1ai"),
        ("mama@школа-5.рф", None),
        ("mama@садик.дети", None),
        ("mama@xn--e1afmkfd.xn--p1ai", "mama@xn--e1afmkfd.xn--p1ai"),
        ("mama@shop.онлайн", None),
        ("mama@пошта.қаз", "mama@xn--80a1acn3a.xn--80ao21a"),
        ("mama@мектеп.қаз", None),
        ("mama@қазақ.қаз", None),
        ("mama@київ.укр", None),
        ("mama@школа-міста.укр", None),
        ("mama@дзіцяўнік.бел", None),
        ("mama@ѕвезда.мкд", None),
        ("mama@пријатељ.срб", None),
        ("mama@nic.museum", "mama@nic.museum"),
        ("mama@school.edu.kz", "mama@school.edu.kz"),
    ],
)
def test_what_can_be_an_address_is_one(typed: str, address: str | None) -> None:
    checked = check(typed)
    assert checked.isascii()
    assert address is None or checked == address


@pytest.mark.parametrize("typed", ["mama@мектеп.қаз", "mama@київ.укр", "mama@дзіцяўнік.бел", "mama@пријатељ.срб"])
def test_letters_of_every_cyrillic_alphabet_are_shown_as_they_were_typed(typed: str) -> None:
    assert shown(check(typed)) == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mama@mail.ру", "«mail.ru», латинскими"),
        ("mama@маил.ру", "«mail.ru», латинскими"),
        ("mama@gmail.сом", "«gmail.com», латинскими"),
        ("mama@gmail.ком", "не бывает латинских"),
        ("mama@gmail.con", "«gmail.com», латинскими"),
        ("mama@gmail.comm", "«gmail.com», латинскими"),
        ("mama@mail.ri", "«mail.ru», латинскими"),
        ("mama@яндекс.ру", "«yandex.ru», латинскими"),
        ("mama@mail.рф", "не бывает латинских"),
        ("mama@mail.гу", "не может кончаться на «.гу»"),
        ("mama@mаil.ru", "вперемешку"),
        ("mama@maіl.ru", "вперемешку"),
        ("mama@mail.қаз", "не бывает латинских"),
        ("mama@mail.љу", "не может кончаться на «.љу»"),
        ("mama@straße.de", "не может быть частью адреса"),
        ("іван@mail.ru", "Здесь есть «а», «в», «н», «і»"),
        ("mama@mail", "с точкой"),
        ("mama@mail.r", "не может кончаться"),
        ("mama@mail,ru", "запятая"),
        ("mama.mail.ru", "знак @"),
        ("мама@mail.ru", "латинские"),
        ("mama@mail.ru, papa@mail.ru", "один адрес"),
    ],
)
def test_what_cannot_be_one_is_named_before_a_letter_goes(typed: str, said: str) -> None:
    with pytest.raises(EmailAddressError, match=said):
        check(typed)
