"""Letters to a real mail server: taken, refused for good or for now, late, encrypted, behind a login."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import flask
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from sgo_pfdo.applications.confirming import Stage, stage_of
from sgo_pfdo.database import current_session
from sgo_pfdo.mail import smtp
from sgo_pfdo.mail.outbox import QueuedLetter
from tests.applications.conftest import MakeWay
from tests.support.actions import run_command
from tests.support.applying import EMAIL, Applicant, begin, link_in, unfinished
from tests.support.apps import IGOR, NOW, PARENT
from tests.support.family_letters import PostingPortal
from tests.support.pages import Page
from tests.support.smtp import LOGIN, PASSWORD, MailServer, mail_server
from tests.support.web import Web

POSTPONED = "Sent: 0, put back for later: 1, refused for good: 0."
REFUSED = "Sent: 0, put back for later: 0, refused for good: 1."
SENT = "Sent: 1, put back for later: 0, refused for good: 0."


@pytest.fixture
def make_posting(make_way: MakeWay) -> Callable[..., Web]:
    """``make_posting(**options)`` builds a portal whose letters go to a mail server."""

    def make(**options: Any) -> Web:
        portal = PostingPortal(NOW)
        web = make_way(portal, **options)
        portal.sign_in_parent(PARENT)
        return web

    return make


def send(app: flask.Flask) -> str:
    """Begin an application and run ``flask pfdo mail send``."""
    with app.app_context():
        begin()
    return run_command(app, "mail", "send").output.strip()


def waiting(app: flask.Flask) -> list[QueuedLetter]:
    with app.app_context():
        return list(current_session().scalars(select(QueuedLetter)))


def stage(app: flask.Flask) -> Stage:
    with app.app_context():
        return stage_of(unfinished(), NOW)


def test_the_letter_arrives_as_it_was_written(make_posting: Callable[..., Web], server: MailServer) -> None:
    web = make_posting(**server.options)
    assert send(web.app) == SENT
    (letter,) = server.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == (EMAIL, "portal@school.example", "Тема")
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Content-Language"] == "ru"
    assert letter["Message-ID"].endswith("@school.example>")
    assert waiting(web.app) == []


@pytest.mark.parametrize("place", ["to_recipient", "to_letter"])
def test_a_recipient_or_letter_that_is_refused_for_good_is_told_on_the_page(
    make_posting: Callable[..., Web], server: MailServer, place: str
) -> None:
    setattr(server, place, "550 5.1.1 No such user here: mama@mail.ru")
    web = make_posting(**server.options)
    assert send(web.app) == REFUSED
    assert stage(web.app) is Stage.REFUSED
    assert waiting(web.app) == []


@pytest.mark.parametrize("place", ["to_recipient", "to_letter", "to_sender"])
def test_a_refusal_for_now_puts_the_letter_back(
    make_posting: Callable[..., Web], server: MailServer, place: str
) -> None:
    setattr(server, place, "451 4.7.1 Greylisted, come again: mama@mail.ru")
    web = make_posting(**server.options)
    assert send(web.app) == POSTPONED
    (letter,) = waiting(web.app)
    assert letter.due_at == NOW + timedelta(seconds=30)
    assert "451" in (letter.problem or "") and "mama" not in (letter.problem or "")
    setattr(server, place, "250 OK")
    web.portal.moment = NOW + timedelta(seconds=30)
    assert run_command(web.app, "mail", "send").output.strip() == SENT


def test_a_sender_whom_the_server_never_takes_is_no_fault_of_the_recipient(
    make_posting: Callable[..., Web], server: MailServer
) -> None:
    server.to_sender = "550 5.7.1 You may not send here"
    web = make_posting(**server.options)
    assert send(web.app) == POSTPONED
    assert stage(web.app) is Stage.WAITING


def test_what_the_server_says_to_the_farewell_sends_nothing_twice(
    make_posting: Callable[..., Web], server: MailServer
) -> None:
    server.to_farewell = "421 I am tired"
    web = make_posting(**server.options)
    assert send(web.app) == SENT
    assert len(server.letters) == 1


def test_a_server_that_hangs_is_left_after_the_time_out(make_posting: Callable[..., Web], server: MailServer) -> None:
    server.hangs_for = 2.0
    web = make_posting(**server.options)
    assert send(web.app) == POSTPONED
    assert server.letters == []


def test_a_server_that_is_in_time_with_each_answer_and_never_ends_is_left_too(
    make_posting: Callable[..., Web], server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "LONGEST", 0.3)
    server.hangs_for = 0.8
    web = make_posting(**server.options)
    assert send(web.app) == POSTPONED


def test_a_server_that_is_not_there_loses_no_letter(make_posting: Callable[..., Web], server: MailServer) -> None:
    web = make_posting(**server.options | {"SGO_PFDO_MAIL_PORT": 1})
    assert send(web.app) == POSTPONED
    assert len(waiting(web.app)) == 1


def test_without_a_server_in_the_options_the_letter_waits(make_posting: Callable[..., Web]) -> None:
    web = make_posting()
    assert send(web.app) == POSTPONED
    assert waiting(web.app)[0].problem == "SGO_PFDO_MAIL_SERVER is not set"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key for 127.0.0.1, in one file, which signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    no_password = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_password)
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def careful_server(certificate: Path) -> Iterator[MailServer]:
    """A mail server that wants STARTTLS and a login."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(context) as running:
        yield running


