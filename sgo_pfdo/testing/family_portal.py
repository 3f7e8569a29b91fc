"""A portal in memory that lets the module attach children, see :class:`sgo_pfdo.FamilyAccess`."""

from collections.abc import Sequence

from sgo_pfdo.host import CannotAttachError, FamilyAccess
from sgo_pfdo.people import Applicant, Guardian, IdentityDocument, Relation, Role, Viewer
from sgo_pfdo.testing.memory_portal import MemoryPortal


class MemoryFamilyPortal(MemoryPortal, FamilyAccess):
    """A :class:`MemoryPortal` whose parents can be given children. What it attaches is not taken back by a rollback."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.applicants: dict[str, Applicant] = {}
        """What is known for certain of people, by their ids."""
        self.documents: dict[str, str] = {}
        """Numbers of documents, by the ids of pupils."""
        self.blocked: set[str] = set()
        """Parents to whom nothing is attached."""

    def sign_in_registrar(self, school_id: str) -> Viewer:
        """Sign in a registrar of a school."""
        self.viewer = Viewer(id=f"registrar-{school_id}", role=Role.REGISTRAR, school_id=school_id)
        return self.viewer

    def attach(self, parent_id: str, pupil_id: str, relation: Relation) -> None:
        """Attach a child that was added."""
        pupil = self.pupil(pupil_id)
        if pupil is None or parent_id in self.blocked:
            raise CannotAttachError("учётная запись заявителя заблокирована.")
        self.add(pupil, parent_id)

    def detach(self, parent_id: str, pupil_id: str) -> None:
        """Take a child away from a parent, if it is there."""
        children = self._children.get(parent_id, [])
        if pupil_id in children:
            children.remove(pupil_id)

    def applicant(self, viewer_id: str) -> Applicant:
        """Give what stands in :attr:`applicants`."""
        return self.applicants.get(viewer_id, Applicant())

    def guardians(self, pupil_id: str) -> Sequence[Guardian]:
        """List the parents of a child by their ids."""
        return [
            Guardian(id=parent_id, full_name=f"Родитель {parent_id}")
            for parent_id, children in self._children.items()
            if pupil_id in children
        ]

    def same_document(self, pupil_id: str, document: IdentityDocument) -> bool | None:
        """Compare with :attr:`documents`."""
        known = self.documents.get(pupil_id)
        return None if known is None else known == document.number
