"""The pages, a folder for each audience.

The blueprint of a room stands in its ``__init__.py``, its views in the other files, each under its route. Here they are
put together: an application registers every room at the addresses that its options name.
"""

import flask

from sgo_pfdo.blueprints import (
    access,
    access_school,
    application,
    cabinet,
    desk,
    family,
    municipality,
    programmes,
    provider,
    publications,
    school,
    sign_in,
)
from sgo_pfdo.blueprints import open as open_pages
from sgo_pfdo.blueprints.access import asking, code
from sgo_pfdo.blueprints.access import help as access_help
from sgo_pfdo.blueprints.access_school import codes, decisions, notices, requests
from sgo_pfdo.blueprints.application import address, downloads, papers
from sgo_pfdo.blueprints.cabinet import capabilities, entry, navigator, own_access, recovery, signing_in
from sgo_pfdo.blueprints.cabinet import help as cabinet_help
from sgo_pfdo.blueprints.cabinet import page as cabinet_page
from sgo_pfdo.blueprints.cabinet import publications as cabinet_publications
from sgo_pfdo.blueprints.cabinet.settings import applicant as settings_applicant
from sgo_pfdo.blueprints.cabinet.settings import email as settings_email
from sgo_pfdo.blueprints.cabinet.settings import pages as cabinet_settings
from sgo_pfdo.blueprints.cabinet.settings import rules as settings_rules
from sgo_pfdo.blueprints.common.blueprint import PfdoAssets
from sgo_pfdo.blueprints.common.layout import template_loader
from sgo_pfdo.blueprints.desk import (
    accepting,
    application_papers,
    card,
    changes,
    extract,
    in_person,
    linking,
    prefilled,
    register,
    restore,
    search,
    steps,
)
from sgo_pfdo.blueprints.desk import papers as desk_papers
from sgo_pfdo.blueprints.family import certificate, existing
from sgo_pfdo.blueprints.family import downloads as family_downloads
from sgo_pfdo.blueprints.municipality import counts, groups_and_organisations, importing, periods, settings
from sgo_pfdo.blueprints.municipality import help as municipality_help
from sgo_pfdo.blueprints.municipality import papers as municipality_papers
from sgo_pfdo.blueprints.municipality.catalogue import agreements, directions, provider_editing, providers, reviews
from sgo_pfdo.blueprints.municipality.catalogue import bringing as catalogue
from sgo_pfdo.blueprints.open import code as open_code
from sgo_pfdo.blueprints.open import confirmation, information, stopping
from sgo_pfdo.blueprints.programmes import files as programme_files
from sgo_pfdo.blueprints.programmes import organisations
from sgo_pfdo.blueprints.programmes import programmes as programme_pages
from sgo_pfdo.blueprints.provider import addresses, files, groups, listing, parts, profile, programme, timetable
from sgo_pfdo.blueprints.provider import catalogue as provider_catalogue
from sgo_pfdo.blueprints.publications import own, reading, writing
from sgo_pfdo.blueprints.school import pupils, slips
from sgo_pfdo.blueprints.sign_in import linking as identity_linking
from sgo_pfdo.blueprints.sign_in import result as identity_result
from sgo_pfdo.blueprints.sign_in import way as identity_way
from sgo_pfdo.config import Settings

VIEWS = (
    (application, address, downloads, papers),
    (
        desk,
        accepting,
        application_papers,
        card,
        changes,
        extract,
        desk_papers,
        in_person,
        linking,
        prefilled,
        register,
        restore,
        search,
        steps,
    ),
    (family, certificate, existing, family_downloads),
    (
        municipality,
        agreements,
        catalogue,
        counts,
        directions,
        groups_and_organisations,
        importing,
        municipality_help,
        municipality_papers,
        periods,
        provider_editing,
        providers,
        reviews,
        settings,
    ),
    (open_pages, open_code, confirmation, information, stopping),
    (programmes, organisations, programme_files, programme_pages),
    (provider, addresses, provider_catalogue, files, groups, listing, parts, profile, programme, timetable),
    (publications, own, reading, writing),
    (school, pupils, slips),
)
"""Each room with the files that hold its views: to import one gives the blueprint its routes."""
CABINET_VIEWS = (
    cabinet,
    cabinet_help,
    cabinet_page,
    cabinet_publications,
    cabinet_settings,
    capabilities,
    entry,
    navigator,
    own_access,
    recovery,
    settings_applicant,
    settings_email,
    settings_rules,
    signing_in,
)
"""The same for the holder's cabinet, which an option switches off."""
ACCESS_VIEWS = ((access, asking, code, access_help), (access_school, codes, decisions, notices, requests))
"""The same for the access to children, which a portal has to allow."""

IDENTITY_VIEWS = (sign_in, identity_linking, identity_result, identity_way)
"""The same for the sign-in through Госуслуги, which a portal has to ask for."""


def register_pages(
    app: flask.Flask, options: Settings, *, has_access: bool = False, has_identity: bool = False
) -> None:
    """Register all pages on an application, at the addresses that its options name.

    :param has_access: the portal lets the module attach children.
    :param has_identity: somebody vouches for people.
    """
    assets = PfdoAssets(options.url_prefix)
    assets.jinja_loader = template_loader(options)
    app.register_blueprint(assets)
    section, module = options.settings_url_prefix, options.url_prefix
    for room, prefix in (
        (family, section),
        (application, f"{section}/application"),
        (open_pages, module),
        (programmes, module),
        (publications, module),
        (desk, f"{module}/desk"),
        (municipality, f"{module}/municipality"),
        (provider, f"{module}/provider"),
        (school, f"{module}/school"),
    ):
        app.register_blueprint(room.blueprint, url_prefix=prefix)
    if options.cabinet:
        app.register_blueprint(cabinet.blueprint, url_prefix=f"{module}/cabinet")
    if has_access:
        app.register_blueprint(access.blueprint, url_prefix=f"{module}/access")
        app.register_blueprint(access_school.blueprint, url_prefix=f"{module}/school/access")
    if has_identity:
        app.register_blueprint(sign_in.blueprint, url_prefix=f"{module}/sign-in")
