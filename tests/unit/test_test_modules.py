"""Rules for the modules of the tests themselves."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def imported(module: Path) -> set[str]:
    """Return the modules that a module imports names from, at any place in it."""
    tree = ast.walk(ast.parse(module.read_text("utf-8")))
    return {node.module or "" for node in tree if isinstance(node, ast.ImportFrom)}


def test_no_module_imports_a_test_module():
    faults = [
        f"{module.relative_to(TESTS)} imports {name}"
        for module in sorted(TESTS.rglob("*.py"))
        for name in sorted(imported(module))
        if name.startswith("tests.") and name.rpartition(".")[2].startswith("test_")
    ]
    assert faults == [], "move what both need into a module of tests/support"


def test_no_module_fixes_a_number_of_examples():
    fixing = [
        str(module.relative_to(TESTS))
        for module in sorted((TESTS / "unit").rglob("test_*.py")) + sorted((TESTS / "property").rglob("*.py"))
        if module != Path(__file__) and "max_examples" in module.read_text("utf-8")
    ]
    assert fixing == [], "say `tried(times)` of tests/support/examples.py, so that the tier decides"
