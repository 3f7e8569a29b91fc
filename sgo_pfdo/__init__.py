"""Certificates of additional education (ПФДО) inside a school portal: the public names.

A portal writes a :class:`HostPortal`, hands it to :class:`SgoPfdo`, and is done; docs/host-port.md shows how.
"""

from sgo_pfdo import signals
from sgo_pfdo.certificates.rules.names import fold as fold_name
from sgo_pfdo.extension import SgoPfdo
from sgo_pfdo.host import CannotAttachError, FamilyAccess, HostPortal, PupilDirectory
from sgo_pfdo.people import (
    Applicant,
    FamilyRecord,
    Guardian,
    IdentityDocument,
    Pupil,
    Relation,
    Role,
    School,
    SchoolKind,
    Viewer,
)

__version__ = "0.1.0"

__all__ = [
    "Applicant",
    "CannotAttachError",
    "FamilyAccess",
    "FamilyRecord",
    "Guardian",
    "HostPortal",
    "IdentityDocument",
    "Pupil",
    "PupilDirectory",
    "Relation",
    "Role",
    "School",
    "SchoolKind",
    "SgoPfdo",
    "Viewer",
    "fold_name",
    "signals",
]
