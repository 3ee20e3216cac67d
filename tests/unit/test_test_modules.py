"""Rules for the modules of the tests themselves."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def imported(module: Path) -> set[str]:
    """Return what a module imports at any place in it: modules, and names in modules."""
    tree = ast.walk(ast.parse(module.read_text("utf-8")))
    names = set()
    for node in tree:
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_no_module_imports_a_test_module_or_a_conftest():
    faults = [
        f"{module.relative_to(TESTS)} imports {name}"
        for module in sorted(TESTS.rglob("*.py"))
        for name in sorted(imported(module))
        if name.rpartition(".")[2].startswith(("test_", "conftest"))
    ]
    assert faults == [], "move what both need into a module of tests/support"


def test_no_module_fixes_a_number_of_examples():
    fixing = [
        str(module.relative_to(TESTS))
        for module in sorted((TESTS / "unit").rglob("test_*.py")) + sorted((TESTS / "property").rglob("*.py"))
        if module != Path(__file__) and "max_examples" in module.read_text("utf-8")
    ]
    assert fixing == [], "say `tried(times)` of tests/support/examples.py, so that the tier decides"
