"""Settings of the demo: one folder holds its database and the keys that its first start makes."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

from cryptography.fernet import Fernet

CHECKOUT = Path(__file__).resolve().parents[2]
FIXTURES = CHECKOUT / "fixtures"


def settings_from_environment() -> Mapping[str, Any]:
    """Make the configuration from the folder in ``DATA``, by default ``instance`` in the checkout."""
    folder = data_folder()
    return {
        "SECRET_KEY": _kept_secret(folder / "secret_key", lambda: token_hex(32)),
        "SGO_PFDO_KEYS": _kept_secret(folder / "pfdo_keys", lambda: Fernet.generate_key().decode()).split(),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database_file()}",
        "TRUSTED_HOSTS": ["127.0.0.1", "localhost"],
        "SGO_PFDO_BASE_URL": f"http://127.0.0.1:{os.environ.get('PORT') or 5000}",
    }


def data_folder() -> Path:
    """Give the folder, made when it is missing; nobody else on the machine may look inside."""
    folder = Path(os.environ.get("DATA") or CHECKOUT / "instance").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_file() -> Path:
    """Say where the demo's SQLite database is."""
    return data_folder() / "school_portal.sqlite"


def stand_secret() -> str:
    """Give the secret that the demo and its stand of Госуслуги share, made at the first start."""
    return _kept_secret(data_folder() / "gosuslugi_secret", lambda: token_hex(32))


def delete_database() -> None:
    """Delete the database and what SQLite may have left beside it; the keys stay."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{database_file()}{suffix}").unlink(missing_ok=True)


def _kept_secret(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(make() + "\n")
    return file.read_text(encoding="ascii").strip()
