"""Which papers a family brings to the desk (S000, point 14; S002)."""

import enum
from collections.abc import Iterable, Mapping


class Paper(enum.StrEnum):
    """A kind of paper that a clerk looks at. Only the kind is recorded, never a copy."""

    APPLICATION = "application"
    CONSENT = "consent"
    APPLICANT_PASSPORT = "applicant_passport"
    CHILD_IDENTITY = "child_identity"
    RESIDENCE = "residence"
    SNILS = "snils"
    INN = "inn"


WORDS: Mapping[Paper, str] = {
    Paper.APPLICATION: "Заявление, заполненное и подписанное",
    Paper.CONSENT: "Согласие на обработку персональных данных, подписанное",
    Paper.APPLICANT_PASSPORT: "Паспорт заявителя",
    Paper.CHILD_IDENTITY: (
        "Свидетельство о рождении, паспорт или временное удостоверение личности ребёнка "
        "либо документ иностранного государства"
    ),
    Paper.RESIDENCE: "Документ о проживании ребёнка на территории муниципалитета",
    Paper.SNILS: "СНИЛС ребёнка",
    Paper.INN: "ИНН ребёнка",
}


SEEN: Mapping[Paper, str] = {
    Paper.APPLICATION: "Заявление, подписанное",
    Paper.CONSENT: "Согласие на обработку данных, подписанное",
    Paper.APPLICANT_PASSPORT: "Паспорт заявителя",
    Paper.CHILD_IDENTITY: "Документ, удостоверяющий личность ребёнка",
    Paper.RESIDENCE: "Документ о проживании в муниципалитете",
    Paper.SNILS: "СНИЛС ребёнка",
    Paper.INN: "ИНН ребёнка",
}
"""The same in few words, for the desk and the receipt: what lies on the table is known."""


def papers_to_activate(*, attends_school: bool, alone: bool) -> tuple[Paper, ...]:
    """List the papers to check before a certificate is activated.

    :param attends_school: the child attends a school or a kindergarten; only others prove where they live.
    :param alone: a pupil of 14 and over came without a parent and is the applicant (S004): one passport serves for
        both.
    """
    papers = [Paper.APPLICATION, Paper.CONSENT, Paper.APPLICANT_PASSPORT, Paper.CHILD_IDENTITY, Paper.RESIDENCE]
    if alone:
        papers.remove(Paper.APPLICANT_PASSPORT)
    if attends_school:
        papers.remove(Paper.RESIDENCE)
    return tuple(papers)


def papers_to_apply_in_person(*, attends_school: bool, alone: bool) -> tuple[Paper, ...]:
    """List the papers for an application in person: СНИЛС and ИНН are seen, never stored (S002)."""
    return (*papers_to_activate(attends_school=attends_school, alone=alone), Paper.SNILS, Paper.INN)


def papers_for_extract(*, alone: bool) -> tuple[Paper, ...]:
    """List the papers that show whose sheet was lost: who asks, and for which child.

    :param alone: a pupil of 14 and over came without a parent: one passport serves for both.
    """
    return (Paper.CHILD_IDENTITY,) if alone else (Paper.APPLICANT_PASSPORT, Paper.CHILD_IDENTITY)


def listed(papers: Iterable[Paper]) -> str:
    """Say papers within a sentence: «заявление, подписанное; паспорт заявителя; СНИЛС ребёнка»."""
    words = (SEEN[paper] for paper in papers)
    return "; ".join(text if text[1].isupper() else text[0].lower() + text[1:] for text in words)
