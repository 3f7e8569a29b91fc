"""The arrows of docs/architecture.md, held against the source: who imports whom, who commits, who keeps state."""

import ast
from collections.abc import Iterator, Sequence, Set
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from tests.docs.reading import DOCS, in_code, rows, section

PACKAGE = Path(__file__).parents[1] / "sgo_pfdo"
PAGE = DOCS / "architecture.md"
FLOORS = [in_code(row[1]) for row in rows(section(PAGE, "Which way imports go"))]
FRAMEWORKS = {"alembic", "blinker", "flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "sqlalchemy", "wtforms"}
SERVICES = ("certificates", "journal", "municipalities", "programmes", "register")
MUTATORS = {"add", "append", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def name_of(file: Path) -> str:
    """Name a module within the package: ``certificates.issuing``; a package by the name of its folder."""
    name = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
    return name if name == "__init__" else name.removesuffix(".__init__")


SOURCES = {
    name_of(file): ast.parse(file.read_text(encoding="utf-8"))
    for file in sorted(PACKAGE.rglob("*.py"))
    if "versions" not in file.parts
}

RULES = ["people", *(name for name in SOURCES if name.startswith(("certificates.rules", "plain.")))]


def modules_of(*rooms: str) -> list[str]:
    """List the modules of some rooms; each of the rooms has some."""
    found = [name for name in SOURCES if name.split(".")[0] in rooms]
    assert {name.split(".")[0] for name in found} == set(rooms)
    return found


@cache
def nodes(module: str) -> Sequence[ast.AST]:
    """List all that a module says; one walk serves every test."""
    return tuple(ast.walk(SOURCES[module]))


@cache
def calls() -> Set[tuple[str, str]]:
    """List which module calls a function or method of which name."""
    return {
        (module, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        for module in SOURCES
        for node in nodes(module)
        if isinstance(node, ast.Call)
    }


@cache
def all_imports(module: str) -> frozenset[str]:
    """List everything a module imports by its full name, ``from package import module`` as ``package.module``."""
    found = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            found |= {_full_name(str(node.module), alias.name) for alias in node.names}
    return frozenset(found)


def _full_name(module: str, name: str) -> str:
    return f"{module}.{name}" if f"{module}.{name}".removeprefix("sgo_pfdo.") in SOURCES else module


def imports(module: str) -> set[str]:
    """List the modules of the package that a module imports, by their names within it."""
    return {name.removeprefix("sgo_pfdo.") for name in all_imports(module) if name.startswith("sgo_pfdo.")}


def frameworks(module: str) -> set[str]:
    """List the frameworks that a module imports."""
    return {name.split(".")[0] for name in all_imports(module)} & FRAMEWORKS


def floor_of(module: str) -> int | None:
    """Find the floor of a module, the plug being 0; the longest name in the table wins."""
    places = [(len(name), floor, name) for floor, names in enumerate(FLOORS) for name in names]
    fitting = [(length, floor) for length, floor, name in places if f"{module}.".startswith(f"{name}.")]
    return max(fitting)[1] if fitting else None


def test_every_module_stands_on_a_floor() -> None:
    missing = [module for module in SOURCES if floor_of(module) is None]
    assert missing == [], "add them to the tables in docs/architecture.md"


def test_imports_go_down() -> None:
    floors = {module: floor for module in SOURCES if (floor := floor_of(module)) is not None}
    steps = [(module, name) for module in floors for name in imports(module) & floors.keys()]
    assert [(module, name) for module, name in steps if floors[name] < floors[module]] == []


def test_imports_make_no_circle() -> None:
    assert list(TopologicalSorter({module: imports(module) for module in SOURCES}).static_order())


def test_every_name_in_the_table_of_floors_exists() -> None:
    names = [name for floor in FLOORS for name in floor]
    assert [name for name in names if name not in SOURCES] == []
    assert len(names) == len(set(names))


PAGE_ROOMS = {in_code(row[0])[0]: {"common", *in_code(row[2])} for row in rows(section(PAGE, "Rooms of pages"))}


def page_room(module: str) -> str:
    """Name the folder of pages that a module belongs to; empty for others, and for what puts the folders together."""
    return module.split(".")[1] if module.startswith("blueprints.") else ""


def test_a_folder_of_pages_imports_no_other_one() -> None:
    for module in filter(page_room, SOURCES):
        room = page_room(module)
        assert {page_room(name) for name in imports(module)} - {"", room} <= (PAGE_ROOMS[room] - {room}), module
        assert imports(module).isdisjoint({"blueprints", "extension", "cli", "doctor"}), module


def test_every_folder_of_pages_is_described() -> None:
    assert {page_room(name) for name in SOURCES} - {""} == set(PAGE_ROOMS)


def test_municipalities_know_nothing_of_certificates() -> None:
    known = {name.split(".")[0] for module in modules_of("municipalities") for name in imports(module)}
    assert known.isdisjoint({"certificates", "applications"})


def test_the_files_that_the_page_sends_to_are_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    told = text[text.index("## Where do I add…") : text.index("## Who commits")]
    paths = [name for name in in_code(told) if "/" in name and "<" not in name]
    assert len(paths) > 20
    assert [name for name in paths if not any((root / name).exists() for root in (PACKAGE, PACKAGE.parent))] == []


def test_every_room_is_described() -> None:
    listed = [name for row in rows(section(PAGE, "Rooms")) for name in in_code(row[0])]
    described = {name.removesuffix("/").removesuffix(".py") for name in listed}
    there = {entry.stem for entry in PACKAGE.iterdir() if entry.suffix == ".py" or (entry / "__init__.py").exists()}
    assert there | {"templates", "static"} == described


def test_the_rules_know_no_framework_and_no_clock() -> None:
    for module in RULES:
        assert frameworks(module) == set(), module
        assert [name for name in imports(module) if name not in RULES] == [], module
        assert not {"now", "today", "utcnow"} & {call for each, call in calls() if each == module}, module


def test_the_papers_know_nothing_of_the_package_but_its_words() -> None:
    for module in modules_of("documents"):
        assert {name for name in imports(module) if name.split(".")[0] != "documents"} <= {"plain.wording"}, module
        assert frameworks(module) == set(), module


def test_the_services_know_neither_flask_nor_the_pages_nor_the_host() -> None:
    above = {"blueprints", "cli", "current", "doctor", "extension", "host"}
    for module in modules_of(*SERVICES):
        assert {name.split(".")[0] for name in imports(module)}.isdisjoint(above), module
        assert frameworks(module) <= {"sqlalchemy"}, module


def callers_of(function: str) -> set[str]:
    """Name the modules that call a function or method of this name."""
    return {module for module, called in calls() if called == function}


def test_only_perform_commits_and_nobody_makes_savepoints() -> None:
    assert callers_of("commit") == {"database"}
    assert callers_of("begin_nested") == set()


def test_integrity_errors_are_never_caught() -> None:
    names = {node.id for module in SOURCES for node in nodes(module) if isinstance(node, ast.Name)}
    assert "IntegrityError" not in names


def test_no_module_keeps_state() -> None:
    for module, source in SOURCES.items():
        assert not [node for node in nodes(module) if isinstance(node, ast.Global)], module
        shared = {target.id for node in source.body for target in _assigned(node) if isinstance(target, ast.Name)}
        functions = [node for node in nodes(module) if isinstance(node, ast.FunctionDef)]
        assert [change for function in functions for change in _changes(function) if change in shared] == [], module


def _assigned(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def _changes(function: ast.FunctionDef) -> Iterator[str]:
    """Name what a function writes into: ``name[…] = …``, ``del name[…]``, ``name.append(…)`` and the like."""
    for node in ast.walk(function):
        changed = None
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            changed = node.func.value
        if isinstance(changed, ast.Name):
            yield changed.id


def test_the_only_caches_hold_what_is_the_same_for_everybody() -> None:
    cached = {
        f"{module}.{node.name}"
        for module in SOURCES
        for node in nodes(module)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if "cache" in ast.unparse(decorator) and "cached_property" not in ast.unparse(decorator)
    }
    fonts = {"documents.typeface.metrics", "documents._fast._fonts"}
    fixed = {"documents._fast._fixed", "documents.blank._laid_out", "documents.structure.structure"}
    blank_forms = {"blueprints.common.files.papers.draw_blank", "blueprints.family.downloads._kinds_of_blanks"}
    # by their revisions, which the services renew: nothing gets out of date
    municipalities = {"municipalities.reading._kept", "funds.known._kept", "blueprints.common.filters.kept"}
    pictures = {"blueprints.cabinet.fall_chart._drawn"}  # of what it is given, whoever's it is
    words = {"passwords._common", "programmes.rules.search_words.stem_of"}  # a word has one stem, whoever asks
    assert cached == {*blank_forms, *municipalities, *pictures, *fonts, *fixed, *words}


def test_what_only_the_extra_brings_is_imported_by_one_module() -> None:
    of_the_extra = {"authlib", "joserfc", "requests", "urllib3"}
    users = {module for module in SOURCES if {name.split(".")[0] for name in all_imports(module)} & of_the_extra}
    assert users == {"identity.oidc_wire"}
    assert {module for module in SOURCES if "identity.oidc_wire" in imports(module)} == set()


def test_fpdf2_is_imported_when_something_is_drawn_and_not_before() -> None:
    late = "documents.embedding"
    assert {module for module in SOURCES if any(name.startswith("fpdf") for name in all_imports(module))} == {late}
    at_once = {
        module
        for module, tree in SOURCES.items()
        if any(isinstance(one, ast.ImportFrom) and one.module == f"sgo_pfdo.{late}" for one in tree.body)
    }
    assert at_once == set()


MOST_FILES, MOST_LINES = 20, 350
FULL_ROOMS = {"certificates", "documents"}
"""One file for each thing that is done with a certificate, and for each paper."""


def test_a_room_can_be_looked_over_and_a_file_be_read() -> None:
    rooms = [room for room in (PACKAGE, *PACKAGE.rglob("*/")) if "__pycache__" not in room.parts]
    files = {room: [file for file in room.iterdir() if file.is_file()] for room in rooms}
    named = {
        str(room.relative_to(PACKAGE)): count for room, found in files.items() if (count := len(found)) > MOST_FILES
    }
    assert named.keys() == FULL_ROOMS
    long = {file.name: lines for found in files.values() for file in found if (lines := _lines(file)) > MOST_LINES}
    assert long == {}


def _lines(file: Path) -> int:
    is_read = file.suffix == ".py" and "versions" not in file.parts
    return file.read_text(encoding="utf-8").count("\n") if is_read else 0
