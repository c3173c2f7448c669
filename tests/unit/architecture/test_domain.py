"""What the shape of the domain promises."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import foodmarket
import foodmarket.domain
from foodmarket.domain.kernel import naming
from foodmarket.domain.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unavailable,
)

KINDS = (Invalid, NotFound, Forbidden, Conflict, Unavailable)
MODULES = [
    module.name
    for module in pkgutil.walk_packages(foodmarket.domain.__path__, "foodmarket.domain.")
]
SOURCES = Path(foodmarket.__file__).parents[1]
LATE = [
    ".".join(stub.parent.relative_to(SOURCES).parts)
    for stub in sorted(SOURCES.glob("foodmarket/**/__init__.pyi"))
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
    """Or what Python itself asks for, of a package that has no such name."""
    known = {refusal.__name__ for refusal in refusals()}
    of_python = {Path(str(naming.__file__)): "AttributeError"}
    for path in Path(foodmarket.domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call | ast.Name):
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                name = ast.unparse(raised)
                assert name in {*known, "NotImplementedError", of_python.get(path)}, (
                    path.name,
                    node.lineno,
                )


@pytest.mark.parametrize("package", LATE)
def test_names_that_are_imported_late_are_those_that_type_checkers_see(package: str) -> None:
    late = importlib.import_module(package)
    stub = ast.parse(Path(str(late.__file__)).with_suffix(".pyi").read_text("utf-8"))
    seen = {
        alias.name: str(node.module).removeprefix(f"{package}.")
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == vars(late)["_HOMES"]
    assert sorted(seen) == sorted(late.__all__)
    for name in late.__all__:
        found = getattr(late, name)
        assert not isinstance(found, type) or found.__name__ == name
    with pytest.raises(AttributeError, match="nonsense"):
        late.nonsense  # noqa: B018 - a name that nobody offers


def test_whoever_places_orders_does_not_load_what_else_the_marketplace_can_do() -> None:
    program = (
        "import sys; from foodmarket.domain.orders import PlaceOrder\n"
        "print(*(name for name in sys.modules if name.startswith('foodmarket.domain.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    usecases = {name for name in loaded if ".usecases." in name}
    assert usecases <= {
        "foodmarket.domain.accounts.usecases.show_account",
        "foodmarket.domain.orders.usecases.perform",
        "foodmarket.domain.orders.usecases.place_order",
    }
    assert "foodmarket.domain.orders.usecases.place_order" in usecases


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
