"""The page of a child with a certificate by hand: the peer of :mod:`bench.page`.

So a good Flask engineer would write it: an application of its own with routes at its views, the module's tables read by
ORM at each request, the same rules in Python, the same text in Jinja with includes and ``url_for``. What it answers is
the same page, byte for byte; the benchmark looks at that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import flask
import flask_login
import jinja2
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from sgo_pfdo import HostPortal, Pupil, Role, Viewer
from sgo_pfdo.blueprints.common.files.papers import draw_blank
from sgo_pfdo.blueprints.common.filters import MAP, ORGANISATION_LIST, template_filters
from sgo_pfdo.blueprints.common.layout import TEMPLATES
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.papers import blank_form_of
from sgo_pfdo.certificates.rules.eligibility import (
    Reason,
    Situation,
    may_have_access,
    may_see_credentials,
    reasons_against,
)
from sgo_pfdo.certificates.rules.lifecycle import LIVING, SHOWN, Status
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.documents import Applicant
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper, RegisteredSchool
from sgo_pfdo.municipalities.opening_hours import understand, what_holds
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM, CONSENT
from sgo_pfdo.municipalities.rules import open_ages
from sgo_pfdo.plain.ages import ALONE_AGE, has_age
from sgo_pfdo.plain.wording import file_size
from sgo_pfdo.register.model import Account

PAPERS = {
    "application": "application-form.pdf",
    "consent": "consent.pdf",
    "image": "certificate.pdf",
    "picture": "certificate.png",
    "credentials": "credentials.pdf",
}
"""The addresses that the page leads to, by their endpoints."""
OTHERS = {
    "sgo_pfdo_family.deadline": ("deadline", "/settings/certificate/deadline.ics"),
    "sgo_pfdo_cabinet.open": ("cabinet", "/pfdo/cabinet/open"),
}
"""The addresses that its templates write themselves: ours, and the endpoint and path by hand."""
TOKEN = '<input name="csrf_token" type="hidden" value="{{ csrf_token() }}">'
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the rules say of a child and a viewer, under the names of the template."""

    reasons: Sequence[Reason]
    has_living_certificate: bool
    may_see_credentials: bool
    has_cabinet: bool
    is_of_age_to_apply: bool
    account: Account | None


def build(uri: str, db: SQLAlchemy, user: type[Any], host: HostPortal, layout: str) -> flask.Flask:
    """Build the application.

    :param uri: of a database that is filled already.
    :param user: the accounts of the portal.
    :param host: tells who the children are, and what time it is.
    :param layout: the text of the portal's base template.
    """
    app = flask.Flask(__name__, static_folder=TEMPLATES.parent / "static", static_url_path="/pfdo/static")
    app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=uri)  # noqa: S106 - of no portal
    app.jinja_loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"layout.html": layout, **_templates()}), jinja2.FileSystemLoader(TEMPLATES)]
    )
    app.jinja_env.filters.update(template_filters(app.jinja_env))
    app.jinja_env.globals["csrf_token"] = generate_csrf
    db.init_app(app)
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda user_id: db.session.get(user, int(user_id)))

    @app.get("/settings/certificate")
    @flask_login.login_required  # type: ignore[untyped-decorator]
    def page() -> str:
        return show_page(db, host)

    for endpoint, address in OTHERS.values():
        app.add_url_rule(address, endpoint)
    for endpoint, address in PAPERS.items():
        app.add_url_rule(f"/settings/certificate/{address}", endpoint)
    app.add_url_rule("/settings/certificate/history", "history")
    app.add_url_rule("/settings/certificate/password", "password")
    app.add_url_rule("/pfdo/info/<municipality>", "information")

    @app.after_request
    def protect(response: flask.Response) -> flask.Response:
        response.headers.update(HEADERS)
        return response

    return app


