"""What a command writes for an administrator: nobody else reads it, whatever somebody has prepared in the folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from sgo_pfdo.upkeep.private_files import write_private
from tests.support.actions import run_command

COMMANDS = (("export", "{file}", "--municipality", "kiselevsk"), ("journal", "--csv", "{file}"))


def run(app: flask.Flask, command: tuple[str, ...], file: Path) -> str:
    result = run_command(app, *[part.format(file=file) for part in command])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.output


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.lstat().st_mode)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_was_there_before_is_replaced_with_its_mode(
    app: flask.Flask, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "register.csv"
    file.write_text("everybody may read this")
    file.chmod(0o666)
    with file.open() as opened_before:
        run(app, command, file)
        assert opened_before.read() == "everybody may read this"
    assert mode_of(file) == 0o600
    assert not [other for other in tmp_path.iterdir() if other.name.endswith(".part")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_link_is_replaced_and_not_followed(app: flask.Flask, tmp_path: Path, command: tuple[str, ...]) -> None:
    theirs, file = tmp_path / "theirs", tmp_path / "register.csv"
    theirs.write_text("theirs")
    file.symlink_to(theirs)
    run(app, command, file)
    assert theirs.read_text() == "theirs"
    assert not file.is_symlink() and mode_of(file) == 0o600


@pytest.mark.parametrize("command", COMMANDS)
def test_links_under_the_name_that_used_to_be_written_first_catch_nothing(
    app: flask.Flask, tmp_path: Path, command: tuple[str, ...]
) -> None:
    theirs, file = tmp_path / "theirs", tmp_path / "register.csv"
    (tmp_path / "register.csv.part").symlink_to(theirs)
    run(app, command, file)
    assert not theirs.exists()
    assert mode_of(file) == 0o600


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_is_no_file_to_write(app: flask.Flask, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "register.csv"
    os.mkfifo(file)
    assert "no ordinary file" in run(app, command, file)
    assert stat.S_ISFIFO(file.lstat().st_mode)


@pytest.mark.parametrize(
    "command",
    [
        ("export", "a.csv", "--municipality", "\udcff"),
        ("journal", "--certificate", "\udcff"),
        ("journal", "--municipality", "\udcff"),
        ("enable", "17", "--municipality", "\udcff"),
        ("enable", "\udcff", "--municipality", "kiselevsk"),
        ("disable", "\udcff"),
        ("numbers", "raise", "--municipality", "\udcff"),
    ],
)
def test_bytes_that_are_no_text_are_told_and_make_no_traceback(app: flask.Flask, command: tuple[str, ...]) -> None:
    result = run_command(app, *command)
    assert isinstance(result.exception, SystemExit) and "text" in result.output


def test_while_it_is_written_nobody_else_may_read_it_either(tmp_path: Path) -> None:
    seen: list[tuple[int, str]] = []

    def parts() -> Iterator[bytes]:
        yield b"half"
        seen.extend((mode_of(file), file.name) for file in tmp_path.iterdir())
        yield b" and half"

    old = os.umask(0)
    try:
        write_private(tmp_path / "a.csv", parts())
        write_private(tmp_path / "b.csv", parts())
    finally:
        os.umask(old)
    assert {mode for mode, _ in seen} == {0o600}
    unfinished = {name for _, name in seen if name.endswith(".part")}
    assert len(unfinished) == 2
    assert (tmp_path / "a.csv").read_bytes() == b"half and half"


def test_what_fails_midway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the database went away")

    file = tmp_path / "a.csv"
    file.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write_private(file, parts())
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
