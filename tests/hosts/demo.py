"""The people of the demo portal, each in a browser of their own."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browser.demo_portal import DemoPortal
from tests.support.pages import open_page

COOKIE = "school_portal"
SLIP = "k7mwt4hq6x2d"
"""The initial password of the slip that `abramova` of fixtures/people.json has."""
OWN = "синий чайник поёт"


def sign_in(demo: DemoPortal, login: str, password: str | None = None) -> FlaskClient:
    """Sign somebody in, in a browser of their own."""
    client = demo.app.test_client()
    answer = open_page(client, "/sign-in").press(client, "Войти", login=login, password=password or login)
    assert answer.status_code == 302
    return client


def copy_of(client: FlaskClient, demo: DemoPortal) -> FlaskClient:
    """Give another browser that has got hold of the cookie."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    thief = demo.app.test_client()
    thief.set_cookie(COOKIE, cookie.value)
    return thief


def press(client: FlaskClient, button: str, page: str = "/") -> TestResponse:
    """Press a button of the portal."""
    return open_page(client, page).press(client, button)


def is_signed_in(client: FlaskClient) -> bool:
    """Tell whether somebody is let in."""
    return client.get("/settings/account").status_code == 200


def try_to_sign_in(demo: DemoPortal, login: str, password: str, address: str = "192.0.2.1") -> TestResponse:
    """Give a login and a password at a computer of one's own."""
    client = demo.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return open_page(client, "/sign-in").press(client, "Войти", login=login, password=password)
