"""What a portal installs is what stands in the repository."""

import shutil
import subprocess
import sys
from pathlib import Path
from tarfile import open as open_archive
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
ONLY_FOR_MAKING_FONTS = {"sgo_pfdo/documents/fonts/subset.py"}
FOLDERS = (".ci", "bench", "docs", "examples", "fixtures", "sgo_pfdo", "tests")
FILES = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "MANIFEST.in",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "setup.cfg",
)
NOT_PACKAGED = shutil.ignore_patterns("__pycache__", ".*_cache")


def build(source: Path, kind: str, folder: Path) -> None:
    """Have setuptools make a wheel or an sdist in a folder, as pip asks it to."""
    code = f"from setuptools import build_meta; build_meta.build_{kind}({str(folder)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT / "sgo_pfdo", source / "sgo_pfdo", ignore=NOT_PACKAGED)
    shutil.copytree(ROOT / "tests" / "support", source / "tests" / "support", ignore=NOT_PACKAGED)
    for name in ("setup.cfg", "pyproject.toml", "MANIFEST.in", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, source)
    files = (place for place in (source / "sgo_pfdo").rglob("*") if place.is_file())
    in_repository = {place.relative_to(source).as_posix() for place in files}
    build(source, "wheel", tmp_path)
    [wheel] = tmp_path.glob("*.whl")
    packaged = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packaged == in_repository - ONLY_FOR_MAKING_FONTS


def test_the_source_archive_has_all_that_its_own_suite_reads(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, source / folder, ignore=NOT_PACKAGED)
    for name in FILES:
        shutil.copy(ROOT / name, source)
    files = {place.relative_to(source).as_posix() for place in source.rglob("*") if place.is_file()}
    build(source, "sdist", tmp_path)
    [path] = tmp_path.glob("*.tar.gz")
    with open_archive(path) as archive:
        packed = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert files - packed == set()
