"""The house: imports run downwards only, and the core knows no Django."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kybao

ROOT = Path(kybao.__file__).parent
FLOORS = [
    ["documents"],
    ["reading"],
    ["checking"],
    ["evaluating"],
    ["calendar"],
    ["consolidating"],
    ["registry"],
    ["people"],
    ["working"],
    ["filing"],
    ["composing"],
    ["reminding"],
    ["exchange"],
    ["consolidated"],
    ["demonstrating"],
    ["searching"],
    ["desk"],
    ["settings", "urls", "wsgi"],
    ["starting"],
    ["keeping"],
    ["cli"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
CORE = {"documents", "reading", "checking", "evaluating", "calendar", "consolidating"}
# A pure module upstairs: it may be used without a database.
PURE = {
    "filing/matching.py",
    "filing/placing.py",
    "filing/reference_part.py",
    *(f"filing/apart/{name}.py" for name in ("examining", "frames", "limits", "standing")),
    "composing/text/tokens.py",
}
MODULES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOOR, f"{room} is no room of the house"
    upwards = {
        name for name in imported(path) if name.startswith("kybao.") and FLOOR.get(name.split(".")[1], -1) > FLOOR[room]
    }
    assert not upwards


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if room_of(path) in CORE or str(path.relative_to(ROOT)) in PURE],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_core_knows_no_django(path: Path) -> None:
    assert not {name for name in imported(path) if name.split(".")[0] == "django"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in {"helpers", "helper", "utils", "util", "common", "misc", "base", "core", "lib"}
