"""Reads what is kept encrypted of requests and notices; a lost key hides it and breaks no page."""

from sgo_pfdo.access.model import AccessRequest
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.current import current_state
from sgo_pfdo.secrets import SecretLostError


def words_of(content: str | None) -> str | None:
    """Decrypt words; ``None`` where there are none, or their key is lost."""
    try:
        return current_state().cipher.decrypt(content) if content else None
    except SecretLostError:
        return None


def stated_of(request: AccessRequest) -> Stated | None:
    """Read what a request states; ``None`` once it was erased, or its key is lost."""
    words = words_of(request.content)
    return Stated.from_json(words) if words is not None else None
