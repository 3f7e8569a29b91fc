"""The keys of the stand: made at the first start, kept in its folder, the older one published beside the newer."""

from pathlib import Path

from joserfc.jwk import KeySet, RSAKey

SIZE = 2048


def load(folder: Path) -> RSAKey:
    """Read the key that tokens are signed by, or make it.

    Args:
        folder: of the stand, made where it is missing.
    """
    file = folder / "stand-key.pem"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(new().as_pem(private=True))
    return _named(RSAKey.import_key(file.read_bytes()))


def new() -> RSAKey:
    """Make a key that nobody knows."""
    return _named(RSAKey.generate_key(SIZE))


def _named(key: RSAKey) -> RSAKey:
    key.ensure_kid()
    return key


def published(*keys: RSAKey) -> dict[str, object]:
    """Give the public halves as a portal fetches them."""
    return dict(KeySet(list(keys)).as_dict(private=False))
