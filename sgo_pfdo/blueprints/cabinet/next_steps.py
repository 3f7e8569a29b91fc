"""Where the next step of a reason is taken: the page of the cabinet that the words of the reason speak of."""

from collections.abc import Mapping
from typing import NamedTuple

import flask

from sgo_pfdo.blueprints.cabinet.access import Cabinet
from sgo_pfdo.blueprints.programmes.pages import Pages
from sgo_pfdo.programmes.rules.enrolling import Reason
from sgo_pfdo.programmes.rules.wishes import FREE
from sgo_pfdo.programmes.shown import ShownProgramme


class Step(NamedTuple):
    """A link to where something can be done."""

    address: str
    label: str


def next_steps(cabinet: Cabinet, shown: ShownProgramme) -> Mapping[str, Step]:
    """Give the links, by reason; a reason that is not there has its next step in words alone."""
    pages = Pages(cabinet.card_id)
    whom_to_ask = flask.url_for("sgo_pfdo_cabinet.capabilities", card_id=cabinet.card_id, _anchor="pfdo-ask")
    rules = flask.url_for("sgo_pfdo_cabinet.rules", card_id=cabinet.card_id)
    alike = pages.programmes(sent="1", fits="1", direction=shown.programme.direction)
    free = pages.programmes(sent="1", fits="1", pay=sorted(FREE))
    own_town = pages.programmes(sent="1", fits="1", municipality=cabinet.municipality.code)
    steps = {
        Reason.NOT_ACTIVE: Step(whom_to_ask, "Куда прийти"),
        Reason.FROZEN: Step(whom_to_ask, "Куда обратиться"),
        Reason.NO_AGREEMENT: Step(whom_to_ask, "Кого спросить"),
        Reason.CONSENT_WITHDRAWN: Step(rules, "Прочитать правила и дать согласие"),
        Reason.OTHER_MUNICIPALITY: Step(own_town, "Программы своего муниципалитета"),
        Reason.TOO_OLD: Step(alike, "Похожие программы"),
        **dict.fromkeys(
            (Reason.ARCHIVED, Reason.NOT_PUBLISHED, Reason.PROVIDER_SUSPENDED), Step(alike, "Похожие программы")
        ),
        **dict.fromkeys(
            (Reason.NO_CERTIFICATES, Reason.LIMIT_REACHED, Reason.DIRECTION_FULL, Reason.NO_BALANCE),
            Step(free, "Бесплатные программы"),
        ),
    }
    return {reason.value: step for reason, step in steps.items()}
