"""Every page and press inside a cabinet, for whoever has it open, had it open, or has another one open."""

from collections.abc import Callable

import pytest

from tests.blueprints.common.test_permissions import routes_of_the_module
from tests.support.cabinet_doors import Device, Family
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import Web

INSIDE = "/pfdo/cabinet/<card_id>"
GONE = "to the sign-in"
PROVE = "to the question who it is"

Open = Callable[[Family], Device]


def by_number(family: Family) -> Device:
    return family.signed_in(0)


def _through_the_portal(family: Family) -> Device:
    device = family.device()
    page = Page(device.client.get("/settings/certificate", query_string={"child": "igor"}))
    assert page.press(device.client, "Открыть личный кабинет сертификата").status_code == 303
    return device


def mother(family: Family) -> Device:
    return _through_the_portal(family)


def pupil(family: Family) -> Device:
    family.web.portal.sign_in_pupil("igor", is_owner=True)
    return _through_the_portal(family)


def some_minutes_later(family: Family) -> Device:
    device = family.signed_in(0)
    family.wait(minutes=11)
    return device


def an_hour_later(family: Family) -> Device:
    device = family.signed_in(0)
    family.wait(hours=1, minutes=1)
    return device


def sister(family: Family) -> Device:
    return family.signed_in(1)


def mother_who_signed_out(family: Family) -> Device:
    device = _through_the_portal(family)
    family.web.portal.sign_out()
    return device


def mother_from_whom_the_child_was_detached(family: Family) -> Device:
    device = _through_the_portal(family)
    family.web.portal.take_away("igor", "ivanova")
    return device


def somebody_else_at_the_portal(family: Family) -> Device:
    device = _through_the_portal(family)
    family.web.portal.sign_in_parent("sidorov")
    return device


OPEN = {"by number": by_number, "mother": mother, "pupil": pupil}
"""Who has Igor's cabinet open, and has just shown who they are."""
CLOSED = {
    "an hour later": an_hour_later,
    "with another cabinet open": sister,
    "signed out at the portal": mother_who_signed_out,
    "the child was detached": mother_from_whom_the_child_was_detached,
    "somebody else at the portal": somebody_else_at_the_portal,
    "no cookie": Family.device,
}

ROUTES: dict[str, int | str] = {
    "GET ": 200,
    "GET /capabilities": 200,
    "GET /deadline.ics": 200,
    "GET /welcome": 200,
    "GET /programmes": 200,
    "GET /programmes/health": 200,
    "POST /programmes/health": 422,
    "GET /programmes/<programme>": 404,
    "GET /organisations": 200,
    "GET /organisations/<provider>": 404,
    "GET /news": 200,
    "GET /news/<publication>": 404,
    "GET /events": 200,
    "GET /events/<publication>": 404,
    "GET /access": 200,
    "GET /entry": 200,
    "POST /entry": 422,
    "POST /entry/portal": 303,
    "POST /entry/code": 409,
    "GET /password": 200,
    "POST /password": 422,
    "POST /end-others": 303,
    "POST /sign-out": GONE,
    "GET /settings": 200,
    "GET /settings/representative": 200,
    "POST /settings/representative": 422,
    "GET /settings/place": 200,
    "POST /settings/place": 303,
    "GET /settings/presence": 200,
    "POST /settings/presence": 422,
    "GET /settings/notices": 200,
    "POST /settings/notices": 303,
    "GET /settings/applicant": 303,
    "GET /settings/applicant/edit": 200,
    "POST /settings/applicant/edit": 422,
    "POST /settings/applicant/remove": 303,
    "GET /settings/email": 200,
    "POST /settings/email": 422,
    "POST /settings/email/keep": 303,
    "GET /settings/email/remove": 200,
    "POST /settings/email/remove": 303,
    "GET /settings/rules": 200,
    "POST /settings/rules": 303,
    "GET /settings/rules/withdraw": 200,
    "POST /settings/rules/withdraw": 303,
    "GET /settings/extract": 200,
    "POST /settings/extract": 303,
    "GET /settings/extract/done": 200,
    "GET /settings/extract.pdf": 200,
}
"""What somebody gets who has the cabinet open; a press is made without anything typed."""

CLOSING = ("POST /settings/rules/withdraw", "POST /sign-out")
"""Presses after which the cabinet is closed: they come last."""
GUARDED = (
    "/password",
    "/settings/applicant",
    "/settings/email",
    "/settings/extract",
    "/settings/presence",
    "/settings/rules/withdraw",
)
"""What asks again who it is, where the person has not shown it for ten minutes."""
ASK_AGAIN = {route for route in ROUTES if route.partition(" ")[2].startswith(GUARDED)} - {"GET /settings/extract/done"}


def ask(family: Family, device: Device, route: str) -> int | str:
    method, page = route.split(" ", 1)
    fields = {"csrf_token": Web(family.web.app, family.web.portal, device.client).token()} if method == "POST" else None
    address = f"/pfdo/cabinet/{family.card(0)}{page}"
    with device.client.open(address, method=method, data=fields) as answer:
        place = answer.headers.get("Location", "")
        if answer.status_code == 303 and "/sign-in" in place:
            return GONE
        if answer.status_code == 303 and "/entry?" in place:
            return PROVE
        return answer.status_code


def test_every_address_inside_a_cabinet_stands_in_the_table(family: Family) -> None:
    inside = {route.replace(INSIDE, "") for route in routes_of_the_module(family.web) if INSIDE in route}
    assert inside == set(ROUTES)


@pytest.mark.parametrize("who", OPEN)
def test_whoever_has_the_cabinet_open_gets_what_the_table_says(family: Family, who: str) -> None:
    device, found = OPEN[who](family), {}
    for route in [route for route in ROUTES if route not in CLOSING] + list(CLOSING):
        found[route] = ask(family, device, route)
    assert found == ROUTES | ({"POST /entry/portal": 404} if who == "by number" else {})


@pytest.mark.parametrize("who", CLOSED)
def test_everybody_else_is_led_to_the_sign_in_and_changes_nothing(family: Family, who: str) -> None:
    device = CLOSED[who](family)
    before = contents_of(family.web.app)
    assert {route: ask(family, device, route) for route in ROUTES} == dict.fromkeys(ROUTES, GONE)
    assert contents_of(family.web.app) == before


def test_what_guards_the_cabinet_asks_who_it_is_once_ten_minutes_have_gone_by(family: Family) -> None:
    device = some_minutes_later(family)
    found = {route: ask(family, device, route) for route in ROUTES if route != "POST /sign-out"}
    assert {route for route in found if found[route] == PROVE} == ASK_AGAIN
