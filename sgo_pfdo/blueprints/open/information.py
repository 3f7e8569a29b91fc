"""«Информация о получении сертификата», open to everybody (S002).

It is made from what the rules themselves use: groups, ages, the way of applying, the lists of papers, the open
organisations. So page and behaviour cannot disagree; the operator writes an introduction alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.ages import ADULT_AGE, ALONE_AGE, DEFAULT_AGES, DEFAULT_GROUP_NAME, AgeRange
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.open import blueprint
from sgo_pfdo.certificates.rules.required_papers import WORDS, Paper, papers_to_activate, papers_to_apply_in_person
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.municipalities.reading import known_municipality
from sgo_pfdo.municipalities.rules import application_way_of, groups_of

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
    return render(
        "open/information.html",
        municipality=found,
        introduction=_paragraphs(found.introduction),
        excerpt=_paragraphs(found.regulation_excerpt),
        groups=_listed_groups(groups_of(session, found)),
        alone_age=ALONE_AGE,
        may_come_alone=found.pupil_may_come_alone is not False,
        way=application_way_of(found, settings),
        validity_days=found.validity_days or settings.validity_days,
        to_activate=_listed_papers(papers_to_activate),
        to_apply=_listed_papers(papers_to_apply_in_person),
        known=known_municipality(session, found.code, found.revision),
    )


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