def _templates() -> dict[str, str]:
    """Write plainly what two templates of the module do for speed or for hosts."""
    page = (TEMPLATES / "sgo_pfdo/family/certificate.html").read_text(encoding="utf-8")
    for ours, plain in (
        ('"sgo_pfdo/layout.html"', '"layout.html"'),
        ("block pfdo_title", "block title"),
        (
            "{% block pfdo_content %}",
            '{% block head %}\n<link rel="stylesheet" href="{{ url_for("static", filename="pfdo.css") }}">'
            '{% endblock %}{% block content %}<div class="pfdo" v-pre ng-non-bindable>\n',
        ),
        ("</ul>\n{% endblock %}", "</ul>\n</div>{% endblock %}"),
    ):
        page = page.replace(ours, plain)
    organisations = (TEMPLATES / "sgo_pfdo/parts/_organisations.html").read_text(encoding="utf-8")
    parts = {}
    for name in ("family/_next.html", "family/_cabinet.html"):
        part = (TEMPLATES / "sgo_pfdo" / name).read_text(encoding="utf-8").replace("{{ pfdo_form_fields() }}", "")
        for ours, (plain, _) in OTHERS.items():
            part = part.replace(ours, plain)
        parts[f"sgo_pfdo/{name}"] = part.replace("{{ pfdo_cabinet_token }}", TOKEN)
    listed = f'{{% include "{ORGANISATION_LIST}" %}}'
    copy = (TEMPLATES / "sgo_pfdo/parts/_copy.html").read_text(encoding="utf-8")
    return {
        "certificate.html": page,
        **parts,
        "sgo_pfdo/parts/_copy.html": copy.replace("sgo_pfdo.static", "static"),
        "sgo_pfdo/parts/_organisations.html": organisations.replace(
            "{{ pfdo_municipality | pfdo_organisation_list }}", listed
        ),
    }


def show_page(db: SQLAlchemy, host: HostPortal) -> str:
    """Read all that the page shows, and render it."""
    viewer = Viewer(id=str(flask_login.current_user.id), role=Role.PARENT)
    children = list(host.children(viewer.id))
    child = _chosen(children)
    school_ids = [school.id for school in child.schools]
    municipality = db.session.scalars(
        select(Municipality)
        .join(RegisteredSchool, RegisteredSchool.municipality_code == Municipality.code)
        .where(RegisteredSchool.id.in_(school_ids), RegisteredSchool.is_enabled)
    ).first()
    holder, certificate, account = _certificate_of(db, child)
    if municipality is None or certificate is None:
        flask.abort(404)
    groups, organisations, own_papers = _municipality(db, municipality)
    now = host.now().astimezone(ZoneInfo(municipality.time_zone or "Asia/Novokuznetsk"))
    today = now.date()
    status = certificate.status(today)
    rights = _rights(child, groups, account, status, today)
    return flask.render_template(
        "certificate.html",
        pfdo_viewer=viewer,
        pfdo_children=children,
        pfdo_child=child,
        pfdo_standing=rights,
        pfdo_certificate=certificate,
        pfdo_status=status,
        pfdo_municipality=municipality,
        pfdo_shown=SHOWN,
        pfdo_application={"is_needed": False, "card": None},
        pfdo_days_to_go=days_left(certificate.end_date, today),
        pfdo_organisations=[_place(one, municipality, now) for one in organisations],
        pfdo_links={
            "history": flask.url_for("history", child=child.id) if holder else None,
            "information": flask.url_for("information", municipality=municipality.code),
            "new_password": flask.url_for("password", child=child.id) if rights.may_see_credentials else None,
        },
        pfdo_cabinet_token="" if rights.has_cabinet else None,
        pfdo_papers=_papers(child, municipality, groups, own_papers, rights),
    )


def _chosen(children: Sequence[Pupil]) -> Pupil:
    named = flask.request.args.get("child")
    child = next((child for child in children if named in (None, child.id)), None)
    if child is None:
        flask.abort(404)
    return child


