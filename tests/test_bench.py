"""What the module is measured against does the same work as the module, whatever has changed since the last time."""

from bench import issuing, page
from sgo_pfdo.database import current_session
from tests.support.actions import row_counts
from tests.support.apps import close_app


def test_the_page_by_hand_is_the_page(sqlite_uri: str) -> None:
    app = page.build(sqlite_uri)
    ours, same, least, bare = page.callers(app, sqlite_uri)
    assert page.without_token(ours()) == page.without_token(same())
    assert page.CHILD.surname in least().decode() and b"csrf_token" in least()
    assert page.CHILD.surname in bare().decode() and b"csrf_token" not in bare()
    close_app(app)


def test_the_press_by_hand_issues_as_the_press_does(postgresql_uri: str) -> None:
    app = issuing.build(postgresql_uri, prepare=True)
    client = app.test_client()
    client.get("/in")
    token = client.get(page.PATH).text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    counts = []
    for path in (issuing.OURS, issuing.BY_HAND):
        with app.app_context():
            before = row_counts()
        pressed = client.post(path, data={"child": f"{path[1:4]}-1", "csrf_token": token})
        assert "done=issued" in pressed.headers["Location"]
        with app.app_context():
            counts.append({name: rows - before[name] for name, rows in row_counts().items() if rows != before[name]})
            current_session().rollback()
    ours, by_hand = counts
    assert ours == by_hand | {"sgo_pfdo_name_turn": 1}
    close_app(app)
