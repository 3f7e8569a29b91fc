"""Every bad input of fixtures/bad_inputs.json, typed into the real forms, is answered at its field."""

import json
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.applications.conftest import MakeWay
from tests.docs.reading import CHECKOUT
from tests.support.applying import EMAIL, EVERYTHING, GET, SEND, Applicant
from tests.support.contents import contents_of
from tests.support.figures import SOAK
from tests.support.pages import Form, Page

BAD = json.loads((CHECKOUT / "fixtures" / "bad_inputs.json").read_text(encoding="utf-8"))
FIELDS = list(dict.fromkeys(bad["field"] for bad in BAD))
TYPED = EVERYTHING | {"applicant_address": "г. Киселёвск, ул. Мира, д. 1"}
OFTEN = settings(
    max_examples=25 if SOAK else 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def asked(make_way: MakeWay) -> tuple[Applicant, Mapping[str, Form]]:
    """Somebody before both forms: the one for the address and, with another child's application, the one after it."""
    applicant = Applicant(make_way())
    address = applicant.open().form(SEND)
    papers = applicant.confirmed().form(GET)
    return applicant, {SEND: address, GET: papers}


def answer(applicant: Applicant, form: Form, **typed: Any) -> Page:
    fields = form.fields | typed
    return Page(applicant.web.client.post(form.action, data=fields, follow_redirects=True))


def error_at(page: Page, field: str) -> str:
    """Read what stands at a field, and check that the field refers to it and the summary leads to it."""
    found = [given for _, given in page.elements if given.get("id") == f"pfdo-{field}-error"]
    assert len(found) == 1, f"nothing is said at {field}: {page.text[:300]}"
    pointing = [given for _, given in page.elements if f"pfdo-{field}-error" in given.get("aria-describedby", "")]
    assert pointing, f"a screen reader does not hear what is wrong with {field}"
    assert any(href in {f"#pfdo-{field}", f"#pfdo-{field}-0"} for _, href in page.links)
    return unescape(page.html.split(f'id="pfdo-{field}-error">')[1].split("</p>")[0])


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 150
    assert len({(bad["field"], bad["value"], str(bad.get("with"))) for bad in BAD}) == len(BAD)


def test_each_bad_input_is_answered_at_its_field(asked: tuple[Applicant, Mapping[str, Form]]) -> None:
    applicant, forms = asked
    for bad in BAD:
        field = bad["field"]
        if field == "email":
            continue
        typed = TYPED | {"same_address": ""} | bad.get("with", {}) | {field: bad["value"]}
        page = answer(applicant, forms[GET], **typed)
        assert page.status == 422, bad
        assert bad["message"] in error_at(page, field), bad
    assert applicant.web.certificates() == []


def test_each_bad_address_for_letters_is_answered_at_its_field(mother: Applicant) -> None:
    form = mother.open().form(SEND)
    for bad in (bad for bad in BAD if bad["field"] == "email"):
        page = answer(mother, form, email=bad["value"])
        assert page.status == 422, bad
        assert bad["message"] in error_at(page, "email"), bad
    assert mother.web.certificates() == []


def test_an_update_refuses_the_same(mother: Applicant) -> None:
    mother.finish(**TYPED)
    form = mother.open("update").form("Обновить заявление")
    assert "group" not in form.fields
    before = contents_of(mother.web.app)
    for field in FIELDS:
        if field in {"email", "group"}:
            continue
        bad = next(bad for bad in BAD if bad["field"] == field)
        typed = TYPED | bad.get("with", {}) | {field: bad["value"], "same_address": ""}
        page = answer(mother, form, **typed)
        assert page.status == 422, bad
        assert bad["message"] in error_at(page, field), bad
        assert contents_of(mother.web.app) == before, bad


def test_what_is_right_is_taken(mother: Applicant) -> None:
    assert "Сертификат получен" in mother.finish(**TYPED).text


@pytest.mark.parametrize(
    "alike", ["iii-аб 123456", "ШАБ123456", "111-AБ № 123456", " III – АБ N123456 ", "ІІІ АБ 123456"]
)
def test_look_alikes_are_put_right_and_not_refused(mother: Applicant, alike: str) -> None:
    page = mother.finish(document_number=alike)
    assert "Сертификат получен" in page.text
    assert mother.open("update").form("Обновить заявление").fields["document_number"] == "III-АБ № 123456"


texts = st.text(max_size=80) | st.text(alphabet="0123456789IVХСАБ№-.@+ ()\n\r\0\u200b", max_size=60)


@OFTEN
@given(email=texts)
def test_no_address_whatever_is_typed_breaks_the_page(asked: tuple[Applicant, Mapping[str, Form]], email: str) -> None:
    applicant, forms = asked
    page = answer(applicant, forms[SEND], email=email)
    assert page.status in {200, 422, 429}


@OFTEN
@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys([*TYPED, "group", "document", "child_id"], texts)))
def test_nothing_that_is_typed_into_the_form_breaks_it(
    asked: tuple[Applicant, Mapping[str, Form]], fields: dict[str, str]
) -> None:
    applicant, forms = asked
    # a document that is surely wrong: the form stays where it is
    page = answer(applicant, forms[GET], **(fields | {"document_kind": "passport", "document_number": "?"}))
    assert page.status == 422
    shown = page.form(GET).fields
    assert applicant.open("papers").status == 200
    assert shown["document_number"] == "?"


@OFTEN
@given(fields=st.fixed_dictionaries(dict.fromkeys(TYPED, texts)))
def test_what_was_kept_for_later_is_shown_again_whatever_it_was(
    asked: tuple[Applicant, Mapping[str, Form]], fields: dict[str, str]
) -> None:
    applicant, forms = asked
    page = answer(applicant, forms[GET], **fields, later="1")
    assert page.status == 200
    assert applicant.open("papers").status == 200
    assert EMAIL not in page.html
