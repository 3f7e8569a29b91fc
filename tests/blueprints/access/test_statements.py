"""Neither bytes nor work tell whether a school has a pupil: nobody looks for one before the school does."""

import re

import pytest

from tests.blueprints.access.conftest import School
from tests.blueprints.family.test_statements import counted_statements
from tests.support.pages import Page

RANDOM = re.compile(rb'value="[^"]{30,}"|/pfdo/access/[\w-]{22}')


def asked(school: School, mother: str, surname: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], bytes]:
    """Ask as somebody, and open the page of the request; give the statements of both and all bytes but random ones."""
    web = school.be_mother(mother)
    page = web.open("/pfdo/access/new")
    fields = page.form("Подать заявление").fields | {
        "school": "school-1",
        "child_surname": surname,
        "child_first_name": "Дарья",
        "child_patronymic": "Олеговна",
        "born": "05.03.2012",
        "document_kind": "birth_certificate",
        "document_number": "III-АБ № 123456",
        "relation": "parent",
        "surname": "Петрова",
        "first_name": "Анна",
        "is_representative": "y",
    }
    with counted_statements(web.app) as statements, monkeypatch.context() as patched:
        for method in ("pupil", "pupils", "find_pupils", "same_document", "guardians", "school_pupils"):
            patched.setattr(school.portal, method, None)  # whoever asks the portal for pupils here breaks
        answer = web.client.post("/pfdo/access/new", data=fields)
        shown = web.client.get(answer.headers["Location"])
    assert "Заявление подано" in Page(shown).text
    whole = b"".join([answer.data, str(answer.headers).encode(), shown.data, str(shown.headers).encode()])
    cookies = re.compile(rb"session=[^;]+")
    return list(statements), cookies.sub(b"", RANDOM.sub(b"", whole)).replace(surname.encode(), b"")


def test_a_pupil_that_there_is_and_one_that_there_is_not_are_asked_for_alike(
    either_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(either_school, "somebody", "Петрова", monkeypatch)  # the first one in a process reads more
    real, told = asked(either_school, "mother", "Новикова", monkeypatch)
    made_up, told_of_it = asked(either_school, "father", "Сидорова", monkeypatch)
    assert real == made_up
    assert len(real) > 0
    assert told == told_of_it
