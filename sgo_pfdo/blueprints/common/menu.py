"""The one entry for the portal's menu: what the module has for the person who is signed in, in the role active now."""

from dataclasses import dataclass

import flask

from sgo_pfdo.blueprints.common.staff import clerk_of, director_of, operator_of
from sgo_pfdo.blueprints.common.visitor import Visit, current_visit
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
    return MenuEntry(label, short_label, flask.url_for(page), f"sgo_pfdo_{page}")


def menu_entry() -> MenuEntry | None:
    """Give the entry for the portal's menu, or ``None`` where the module has nothing for this viewer.

    In templates it is ``pfdo_menu_entry()``. It stands on the portal's own pages, so a module that is not set up takes
    none of them down: there is no entry, and the log says why.
    """
    visit = current_visit()
    told = visit.state.told
    try:
        problem = visit.state.tables.problem(visit.session.connection()) if visit.viewer is not None else None
        if problem is None:
            return _entry_for(visit)
    except PortalDataError as error:
        problem = mistake_in_words(error)
    told.error(problem)
    return None


def _entry_for(visit: Visit) -> MenuEntry | None:
    viewer = visit.viewer
    if viewer is None:
        return None
    if viewer.role is Role.CLERK and clerk_of(viewer) is not None:
        return _entry("Активация сертификатов", "Активация", "desk.page")
    if viewer.role is Role.DIRECTOR and director_of(viewer) is not None:
        return _entry("Сертификаты учащихся школы", "Сертификаты", "school.page")
    if viewer.role is Role.OPERATOR and operator_of(viewer) is not None:
        return _entry("Сертификаты в муниципалитете", "Сертификаты", "municipality.page")
    return _entry(SECTION, "Сертификат", "settings.page") if visit.is_section_open else None
