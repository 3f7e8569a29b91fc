"""The link in a letter that ends such letters: signed, once, by a press, and about nobody."""

import re
from email.message import EmailMessage

from sgo_pfdo.cabinet import settings
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.database import current_session
from sgo_pfdo.mail.kinds import LETTERS
from tests.support.actions import renew_password
from tests.support.applying import BASE_URL
from tests.support.apps import IGOR
from tests.support.desk import take
from tests.support.family_letters import FAMILY, send, text_of, with_address
from tests.support.pages import Page
from tests.support.smtp import MailServer
from tests.support.web import Web


def stop_link(letter: EmailMessage) -> str:
    """Read the link that ends such letters, without the address that it begins with."""
    found = re.search(re.escape(BASE_URL) + r"(/pfdo/letters/\S+)", text_of(letter))
    assert found is not None
    as_it_came = letter.as_string(policy=letter.policy.clone(refold_source="none")).splitlines()
    assert f"List-Unsubscribe: <{BASE_URL}{found[1]}>" in as_it_came
    return found[1]


def press_stop(web: Web, link: str, **chosen: str) -> Page:
    """Press on the page of the link, on a device where nobody is signed in."""
    client = web.app.test_client()
    page = Page(client.get(link))
    assert IGOR.first_name not in page.text and FAMILY not in page.text
    answer = page.press(client, "Не присылать", **chosen)
    assert answer.status_code == 303, answer.status_code
    return Page(client.get(answer.headers["Location"]))


def test_the_link_of_a_letter_ends_letters_of_its_kind_once(posting: Web, server: MailServer) -> None:
    certificate = with_address()
    take(Step.ACTIVATE, certificate)
    send(posting.app)
    link = stop_link(server.letters[0])
    posting.portal.sign_out()
    take(Step.FREEZE, certificate, reason_code="misuse")
    assert "таких писем больше не будет" in press_stop(posting, link).text
    assert posting.client.get(link).status_code == 410
    take(Step.UNFREEZE, certificate)
    renew_password()
    send(posting.app)
    assert len(server.letters) == 4, "the other kinds still come"
    current_session().expire_all()
    kept = current_session().get_one(CabinetSettings, certificate.holder_id)
    assert kept.muted == "activated"


def test_the_link_of_a_letter_can_end_all_of_them(posting: Web, server: MailServer) -> None:
    certificate = with_address()
    take(Step.ACTIVATE, certificate)
    send(posting.app)
    press_stop(posting, stop_link(server.letters[0]), which="all")
    take(Step.FREEZE, certificate, reason_code="misuse")
    renew_password()
    send(posting.app)
    assert len(server.letters) == 1
    current_session().expire_all()
    kept = current_session().get_one(CabinetSettings, certificate.holder_id)
    assert not [kind for kind in LETTERS if settings.wants(kept, kind)]


def test_a_link_that_nobody_wrote_or_tampered_with_ends_nothing(posting: Web, server: MailServer) -> None:
    take(Step.ACTIVATE, with_address())
    send(posting.app)
    link = stop_link(server.letters[0])
    # the last sign has bits that say nothing
    forged = [link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1], "/pfdo/letters/made-up"]
    for address in forged:
        assert posting.client.get(address).status_code == 410
        assert posting.client.post(address).status_code == 410
    without_token = posting.app.test_client().post(link, data={"which": "all"})
    assert without_token.status_code == 400
    assert posting.client.get(link).status_code == 200
    assert "%40" not in link and "@" not in link and "igor" not in link
