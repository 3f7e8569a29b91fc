"""The QR code of a certificate, read by whoever has a phone: clerks reach the card, others learn what the code is."""

import pytest
from sqlalchemy import func, select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from tests.support.pages import Page
from tests.support.web import Web

MADE_UP = "A" * 22


def certificate_of(web: Web) -> Certificate:
    """The one of Igor."""
    with web.app.app_context():
        return next(one for one in web.certificates() if one.first_name == "Игорь")


@pytest.fixture
def address(certified: Web) -> str:
    return f"/pfdo/c/{certificate_of(certified).card_id}"


def read_by(web: Web, who: str | None, address: str) -> Page:
    """Open the address as nobody, a parent, a pupil, a director or an operator."""
    sign_in = {
        None: web.portal.sign_out,
        "parent": lambda: web.portal.sign_in_parent("ivanova"),
        "stranger": lambda: web.portal.sign_in_parent("sidorov"),
        "pupil": lambda: web.portal.sign_in_pupil("igor"),
        "director": lambda: web.portal.sign_in_director("school-1"),
        "operator": lambda: web.portal.sign_in_operator("kiselevsk"),
    }
    sign_in[who]()
    return Page(web.client.get(address))


@pytest.mark.parametrize("who", [None, "parent", "stranger", "pupil", "director", "operator"])
def test_it_says_what_the_code_is_for_and_nothing_of_the_certificate(
    certified: Web, address: str, who: str | None
) -> None:
    page = read_by(certified, who, address)
    assert page.status == 200
    assert "Это код с сертификата дополнительного образования" in page.text
    assert "придите с документами в уполномоченную организацию" in page.text
    certificate = certificate_of(certified)
    for secret in (certificate.number, certificate.surname, certificate.first_name, "Киселёвск"):
        assert secret not in page.text
    made_up = read_by(certified, who, f"/pfdo/c/{MADE_UP}")
    assert page.html.replace(certificate.card_id, MADE_UP) == made_up.html, "it tells nobody which codes there are"


def test_a_family_is_led_to_its_page_and_nobody_else(certified: Web, address: str) -> None:
    for who in (None, "parent", "pupil"):
        assert read_by(certified, who, address).has_link("Открыть раздел")
    for who in ("director", "operator"):
        assert not read_by(certified, who, address).has_link("Открыть раздел")


def test_a_clerk_gets_the_card_also_after_signing_in(certified: Web, address: str) -> None:
    card = address.replace("/c/", "/desk/c/")
    page = read_by(certified, None, address)
    assert page.link("Войдите под рабочей учётной записью") == card
    assert "Войдите под рабочей учётной записью" not in read_by(certified, "parent", address).text
    certified.portal.sign_in_clerk("cdt")
    answer = certified.client.get(address)
    assert (answer.status_code, answer.location) == (303, card)
    assert "Иванов" in certified.client.get(card).text


def test_opening_it_leaves_no_trace_in_the_history_of_the_child(certified: Web, address: str) -> None:
    def entries() -> int:
        with certified.app.app_context():
            return current_session().scalar(select(func.count()).select_from(JournalEntry)) or 0

    before = entries()
    for who in ("stranger", None, "operator"):
        read_by(certified, who, address)
    assert entries() == before
