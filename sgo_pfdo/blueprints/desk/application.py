"""What a card at the desk shows of the application that the certificate came of: data to compare, papers to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo_pfdo import database
from sgo_pfdo.applications.finishing import application_of, versions_of
from sgo_pfdo.applications.model import Application, PapersVersion
from sgo_pfdo.applications.papers import FilledPapers, filled_papers
from sgo_pfdo.certificates.history import WHO
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant, Person
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words
from sgo_pfdo.secrets import SecretLostError


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version of the papers.

    :param made: «28 октября 2019, 10:00».
    :param consent_text: the version of the consent's wording.
    :param is_replaced: there is a newer one.
    """

    version: int
    made: str
    consent_text: str
    is_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskApplication:
    """An application as a clerk sees it.

    :param applicant: «Родитель (законный представитель)».
    :param facts: what the newest papers say, each with its label; empty where no key decrypts it.
    :param versions: of the papers, the newest first.
    """

    number: int | None
    applicant: str
    facts: Sequence[tuple[str, str]]
    versions: Sequence[VersionLine]

    @property
    def is_lost(self) -> bool:
        """Whether the papers can no longer be decrypted."""
        return not self.facts

    @property
    def consent_text(self) -> str | None:
        """The version of the wording of the consent that the family brings."""
        return self.versions[0].consent_text if self.versions else None


def desk_application(certificate: Certificate, municipality: KnownMunicipality) -> DeskApplication | None:
    """Read the application of a certificate; ``None`` where there was none, or it was erased.

    :param municipality: the clerk's, for the time of day.
    """
    session = database.current_session()
    application = application_of(session, certificate.id)
    if application is None:
        return None
    zone = time_zone_of(municipality, current_state().settings)
    versions = versions_of(session, application)
    return DeskApplication(
        number=application.number,
        applicant=WHO[application.applicant_role],
        facts=_facts(application),
        versions=[
            VersionLine(
                version=one.version,
                made=moment_in_words(one.made_at, zone),
                consent_text=one.consent_text,
                is_replaced=one is not versions[0],
            )
            for one in versions
        ],
    )


def papers_of(application: Application, version: int | None) -> FilledPapers | None:
    """Gather a version of the papers, by default the newest.

    :raises SecretLostError: no key decrypts it any more.
    """
    state = current_state()
    return filled_papers(
        database.current_session(), application, cipher=state.cipher, settings=state.settings, version=version
    )


def consent_text_of(certificate: Certificate) -> str | None:
    """Tell which wording of the consent the portal has printed last for a certificate; ``None`` for a blank one."""
    session = database.current_session()
    application = application_of(session, certificate.id)
    versions: list[PapersVersion] = versions_of(session, application) if application else []
    return versions[0].consent_text if versions else None


def _facts(application: Application) -> list[tuple[str, str]]:
    try:
        papers = papers_of(application, None)
    except SecretLostError:
        return []
    if papers is None:
        return []
    entries = papers.entries
    facts = [
        ("Документ ребёнка", _document(entries.child)),
        ("Адрес ребёнка", entries.child.address or ""),
    ]
    if papers.form.applicant is Applicant.PARENT:
        facts += [
            ("Заявитель", entries.parent.name),
            ("Документ заявителя", _document(entries.parent)),
            ("Адрес заявителя", entries.parent.address or ""),
        ]
    facts += [("Телефон", entries.telephone or ""), ("Электронная почта", entries.email or "")]
    return [(label, value or "не указано") for label, value in facts]


def _document(person: Person) -> str:
    """Say a document in one: «Паспорт гражданина РФ 3210 123456, выдан 01.02.2015 МВД»."""
    issued = " ".join(part for part in (_day(person.issued_on), person.issued_by) if part)
    return ", ".join(part for part in (person.document, f"выдан {issued}" if issued else "") if part)


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
