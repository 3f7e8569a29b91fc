"""Certificates of additional education (ПФДО) inside a school portal: the public names.

A portal writes a :class:`HostPortal`, hands it to :class:`SgoPfdo`, and is done; docs/host-port.md shows how.
"""

from sgo_pfdo import signals
from sgo_pfdo.certificates.rules.names import fold as fold_name
from sgo_pfdo.extension import SgoPfdo
from sgo_pfdo.host import AccountDirectory, CannotAttachError, FamilyAccess, HostPortal, PupilDirectory
from sgo_pfdo.people import (
    Applicant,
    FamilyRecord,
    Guardian,
    IdentityDocument,
    Level,
    Pupil,
    Relation,
    Role,
    School,
    SchoolKind,
    Viewer,
)
from sgo_pfdo.verified import Account, VerifiedChild, VerifiedPerson

__version__ = "0.1.0"

__all__ = [
    "Account",
    "AccountDirectory",
    "Applicant",
    "CannotAttachError",
    "FamilyAccess",
    "FamilyRecord",
    "Guardian",
    "HostPortal",
    "IdentityDocument",
    "Level",
    "Pupil",
    "PupilDirectory",
    "Relation",
    "Role",
    "School",
    "SchoolKind",
    "SgoPfdo",
    "VerifiedChild",
    "VerifiedPerson",
    "Viewer",
    "fold_name",
    "signals",
]
