"""«Информация о получении сертификата», open to everybody (S002).

It is made from what the rules themselves use: groups, ages, the way of applying, the lists of papers, the open
organisations. So page and behaviour cannot disagree; the operator writes an introduction alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.papers import draw_blank
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.open import blueprint
from sgo_pfdo.certificates import papers
from sgo_pfdo.certificates.rules.required_papers import WORDS, Paper, papers_to_activate, papers_to_apply_in_person
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM, CONSENT
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.municipalities.rules import application_way_of, groups_of
from sgo_pfdo.plain.ages import ADULT_AGE, ALONE_AGE, DEFAULT_AGES, DEFAULT_GROUP_NAME, AgeRange

KINDS = {
    "application-form": (APPLICATION_FORM, "Заявление на сертификат"),
    "consent": (CONSENT, "Согласие на обработку персональных данных"),
}
"""The blank forms by their addresses, each with the name of its file."""
BLANKS: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("Бланк заявления на сертификат, если подписывает родитель", {"kind": "application-form"}),
    ("Бланк согласия на обработку персональных данных, если подписывает родитель", {"kind": "consent"}),
    (
        "Бланк заявления на сертификат, если ребёнку есть 14 лет и он подписывает сам",
        {"kind": "application-form", "by": "pupil"},
    ),
    (
        "Бланк согласия на обработку персональных данных, если ребёнку есть 14 лет и он подписывает сам",
        {"kind": "consent", "by": "pupil"},
    ),
)
PapersNeeded = Callable[..., tuple[Paper, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper to bring.

    :param only_if: for whom alone, where not everybody needs it.
    """

    words: str
    only_if: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGroup:
    """A group that is open.

    :param ages: «с 5 до 18 лет».
    :param says_ages: the name tells the same already.
    """

    name: str
    ages: str
    says_ages: bool


@blueprint.get("/info/<municipality>")
def information(municipality: str) -> ResponseReturnValue:
    """Show who has the right, how to get a certificate, and what to bring.

    :param municipality: its code.
    """
    session, settings = database.current_session(), current_state().settings
    found = session.get(Municipality, municipality)
    if found is None:
        flask.abort(404)
    groups = groups_of(session, found)
    return render(
        "open/information.html",
        municipality=found,
        introduction=_paragraphs(found.introduction),
        excerpt=_paragraphs(found.regulation_excerpt),
        groups=_listed_groups(groups),
        closed_groups=[_listed(group.name, group.ages) for group in groups if not group.is_open],
        blanks=[(label, flask.url_for("sgo_pfdo_open.blank", municipality=found.code, **ask)) for label, ask in BLANKS],
        alone_age=ALONE_AGE,
        may_come_alone=found.pupil_may_come_alone is not False,
        way=application_way_of(found, settings),
        validity_days=found.validity_days or settings.validity_days,
        to_activate=_listed_papers(papers_to_activate),
        to_apply=_listed_papers(papers_to_apply_in_person),
        known=known_municipality(session, found.code, found.revision),
    )


@blueprint.get("/info/<municipality>/<kind>.pdf")
def blank(municipality: str, kind: str) -> ResponseReturnValue:
    """Give a blank form of the municipality, its own or ours, to whoever has no child in the portal yet.

    :param municipality: its code.
    :param kind: ``application-form`` or ``consent``; ``?by=pupil`` is the one that a pupil of 14 signs.
    """
    session = database.current_session()
    found = session.get(Municipality, municipality)
    if found is None or kind not in KINDS:
        flask.abort(404)
    applicant = Applicant.PUPIL if flask.request.args.get("by") == Applicant.PUPIL else Applicant.PARENT
    paper, name = KINDS[kind]
    content = papers.own_paper(session, found, paper, applicant)
    if content is None:
        content = draw_blank(paper, papers.blank_form_of(found, groups_of(session, found), applicant))
    return send_paper(content, f"{name}.pdf", "application/pdf")


def _paragraphs(text: str | None) -> list[str]:
    """Divide a text at its empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def _listed_groups(groups: Sequence[Group]) -> list[ListedGroup]:
    if not groups:
        return [_listed(DEFAULT_GROUP_NAME, DEFAULT_AGES)]
    return [_listed(group.name, group.ages) for group in groups if group.is_open]


def _listed(name: str, ages: AgeRange) -> ListedGroup:
    upper = min(ages.age_to, ADULT_AGE)
    told = {int(digits) for digits in re.findall("[0-9]+", name)}
    return ListedGroup(name=name, ages=f"с {ages.age_from} до {upper} лет", says_ages={ages.age_from, upper} <= told)


def _listed_papers(needed: PapersNeeded) -> list[ListedPaper]:
    """List every paper that somebody needs; the rule itself is asked who does."""
    of_schoolchild = needed(attends_school=True, alone=False)
    return [
        ListedPaper(
            words=WORDS[paper],
            only_if="" if paper in of_schoolchild else "только для детей, которые не посещают детский сад или школу",
        )
        for paper in needed(attends_school=False, alone=False)
    ]
