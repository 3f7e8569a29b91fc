"""The first page of a cabinet: whose it is, how things stand, what there is to do, and the way to each section."""

from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet, require_cabinet
from sgo_pfdo.cabinet.addresses import confirmed_address
from sgo_pfdo.cabinet.consent import Consent, consent_of
from sgo_pfdo.cabinet.settings import has_chosen_presence, settings_of
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.current import current_state
from sgo_pfdo.funds.capabilities import capabilities_of
from sgo_pfdo.funds.rules.capabilities import Stage


@blueprint.get("/<card_id>")
def page(card_id: str) -> ResponseReturnValue:
    """Show whose cabinet it is, how things stand, and what there is to do.

    :param card_id: read by :func:`require_cabinet`.
    """
    cabinet = require_cabinet()
    found = capabilities_of(database.current_session(), cabinet.certificate, cabinet.municipality, cabinet.today)
    return render_cabinet(
        "cabinet/page.html",
        cabinet,
        certificate=cabinet.certificate,
        status=cabinet.status,
        days_to_go=days_left(cabinet.certificate.end_date, cabinet.today),
        now=next((view for view in found.open if view.stage is Stage.RUNNING), None),
        has_own_password=cabinet.record.has_own_password,
        to_do=_to_do(cabinet),
    )


def _to_do(cabinet: Cabinet) -> list[str]:
    """List what the family has not settled yet, by the view that settles it; nothing where nothing can be changed."""
    if not cabinet.may_change:
        return []
    session, state = database.current_session(), current_state()
    settings = settings_of(session, cabinet.holder.id)
    missing = {
        "email": confirmed_address(session, cabinet.holder.id, state.cipher) is None,
        "presence": not has_chosen_presence(settings),
        "rules": consent_of(settings, state.host.now()) is not Consent.GIVEN,
    }
    return [name for name, is_missing in missing.items() if is_missing]
