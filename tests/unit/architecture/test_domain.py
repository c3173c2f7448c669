"""What the shape of the domain promises."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import foodmarket
import foodmarket.domain
from foodmarket import ports
from foodmarket.domain.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unavailable,
)

KINDS = (Invalid, NotFound, Forbidden, Conflict, Unavailable)
PORTS = Path(ports.__file__).parent


MODULES = [
    module.name
    for module in pkgutil.walk_packages(foodmarket.domain.__path__, "foodmarket.domain.")
]


def refusals(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    for module in MODULES:
        importlib.import_module(module)
    below = kind.__subclasses__()
    found = set(below).union(*(refusals(child) for child in below))
    ours = [child for child in found if child.__module__.startswith("foodmarket.")]
    # attrs makes a class with slots out of one without, which stays about until it is collected.
    return set({(child.__module__, child.__qualname__): child for child in ours}.values())


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in refusals()]
    assert len(codes) > 40
    assert sorted(codes) == sorted(set(codes))


def test_every_refusal_is_of_one_of_the_five_kinds_and_says_why() -> None:
    for refusal in refusals() - set(KINDS):
        assert sum(issubclass(refusal, kind) for kind in KINDS) == 1, refusal
        assert refusal.__doc__, refusal


def test_the_domain_raises_refusals_alone() -> None:
    known = {refusal.__name__ for refusal in refusals()}
    for path in Path(foodmarket.domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call | ast.Name):
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                name = ast.unparse(raised)
                assert name in {*known, "NotImplementedError"}, (path.name, node.lineno)


def test_the_ports_that_are_imported_late_are_those_that_type_checkers_see() -> None:
    stub = ast.parse((PORTS / "__init__.pyi").read_text("utf-8"))
    seen = {
        alias.name: str(node.module).removeprefix("foodmarket.ports.")
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == vars(ports)["_HOMES"]
    assert sorted(seen) == sorted(ports.__all__)
    for name in ports.__all__:
        assert getattr(ports, name).__name__ == name


def test_the_domain_needs_nothing_but_attrs() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        f"for name in {MODULES!r}: __import__(name)\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(loaded - set(sys.stdlib_module_names)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    private = {name for name in loaded if name.startswith("_")}  # of the standard library
    assert set(loaded) - private <= {"attr", "attrs", "foodmarket"}


def test_the_domain_asks_no_clock_and_rolls_no_dice() -> None:
    for path in Path(foodmarket.domain.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        for word in ("datetime.now", "utcnow", "time.time", "import random", "uuid4", "secrets"):
            assert word not in text, (path, word)
