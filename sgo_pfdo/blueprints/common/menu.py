"""The one entry for the portal's menu: what the module has for the person who is signed in, in the role active now."""

from dataclasses import dataclass

import flask

from sgo_pfdo.blueprints.common.staff import clerk_of, decider_of, director_of, operator_of, provider_of
from sgo_pfdo.blueprints.common.visitor import Visitor, current_visitor
from sgo_pfdo.database import current_session
from sgo_pfdo.host import FamilyAccess
from sgo_pfdo.host_answers import mistake_in_words
from sgo_pfdo.people import PortalDataError, Role

SECTION = "Сертификат дополнительного образования"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry for the portal's menu.

    :param label: what it says, «Сертификат дополнительного образования».
    :param short_label: the same for a narrow menu, «Сертификат».
    :param url: where it leads.
    :param endpoint: the same as Flask calls it, to compare with ``request.endpoint``.
    """

    label: str
    short_label: str
    url: str
    endpoint: str


def _entry(label: str, short_label: str, page: str) -> MenuEntry:
    return MenuEntry(label, short_label, flask.url_for(page), page)


def menu_entry() -> MenuEntry | None:
    """Give the entry for the portal's menu, or ``None`` where the module has nothing for this viewer.

    In templates it is ``pfdo_menu_entry()``. It stands on the portal's own pages, so a module that is not set up takes
    none of them down: there is no entry, and the log says why.
    """
    visitor = current_visitor()
    told = visitor.state.told
    try:
        problem = visitor.state.tables.problem(current_session().connection()) if visitor.viewer is not None else None
        if problem is None:
            return _entry_for(visitor)
    except PortalDataError as error:
        problem = mistake_in_words(error)
    told.error(problem)
    return None


def _entry_for(visitor: Visitor) -> MenuEntry | None:
    viewer = visitor.viewer
    if viewer is None:
        return None
    if viewer.role is Role.CLERK and clerk_of(viewer) is not None:
        return _entry("Активация сертификатов", "Активация", "sgo_pfdo_desk.page")
    if viewer.role is Role.DIRECTOR and director_of(viewer) is not None:
        return _entry("Сертификаты учащихся школы", "Сертификаты", "sgo_pfdo_school.page")
    if viewer.role is Role.REGISTRAR and isinstance(visitor.state.host, FamilyAccess) and decider_of(viewer):
        return _entry("Доступ родителей к ученикам", "Доступ", "sgo_pfdo_access_school.page")
    if viewer.role is Role.OPERATOR and operator_of(viewer) is not None:
        return _entry("Сертификаты в муниципалитете", "Сертификаты", "sgo_pfdo_municipality.page")
    if viewer.role is Role.PROVIDER and provider_of(viewer) is not None:
        return _entry("Программы организации", "Программы", "sgo_pfdo_provider.page")
    return _entry(SECTION, "Сертификат", "sgo_pfdo_family.page") if visitor.is_section_open else None
