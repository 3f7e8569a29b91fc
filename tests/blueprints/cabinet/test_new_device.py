"""The family hears by letter of a sign-in on a device that is new to the cabinet."""

import pytest

from tests.support.cabinet_doors import Device, Family
from tests.support.pages import open_page
from tests.support.web import PAGE

NEW_DEVICE = "Сертификат дополнительного образования: вход с нового устройства"
PATH = "/pfdo/cabinet"


def letters(family: Family) -> int:
    """Count the letters about a new device."""
    return sum(letter["Subject"] == NEW_DEVICE for letter in family.letters())


def sign_in(family: Family, device: Device, place: int = 0) -> Device:
    device.sign_in(family.number(place), family.password(place))
    return device


def test_each_new_device_is_told_of_once(family: Family) -> None:
    family.confirm_address()
    device = sign_in(family, family.device())
    assert letters(family) == 1
    device.press(device.cabinet(family.card()), "Выйти")
    sign_in(family, device)
    assert letters(family) == 1
    sign_in(family, family.device())
    assert letters(family) == 2


def test_the_device_of_one_child_is_new_to_another(family: Family) -> None:
    family.confirm_address()
    family.confirm_address(1)
    device = sign_in(family, family.device())
    assert letters(family) == 1
    sign_in(family, device, 1)
    assert letters(family) == 2
    sign_in(family, sign_in(family, device), 1)
    assert letters(family) == 2


def test_nothing_is_told_of_a_wrong_password_nor_of_the_portals_door_nor_without_an_address(family: Family) -> None:
    sign_in(family, family.device())
    family.confirm_address()
    family.device().sign_in(family.number(), "wrong password")
    family.web.land(open_page(family.web.client, PAGE).press(family.web.client, "Открыть личный кабинет сертификата"))
    assert letters(family) == 0


@pytest.mark.parametrize("forged", ["", ".", "я" * 40, "0" * 32, ".".join(["f" * 32] * 100)])
def test_a_made_up_cookie_makes_no_device_known(family: Family, forged: str) -> None:
    family.confirm_address()
    device = family.device()
    device.client.set_cookie("sgo_pfdo_device", forged, path=PATH)
    sign_in(family, device)
    assert letters(family) == 1


def test_the_cookie_says_nothing_and_scripts_do_not_see_it(family: Family) -> None:
    device = family.signed_in(0, 1)
    kept = device.client.get_cookie("sgo_pfdo_device", path=PATH)
    assert kept is not None and kept.http_only and kept.same_site == "Lax" and kept.path == PATH
    assert [len(one) for one in kept.value.split(".")] == [32, 32]
    assert family.card() not in kept.value and family.number() not in kept.value
