"""Files with personal data that a command writes: nobody else may read them, at no moment."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_private(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file that only the account of this process may read, whatever was there before.

    It is made anew in the same folder, under a random name that nobody can have prepared, and takes its own name once
    it is whole and on the disk. What had that name loses it: a file with another owner or mode, or a link, which is
    replaced and not followed.

    :param parts: of the content.
    :raises OSError: it cannot be written; the file is as it was before.
    """
    if file.exists() and not file.is_file():
        raise OSError(0, "there is something of this name that is no ordinary file")
    # mkstemp: O_EXCL, O_NOFOLLOW, mode 600
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name[:100]}.", suffix=".part", dir=file.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.writelines(parts)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    _keep_name(file.parent)


def _keep_name(folder: Path) -> None:
    """Bring the new name to the disk, too; Windows opens no folders and does it by itself."""
    if os.name == "nt":
        return
    with suppress(PermissionError):  # a folder that one may write into and not look into
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