def careful(server: MailServer, **options: Any) -> dict[str, Any]:
    secure = {
        "SGO_PFDO_MAIL_SERVER": "localhost",
        "SGO_PFDO_MAIL_STARTTLS": True,
        "SGO_PFDO_MAIL_USERNAME": LOGIN,
        "SGO_PFDO_MAIL_PASSWORD": PASSWORD,
    }
    return server.options | secure | options


def test_the_connection_is_encrypted_and_the_portal_signs_in(
    make_posting: Callable[..., Web], careful_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    web = make_posting(**careful(careful_server))
    assert send(web.app) == SENT
    assert len(careful_server.letters) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"SGO_PFDO_MAIL_PASSWORD": "wrong"},
        {"SGO_PFDO_MAIL_USERNAME": ""},
        {"SGO_PFDO_MAIL_STARTTLS": False, "SGO_PFDO_MAIL_USERNAME": ""},
    ],
)
def test_wrong_options_are_no_fault_of_the_recipient(
    make_posting: Callable[..., Web],
    careful_server: MailServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    web = make_posting(**careful(careful_server, **options))
    assert send(web.app) == POSTPONED
    assert stage(web.app) is Stage.WAITING


def test_a_server_whose_certificate_nobody_knows_gets_no_letter(
    make_posting: Callable[..., Web], careful_server: MailServer
) -> None:
    web = make_posting(**careful(careful_server))
    assert send(web.app) == POSTPONED
    assert careful_server.letters == []


def test_the_whole_way_goes_over_the_server(make_way: MakeWay, server: MailServer) -> None:
    portal = PostingPortal(NOW)
    portal.add(IGOR, PARENT)
    portal.sign_in_parent(PARENT)
    web = make_way(portal, **server.options)
    Applicant(web).send()
    run_command(web.app, "mail", "send")
    page = Page(web.client.get(link_in(server.letters[0])))
    assert web.land(page.press(web.client, "Подтвердить адрес")).has_link("Продолжить")


@pytest.mark.parametrize(
    "name",
    [
        "Портал",
        "Портал, «Школа» (Кемерово)",
        "Муниципальное автономное учреждение дополнительного образования «Центр детского творчества» городского округа",
    ],
)
def test_the_name_of_the_sender_arrives_whole(make_posting: Callable[..., Web], server: MailServer, name: str) -> None:
    options = server.options | {"SGO_PFDO_MAIL_FROM": f'"{name}" <portal@school.example>'}
    web = make_posting(**options)
    assert send(web.app) == SENT
    raw = message_from_bytes(server.raw[0], policy=policy.compat32)["From"]
    shown, address = parseaddr(raw.replace("\r\n", ""))
    assert str(make_header(decode_header(shown))) == name
    assert address == "portal@school.example"
