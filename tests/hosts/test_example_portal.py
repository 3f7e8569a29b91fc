"""The portal of `make demo`, which hosts copy: it does what docs/security.md asks of a host, and does not fall."""

import io
from pathlib import Path

import pytest
from school_portal.__main__ import make_ready
from school_portal.demo_settings import settings_from_environment
from school_portal.models import SignedIn, db
from sqlalchemy import event, func, select, text, update

from sgo_pfdo.database import VERSION_TABLE
from tests.browser.demo_portal import DemoPortal
from tests.hosts.demo import copy_of, is_signed_in, press, sign_in
from tests.support.apps import close_app
from tests.support.pages import Page, open_page

CERTIFICATE = "/settings/certificate"
EVIL = "evil.example"


JSON = [b"[1]", b'"x"', b"7", b"null", b"{", b"\xff", b"", b'{"login": ["a"]}', b"[[[[" * 500]
PRESSES = ["/sign-in", "/sign-out", "/role", "/children/1/visit", "/children/return", f"{CERTIFICATE}/issue"]


def test_a_file_is_no_login(demo: DemoPortal) -> None:
    client = demo.app.test_client()
    fields = dict(open_page(client, "/sign-in").forms[0].fields) | {"password": "x"}
    fields |= {"login": (io.BytesIO(b"x"), "a.pdf")}
    assert client.post("/sign-in", data=fields).status_code == 422


@pytest.mark.parametrize("body", JSON)
def test_json_is_no_form(demo: DemoPortal, body: bytes) -> None:
    mother = sign_in(demo, "ivanova")
    for client in (mother, demo.app.test_client()):
        for address in PRESSES:
            answer = client.post(address, data=body, content_type="application/json")
            assert answer.status_code in {302, 400, 404, 422}, address
    assert is_signed_in(mother)


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "2147483648", "-1", "0", "x", "٣", "1.5"])
def test_a_number_that_no_row_has_is_not_found(demo: DemoPortal, number: str) -> None:
    client = demo.app.test_client()
    assert client.get(f"/mail/{number}").status_code == 404
    mother = sign_in(demo, "ivanova")
    assert mother.post(f"/children/{number}/visit").status_code in {400, 404}


def test_after_signing_out_a_copied_cookie_opens_nothing(demo: DemoPortal) -> None:
    mother, elsewhere = sign_in(demo, "ivanova"), sign_in(demo, "ivanova")
    thief = copy_of(mother, demo)
    assert is_signed_in(thief)
    press(mother, "Выйти")
    assert not is_signed_in(thief) and not is_signed_in(mother)
    assert thief.get(CERTIFICATE).status_code == 302
    assert is_signed_in(elsewhere)


def test_nor_one_that_was_copied_during_a_visit(demo: DemoPortal) -> None:
    mother = sign_in(demo, "ivanova")
    visit = next(form for form in open_page(mother, "/").forms if form.action.endswith("/visit"))
    assert mother.post(visit.action, data=visit.fields).status_code == 302
    assert "Вы вошли как ребёнок" in open_page(mother, "/").text
    thief = copy_of(mother, demo)
    press(mother, "Вернуться к своей учётной записи")
    assert "Вы вошли как ребёнок" not in open_page(thief, "/").text
    press(mother, "Выйти")
    assert not is_signed_in(thief)
    assert thief.post("/children/return").status_code in {302, 400, 401}


def test_nothing_of_whoever_asks_is_read_twice_for_one_page(demo: DemoPortal) -> None:
    mother, asked = sign_in(demo, "ivanova"), list[str]()
    mother.get(CERTIFICATE)
    with demo.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    mother.get(CERTIFICATE)
    assert len(asked) == len(set(asked)) == 5, "\n".join(asked)


def test_a_database_of_an_earlier_version_is_told_to_be_made_anew(demo: DemoPortal) -> None:
    with demo.app.app_context():
        db.session.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = 'earlier'"))
        db.session.commit()
        with pytest.raises(SystemExit, match="make demo RESET=1"):
            make_ready()


