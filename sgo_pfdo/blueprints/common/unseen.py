"""Why the module has nothing for somebody: what whoever runs the portal is told, and the doctor asks."""

from sgo_pfdo.blueprints.common.visitor import Visitor
from sgo_pfdo.certificates.standing import school_ids_of
from sgo_pfdo.database import current_session
from sgo_pfdo.municipalities.model import Municipality, Organisation, RegisteredSchool
from sgo_pfdo.people import Role, Viewer
from sgo_pfdo.programmes.providers import find_provider


def missing_organisation(viewer: Viewer, organisation: Organisation | None) -> str:
    """Say why a clerk has no desk.

    :param organisation: with the clerk's code, if it was loaded.
    """
    code = viewer.organisation_code
    if organisation is None:
        return (
            f"no organisation {code!r} was loaded, so its clerk gets 404; load it (flask pfdo load FILE), or give the"
            " code that it was loaded with as Viewer.organisation_code"
        )
    return f"the organisation {code!r} is closed, so its clerk gets 404; the municipality's operator can open it"


def missing_municipality(viewer: Viewer) -> str:
    """Say why an operator has no page."""
    return (
        f"no municipality {viewer.municipality_code!r} was loaded, so its operator gets 404; load it (flask pfdo load"
        " FILE), or give the code that it was loaded with as Viewer.municipality_code"
    )


def missing_school(viewer: Viewer) -> str:
    """Say why a director has no page."""
    return (
        f"the module does not know the school {viewer.school_id!r}, so its director gets 404; enable it (flask pfdo"
        " enable SCHOOL --municipality CODE), or give the id that was enabled as Viewer.school_id"
    )


def missing_provider(viewer: Viewer) -> str:
    """Say why somebody who works for a provider has no page."""
    return (
        f"no provider {viewer.provider_code!r} is in the catalogue, so whoever works for it gets 404; bring it in"
        " (flask pfdo programmes import FILE), or give the code that it was brought in with as Viewer.provider_code"
    )


def why_nothing(visitor: Visitor) -> str:
    """Say why the one who looks has no page of the module.

    :param visitor: of somebody who is signed in and got a 404 where their page begins.
    """
    viewer, session = visitor.viewer, current_session()
    assert viewer is not None
    if viewer.role is Role.CLERK:
        return missing_organisation(viewer, session.get(Organisation, viewer.organisation_code))
    if viewer.role is Role.OPERATOR and session.get(Municipality, viewer.municipality_code) is None:
        return missing_municipality(viewer)
    if viewer.role in (Role.DIRECTOR, Role.REGISTRAR) and session.get(RegisteredSchool, viewer.school_id) is None:
        return missing_school(viewer)
    if viewer.role is Role.PROVIDER and find_provider(session, viewer.provider_code) is None:
        return missing_provider(viewer)
    if viewer.role is Role.PUPIL and not visitor.children:
        return f"pupil({viewer.pupil_id!r}) gives nobody with this id; Viewer.pupil_id and Pupil.id must be the same"
    if viewer.role in (Role.PARENT, Role.PUPIL):
        schools = ", ".join(map(repr, dict.fromkeys(school_ids_of(visitor.children)))) or "none"
        return (
            f"none of the children's schools has enabled the module, School.id of them: {schools};"
            " enable one (flask pfdo enable SCHOOL --municipality CODE)"
        )
    return "nothing of the module explains this 404: a route of the portal may be in the way"
