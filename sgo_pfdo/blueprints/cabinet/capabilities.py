"""«Возможности сертификата»: what it can pay, how many programmes it gives, and whom to ask (S001, part 1)."""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import render_cabinet, require_cabinet
from sgo_pfdo.blueprints.cabinet.fall_chart import chart_of
from sgo_pfdo.blueprints.common.files.sending import send_deadline
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.funds.capabilities import capabilities_of
from sgo_pfdo.funds.room import is_full
from sgo_pfdo.funds.rules.kinds import REGISTERS, Funding


@blueprint.get("/<card_id>/capabilities")
def capabilities(card_id: str) -> ResponseReturnValue:
    """Show what the certificate can do, by period.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_cabinet()
    session, certificate, municipality = database.current_session(), cabinet.certificate, cabinet.municipality
    found = capabilities_of(session, certificate, municipality, cabinet.today)
    return render_cabinet(
        "cabinet/capabilities/capabilities.html",
        cabinet,
        certificate=certificate,
        status=cabinet.status,
        days_to_go=days_left(certificate.end_date, cabinet.today),
        municipality=municipality,
        capabilities=found,
        is_full=found.funding is Funding.ACCOUNTING
        and is_full(session, municipality, certificate.group_id, cabinet.today),
        charts=[chart_of(view, cabinet.today) for view in found.open],
        registers=REGISTERS,
    )


@blueprint.get("/<card_id>/deadline.ics")
def deadline(card_id: str) -> ResponseReturnValue:
    """Give the last day to activate the certificate, for the calendar; no child is named in it.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_cabinet()
    if cabinet.status is not Status.INACTIVE:
        flask.abort(404)
    return send_deadline(cabinet.certificate, cabinet.municipality.places)
