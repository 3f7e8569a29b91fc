"""Every form on every page: without a good token it does nothing, and what does not belong to it changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from tests.security.conftest import MakeWorld
from tests.security.filling import PEOPLE
from tests.security.world import Crawl, Sent, World
from tests.support.contents import contents_of, without_looks
from tests.support.pages import Page

READ_ONLY = {"/pfdo/desk/register"}
"""Shows a list and changes nothing but the history."""


def test_every_press_of_the_module_is_a_form_on_some_page(world: World, forms: Sequence[Sent]) -> None:
    assert set(world.rules("POST")) - {form.rule for form in forms} == set()


def test_every_page_of_the_module_is_reached_by_somebody(world: World, crawls: Sequence[Crawl]) -> None:
    shown = {world.rule_of(address, "GET") for crawl in crawls for address in [*crawl.pages, *crawl.files]}
    only_after_signing_in = set(world.rules("GET")) & set(world.rules("POST"))
    leads_elsewhere = {"/pfdo/cabinet", "/pfdo/c/<card_id>"}
    left = set(world.rules("GET")) - shown - only_after_signing_in - leads_elsewhere
    assert left == {"/pfdo/static/<path:filename>"}


def test_without_a_good_token_nothing_is_done(world: World, forms: Sequence[Sent]) -> None:
    before = without_looks(contents_of(world.app))  # that a card is shown again is written down
    for form in forms:
        stranger = world.fresh(world.app.test_client(), form)["csrf_token"]
        client = world.client(form.person)
        world.fresh(client, form)  # a session with another token
        for token in (None, "", "made up", stranger):
            sent = dict(form.fields) | ({} if token is None else {"csrf_token": token})
            answer = client.post(form.action, data=sent)
            assert answer.status_code in {400, 409}, f"{form} with the token {token!r}"
            assert answer.status_code == 400 or "slips" in form.action, form
    assert without_looks(contents_of(world.app)) == before


def test_the_page_comes_again_with_a_token_that_works(world: World, forms: Sequence[Sent]) -> None:
    for form in forms:
        client = world.client(form.person)
        page = Page(client.post(form.action, data=dict(form.fields) | {"csrf_token": "bad"}))
        assert any(one.fields.get("csrf_token") for one in page.forms), form


def with_query(form: Sent, sent: dict[str, object]) -> str:
    return form.action + ("&" if "?" in form.action else "?") + urlencode(sent, doseq=True)


def test_a_press_has_no_other_way_in(world: World, forms: Sequence[Sent]) -> None:
    before = contents_of(world.app, history=False)
    for form in forms:
        client = world.client(form.person)
        sent = world.fresh(client, form)
        assert client.get(with_query(form, sent)).status_code in {200, 302, 303, 404, 405}, form
        assert client.post(form.action, json=sent).status_code in {303, 400, 404, 409}, form
        assert client.post(with_query(form, sent)).status_code in {303, 400, 404, 409}, form
    assert contents_of(world.app, history=False) == before


EXTRA = {
    "id": "1",
    "holder_id": "1",
    "certificate_id": "1",
    "number": "111111111111",
    "status": "active",
    "stored_status": "active",
    "municipality": "myski",
    "municipality_code": "myski",
    "organisation": "another-centre",
    "organisation_code": "another-centre",
    "actor_id": "operator",
    "viewer": "operator",
    "viewer_id": "operator",
    "role": "operator",
    "is_admin": "1",
    "pupil_id": "child-1",
    "end_date": "2099-01-01",
    "erase_on": "",
    "numbers_used": "999999",
    "living_key": "",
    "now": "2099-01-01",
    "confirmed_at": "2019-01-01",
    "_method": "DELETE",
}


def test_fields_that_a_form_does_not_have_change_nothing(make_world: MakeWorld, forms: Sequence[Sent]) -> None:
    """The same presses in two worlds, once with much more in the form: both worlds end the same."""
    plain, stuffed = make_world(), make_world()
    done = 0
    presses = [form for form in forms if form.rule not in READ_ONLY and "mail/" not in form.rule]
    for form in presses:
        extra = {name: value for name, value in EXTRA.items() if name not in form.names}
        answers = []
        for world, more in ((plain, {}), (stuffed, extra)):
            client = world.client(form.person)
            with client.post(form.action, data=world.fresh(client, form) | more) as answer:
                answers.append(answer.status_code)
        assert answers[0] == answers[1] < 500, form
        done += answers[0] == 303
    assert done > 20
    assert without_chance(plain) == without_chance(stuffed)


CHANCE = {"login", "secret", "content", "number", "card_id", "email", "typed", "link_key", "document_key", "revision"}
"""Columns that are random or encrypted, and differ between any two worlds."""


def without_chance(world: World) -> dict[str, list[dict[str, object]]]:
    return {
        table: [{name: value for name, value in row._asdict().items() if name not in CHANCE} for row in rows]
        for table, rows in contents_of(world.app).items()
    }


def test_what_somebody_types_whose_session_has_ended_is_kept_for_them_alone(
    world: World, forms: Sequence[Sent]
) -> None:
    form = next(form for form in forms if form.rule == "/pfdo/desk/in-person")
    typed = dict(form.fields) | {"surname": "Недописанная"}
    client = world.client("nobody")
    before = contents_of(world.app)
    for ticket in ("", "made up", str(form.fields["ticket"])[:-1], "W10.bad"):
        assert client.post(form.action, data=typed | {"ticket": ticket}).status_code == 401
    assert contents_of(world.app) == before
    assert client.post(form.action, data=typed).status_code == 401
    PEOPLE[form.person](world.portal)
    assert "Недописанная" in client.get(form.page).text
    assert world.portal.viewer is not None
    world.portal.viewer = replace(world.portal.viewer, id="another")
    assert "Недописанная" not in client.get(form.page).text
