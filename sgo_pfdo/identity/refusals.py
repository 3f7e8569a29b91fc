"""What a provider answers in place of a person, by its own codes (docs/gosuslugi.md, «What each refusal means»)."""

import re
from collections.abc import Mapping

from sgo_pfdo.identity.port import IdentityRefusedError, IdentityUnavailableError, Refusal

_ESIA = re.compile(r"ESIA-(\d{6})")
_PLAIN = re.compile(r"[\w-]{1,40}", re.ASCII)

BY_ESIA: Mapping[str, Refusal | None] = {
    "007004": Refusal.DECLINED,
    "007019": Refusal.DECLINED,
    "007055": Refusal.NOT_CONFIRMED,
    "007046": Refusal.SECOND_FACTOR,
    "007011": Refusal.TOO_LATE,
    "007007": None,
    "007008": None,
    **dict.fromkeys(
        (
            "007002",
            "007003",
            "007005",
            "007006",
            "007009",
            "007012",
            "007013",
            "007014",
            "007015",
            "007023",
            "007053",
            "008010",
        ),
        Refusal.MISCONFIGURED,
    ),
}
"""Codes of ЕСИА, which a gateway may pass on in words; ``None`` is «not now»."""
BY_OAUTH: Mapping[str, Refusal | None] = {
    "access_denied": Refusal.DECLINED,
    "invalid_grant": Refusal.TOO_LATE,
    "login_required": Refusal.TOO_LATE,
    "interaction_required": Refusal.TOO_LATE,
    "consent_required": Refusal.DECLINED,
    "server_error": None,
    "temporarily_unavailable": None,
}
"""Errors of OAuth 2.0 and OpenID Connect; what is not here is a mistake in our settings."""


def refused(error: str, description: str | None) -> Exception:
    """Make the exception of an answer that is an error.

    :param error: as the provider wrote it; only what is letters, digits and dashes goes into the log.
    :param description: where a code of ЕСИА may stand.
    """
    esia = _ESIA.search(f"{error} {description or ''}")
    code = esia[0] if esia else error if _PLAIN.fullmatch(error) else None
    known: Mapping[str, Refusal | None] = BY_ESIA if esia else BY_OAUTH
    reason = known.get(esia[1] if esia else error, Refusal.MISCONFIGURED)
    return IdentityUnavailableError(code or "error") if reason is None else IdentityRefusedError(reason, code)