def _certificate_of(db: SQLAlchemy, child: Pupil) -> tuple[Holder | None, Certificate | None, Account | None]:
    """Read the child and the newest certificate with its account, in one statement."""
    row = db.session.execute(
        select(Holder, Certificate, Account)
        .outerjoin(Certificate, Certificate.holder_id == Holder.id)
        .outerjoin(Account, Account.certificate_id == Certificate.id)
        .where(Holder.pupil_id == child.id)
        .order_by(Certificate.living_key.is_(None), Certificate.id.desc())
        .limit(1)
    ).first()
    return (None, None, None) if row is None else (row[0], row[1], row[2])


def _municipality(
    db: SQLAlchemy, municipality: Municipality
) -> tuple[Sequence[Group], Sequence[Organisation], dict[str, int]]:
    """Read the groups, the open organisations and the sizes of the own papers of a municipality."""
    groups = db.session.scalars(
        select(Group).where(Group.municipality_code == municipality.code).order_by(Group.position, Group.id)
    ).all()
    organisations = db.session.scalars(
        select(Organisation)
        .where(Organisation.municipality_code == municipality.code, Organisation.is_open)
        .order_by(Organisation.position, Organisation.code)
    ).all()
    sizes = select(OwnPaper.kind, func.length(OwnPaper.content)).where(OwnPaper.municipality_code == municipality.code)
    return groups, organisations, {size[0]: size[1] for size in db.session.execute(sizes)}


def _place(organisation: Organisation, municipality: Municipality, now: datetime) -> dict[str, Any]:
    """Tell what families need to come to an organisation: whether it is open now, and where the map is."""
    held = what_holds(understand(organisation.hours) if organisation.hours else None, now)
    town, address = municipality.name, organisation.address
    is_told = town.split()[-1].casefold() in (address or "").casefold()
    return {
        "name": organisation.name,
        "address": address,
        "telephone": organisation.telephone,
        "hours": organisation.hours,
        "now": held.words,
        "is_open_now": held.is_open,
        "map_url": MAP + quote(address if is_told else f"{town}, {address}", safe="") if address else None,
    }


def _rights(child: Pupil, groups: Sequence[Group], account: Account | None, status: Status, today: date) -> Rights:
    situation = Situation(
        by_pupil=False,
        is_owner=None,
        birth_date=child.birth_date,
        connected=True,
        has_certificate=status in LIVING,
        ages=open_ages(groups),
    )
    return Rights(
        reasons=reasons_against(situation, today),
        has_living_certificate=situation.has_certificate,
        may_see_credentials=may_see_credentials(situation, today),
        has_cabinet=situation.has_certificate
        and account is not None
        and may_have_access(by_pupil=False, is_owner=None, birth_date=child.birth_date, today=today),
        is_of_age_to_apply=child.birth_date is not None and has_age(child.birth_date, ALONE_AGE, today),
        account=account,
    )


def _papers(
    child: Pupil, municipality: Municipality, groups: Sequence[Group], own_papers: dict[str, int], rights: Rights
) -> dict[str, str | None]:
    """Give the addresses of the papers, and the sizes of the blank ones."""
    has_sheet = rights.may_see_credentials and rights.account is not None and rights.account.secret is not None
    given = {"application", "consent"}
    if rights.has_living_certificate:
        given |= {"image", "picture"}
    if has_sheet and rights.account is not None and not rights.account.is_pending:
        given.add("credentials")
    papers: dict[str, str | None] = {name: flask.url_for(name, child=child.id) for name in PAPERS if name in given}
    form = blank_form_of(municipality, groups, Applicant.PARENT)
    for name, kind in (("application", APPLICATION_FORM), ("consent", CONSENT)):
        size = own_papers.get(f"{kind}_{Applicant.PARENT}") or len(draw_blank(kind, form))  # drawn once, then kept
        papers[f"{name}_kind"] = f"PDF, {file_size(size)}"
    return papers
