"""What the processes of a test find done when they begin: the server that forks them imports this, once.

All that is here is what each of them would compile or read for itself: templates, rules of addresses, statements, the
typeface of the papers. None of it is what a test is about.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.apps import IGOR, build_app, close_app
from tests.support.quick import be_quick

PAGE = "/settings/certificate"


def warm_up() -> None:
    """Have a family get its certificate and its papers from a portal of which nothing is left."""
    be_quick()
    with TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'warm.sqlite'}", WTF_CSRF_ENABLED=False)
        client = app.test_client()
        client.get(PAGE)
        client.post(f"{PAGE}/issue", data={"child": IGOR.id})
        for address in ("", "/certificate.pdf", "/credentials.pdf"):
            client.get(PAGE + address, query_string={"child": IGOR.id})
        close_app(app)


warm_up()