def test_a_session_ends_with_its_time_and_its_row_goes(demo: DemoPortal) -> None:
    mother = sign_in(demo, "ivanova")
    with demo.app.app_context():
        db.session.execute(update(SignedIn).values(ends_at=1))
        db.session.commit()
    assert not is_signed_in(mother)
    sign_in(demo, "petrova")
    with demo.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignedIn)) == 1


def test_the_database_alone_signs_nobody_in(demo: DemoPortal) -> None:
    mother = sign_in(demo, "ivanova")
    with demo.app.app_context():
        kept = db.session.scalars(select(SignedIn.key_hash)).one()
    with mother.session_transaction() as session:
        session["browser"] = kept
    assert not is_signed_in(mother)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/mail", "/mail/1", CERTIFICATE, "/nowhere", "/settings/account"])
def test_every_page_has_the_headers_that_a_host_must_send(demo: DemoPortal, path: str) -> None:
    for client in (demo.app.test_client(), sign_in(demo, "ivanova")):
        told = client.get(path).headers
        assert told["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("address", "secure"), [("https://portal.example", True), ("http://127.0.0.1:5000", False)])
def test_the_cookie_is_for_this_site_and_on_https_for_https_alone(demo_file: Path, address: str, secure: bool) -> None:
    portal = DemoPortal(demo_file, SGO_PFDO_BASE_URL=address)
    with portal.app.test_client() as client:
        told = client.get("/", base_url=address).headers["Set-Cookie"]
    close_app(portal.app)
    assert ("Secure" in told, "HttpOnly" in told, "SameSite=Lax" in told) == (secure, True, True)


@pytest.mark.parametrize("path", ["//settings//account", "/settings", "/settings//", "//sign-in//", "/static//x.css"])
def test_slashes_lead_nowhere_else(demo: DemoPortal, path: str) -> None:
    told = {"base_url": f"http://{EVIL}", "environ_overrides": {"PATH_INFO": path}}
    for client in (demo.app.test_client(), sign_in(demo, "ivanova")):
        answer = client.get("/", **told)
        assert EVIL not in str(answer.headers)
        assert answer.headers.get("Location", "/").startswith("/") and answer.status_code in {200, 302, 404}


@pytest.mark.parametrize("path", [f"//{EVIL}/settings/account", f"/\\{EVIL}", f"//{EVIL}", "/settings/account"])
def test_the_page_after_signing_in_is_the_portal_s_own(demo: DemoPortal, path: str) -> None:
    client = demo.app.test_client()
    client.get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": "next=//evil.example"})
    page = open_page(client, f"/sign-in?next=https://{EVIL}")
    answer = page.press(client, "Войти", login="ivanova", password="ivanova")
    assert answer.headers["Location"] in {"/", "/settings/account?next=//evil.example"}


def test_a_made_up_host_is_refused_by_the_settings_of_the_demo(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path))
    trusted = settings_from_environment()["TRUSTED_HOSTS"]
    portal = DemoPortal(demo_file, TRUSTED_HOSTS=trusted)
    client = portal.app.test_client()
    for path in ("/", "/sign-in", CERTIFICATE, "/pfdo/info", "/nowhere", "/static/portal.css"):
        for host in (EVIL, f"127.0.0.1.{EVIL}", f"{EVIL}:5013"):
            answer = client.get(path, headers={"Host": host})
            assert (answer.status_code, EVIL in answer.text) == (400, False)
        with client.get(path, headers={"Host": "127.0.0.1:5013"}) as answer:
            assert answer.status_code in {200, 302, 404}
    close_app(portal.app)


def test_a_database_file_that_vanished_is_try_again_on_the_portal_s_own_pages_too(demo: DemoPortal) -> None:
    mother = sign_in(demo, "ivanova")
    hidden = demo.database.rename(demo.database.with_suffix(".hidden"))
    for path in ("/", "/settings/account", "/mail", CERTIFICATE):
        answer = mother.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "минуту" in Page(answer).text
    assert not demo.database.exists()
    hidden.rename(demo.database)
    assert is_signed_in(mother)
