"""Files of the catalogue, whoever brings them: an operator, or an organisation that teaches."""

import io
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.brought import BroughtFiles, Count, FileRefusedError, W
from sgo_pfdo.blueprints.common.working import Progress
from sgo_pfdo.importing.files import can_read_xlsx
from sgo_pfdo.importing.model import CATALOGUE
from sgo_pfdo.importing.rules.report import Told
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import Findings, ImportRefusedError, Scope, carry_out, examine
from sgo_pfdo.programmes.rules.files import BY_OPERATOR, COLUMNS, WORDS
from sgo_pfdo.programmes.rules.lifecycle import Side


class CatalogueFiles(BroughtFiles[W, Findings]):
    """A file with addresses, programmes, parts, groups and lessons; an operator's has organisations, too."""

    kind, view = CATALOGUE, "catalogue"
    label = "Файл каталога"
    side: Side

    @abstractmethod
    def scope(self, worker: W) -> Scope:
        """Say whose records a file brings."""

    def examine(self, worker: W, content: bytes) -> Findings:
        """Check a file; see :func:`sgo_pfdo.programmes.bringing.taking_in.examine`."""
        return examine(database.current_session(), CatalogueFile(io.BytesIO(content)), self.scope(worker))

    def carry_out(self, session: Session, worker: W, content: bytes, progress: Progress) -> Findings:
        """Take a file in; see :func:`sgo_pfdo.programmes.bringing.taking_in.carry_out`."""
        try:
            return carry_out(session, CatalogueFile(io.BytesIO(content)), self.scope(worker), progress=progress)
        except ImportRefusedError:
            raise FileRefusedError from None

    def count(self, findings: Findings) -> Count:
        """Count records of all kinds."""
        return Count(sum(findings.new.values()), sum(findings.known.values()))

    def faults(self, findings: Findings) -> Told:
        """Give what has to be mended."""
        return findings.faults

    def accepted(self) -> tuple[str, str]:
        """Say which files can be read; XLSX needs openpyxl."""
        if can_read_xlsx():
            return "XLSX, CSV или JSON", ".xlsx,.csv,.txt,.json"
        return "CSV или JSON: Excel сохраняет CSV через «Сохранить как»", ".csv,.txt,.json"

    def names(self, findings: Findings | None) -> Mapping[str, Any]:
        """Say of each kind of record which columns its table must have, and how many were found."""
        kinds = [kind for kind in WORDS if self.side is Side.OPERATOR or kind not in BY_OPERATOR]
        needed = [
            (WORDS[kind], ", ".join(f"«{one.label}»" for one in COLUMNS[kind].values() if one.required))
            for kind in kinds
        ]
        return {"needed": needed, "found": _found(findings) if findings else []}


def _found(findings: Findings) -> list[tuple[str, int, int]]:
    """Say of each kind how many records are new, and how many are there already."""
    return [(WORDS[kind], findings.new[kind], findings.known[kind]) for kind in WORDS if kind in findings.new]
