"""An SQLite file that has gone: SQLite would make an empty one in its place, and go on writing into the one deleted.

A family would then be told that there is no certificate, or of one that nobody will ever find. With the guard such a
request fails like one to a server that is away, and all is well again once the file is back.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

_IDENTITY = "sgo_pfdo_file"
Identity = tuple[int, int]


def guard(engine: Engine) -> None:
    """Have an engine of the host notice that its file has been deleted or replaced; other databases are left alone.

    Until the file has been seen with something in it everything is as SQLite does it: somebody has to make it.

    :param engine: the host's.
    """
    path = _path_of(engine)
    if path is not None:
        file = _File(path)
        event.listen(engine, "do_connect", file.before_connecting)
        event.listen(engine, "connect", file.remember)
        event.listen(engine, "checkout", file.look)


def _path_of(engine: Engine) -> Path | None:
    """Give the absolute path of a database in a file; ``file:…?uri=true`` is one of SQLAlchemy's ways to name it."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or engine.url.query.get("mode") == "memory":
        return None
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").partition("?")[0])
    return Path(name).absolute() if name and name != ":memory:" else None


class _File:
    """The file of one engine.

    :param path: absolute.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._was_there = False

    def before_connecting(self, dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        """Open what was there before in the mode that makes no new file, unless the host has chosen a mode."""
        if self._was_there and arguments and not options.get("uri"):
            arguments[0] = f"{self._path.as_uri()}?mode=rw"
            options["uri"] = True

    def remember(self, connection: Any, record: Any) -> None:
        """Note which file a new connection has opened."""
        record.info[_IDENTITY] = self._identity()

    def look(self, connection: Any, record: Any, proxy: Any) -> None:
        """Give up every connection of the pool when another file, or none, stands where theirs was."""
        if record.info.get(_IDENTITY) != self._identity():
            raise InvalidatePoolError("the SQLite file was deleted or replaced")

    def _identity(self) -> Identity | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        self._was_there = self._was_there or found.st_size > 0
        return found.st_dev, found.st_ino
