"""A machine that is short of something: a disk that fills up, files that may not be written."""

import ctypes
import os
import resource
import shutil
import subprocess
from contextlib import suppress
from ctypes import c_uint32
from dataclasses import dataclass
from pathlib import Path

import flask

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1
ROOM = 4 * 1024 * 1024
"""Bytes beside the database on a disk that is not full yet."""
FILL, FREE, SAVE = "/disk/fill", "/disk/free", "/disk/save"
"""Addresses of the portal that do it to its own process."""


def may_mount() -> bool:
    """Say whether this account may mount a disk that nobody else sees."""
    command = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def _check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@dataclass(frozen=True)
class MountedDisk:
    """A small file system of a process's own, with a copy of the database on it.

    Attributes:
        file: the database, which the disk hides from then on.
        saved: where :data:`SAVE` copies it, for everybody to see.
    """

    file: str
    saved: str

    def insert(self) -> None:
        """Mount the disk; called before the application is built."""
        file, kept = Path(self.file), Path(self.file + ".kept")
        shutil.copy(file, kept)
        size, user, group = kept.stat().st_size + ROOM, os.getuid(), os.getgid()
        _check(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNS))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
        folder = file.parent / "disk"
        _check(LIBC.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, f"size={size}".encode()))
        shutil.copy(kept, folder / file.name)

    def connect(self, app: flask.Flask) -> None:
        """Add the addresses; called with the application."""
        disk = Path(self.file).parent / "disk"
        ballast = disk / "ballast"

        def fill() -> str:
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(b"\0" * 4096):
                    pass
            return ""

        def free() -> str:
            ballast.unlink()
            return ""

        def save() -> str:
            shutil.copy(disk / Path(self.file).name, self.saved)
            return ""

        _add(app, fill, free, save)


@dataclass(frozen=True)
class LimitedFiles:
    """The same for every account: the kernel lets no file of the process grow any more."""

    file: str
    saved: str

    def insert(self) -> None:
        """Need nothing."""

    def connect(self, app: flask.Flask) -> None:
        """Add the addresses; called with the application."""
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)

        def fill() -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, (Path(self.file).stat().st_size, unlimited[1]))
            return ""

        def free() -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            return ""

        def save() -> str:
            shutil.copy(self.file, self.saved)
            return ""

        _add(app, fill, free, save)


def _add(app: flask.Flask, fill: object, free: object, save: object) -> None:
    for address, view in ((FILL, fill), (FREE, free), (SAVE, save)):
        app.add_url_rule(address, address, view)  # type: ignore[arg-type]


def obey_file_modes() -> None:
    """Give up what lets root write files that nobody may write."""
    header = (c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (c_uint32 * 6)()
    _check(LIBC.capget(header, sets))
    for place in (0, 1):  # effective, permitted
        sets[place] &= ~(1 << CAP_DAC_OVERRIDE)
    _check(LIBC.capset(header, sets))
