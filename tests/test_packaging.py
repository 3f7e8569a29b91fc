"""What a portal installs is what stands in the repository."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
ONLY_FOR_MAKING_FONTS = {"sgo_pfdo/documents/fonts/subset.py"}
NOT_PACKAGED = shutil.ignore_patterns("__pycache__", ".*_cache")


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT / "sgo_pfdo", source / "sgo_pfdo", ignore=NOT_PACKAGED)
    shutil.copytree(ROOT / "tests" / "support", source / "tests" / "support", ignore=NOT_PACKAGED)
    for name in ("setup.cfg", "pyproject.toml", "MANIFEST.in", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, source)
    files = (place for place in (source / "sgo_pfdo").rglob("*") if place.is_file())
    in_repository = {place.relative_to(source).as_posix() for place in files}
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", tmp_path, source], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    packaged = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packaged == in_repository - ONLY_FOR_MAKING_FONTS
