"""Whoever shows a child to staff comes through here first: the history is written before anything is shown."""

from collections.abc import Sequence

import flask

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.staff import Clerk, SchoolWorker
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.showing import has_just_opened, record_opened, record_pupils
from sgo_pfdo.current import current_state


def shows_anything() -> bool:
    """Tell whether the answer goes to somebody: a HEAD shows nothing, and leaves nothing in the history."""
    return flask.request.method != "HEAD"


def tell_opened(clerk: Clerk, certificate: Certificate) -> None:
    """Write down that a clerk has a card open, before anything of it is shown."""
    actor, now = clerk.actor, current_state().host.now()
    holder_id, certificate_id = certificate.holder_id, certificate.id
    if shows_anything() and not has_just_opened(database.current_session(), actor, holder_id, now):
        database.perform(lambda session: record_opened(session, actor, holder_id, certificate_id, now))


def tell_of_pupils(person: Clerk | SchoolWorker, pupil_ids: Sequence[str], where: str) -> None:
    """Write down that children are shown as the portal knows them, before they are.

    :param pupil_ids: the host's ids.
    :param where: «список учащихся школы».
    """
    if pupil_ids and shows_anything():
        actor, now = person.actor, current_state().host.now()
        database.perform(lambda session: record_pupils(session, actor, pupil_ids, where, now))
