"""The layout holds: small folders, public names with one meaning, module docstrings that say what the module does."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("shared/hepaflow", "functions")
FULL = 15  # files that a reader takes in at one look (docs/adr, rooms)
# names that a framework or a convention asks for in several modules
CONVENTIONS = frozenset({"router", "logger", "metrics", "processor", "handler"})
VERBS = frozenset(
    [
        "Accept", "Adapt", "Add", "Answer", "Append", "Apply", "Build", "Bundle", "Calculate", "Call",
        "Carry", "Change", "Check", "Choose", "Claim", "Collect", "Commit", "Compare", "Compute", "Convert",
        "Count", "Decide", "Declare", "Decode", "Decompress", "Define", "Describe", "Detect", "Draft", "Draw",
        "Encode", "Escape", "Estimate", "Find", "Fold", "Give", "Grade", "Group", "Guess", "Hand", "Hold", "Identify", "Index",
        "Ingest", "Keep", "Lay", "List", "Load", "Locate", "Look", "Make", "Map", "Mark", "Match", "Measure",
        "Name", "Normalize", "Open", "Pack", "Parse", "Prepare", "Print", "Propose", "Publish", "Queue", "Re-run", "Read", "Recognize", "Record", "Refuse", "Remember", "Replace", "Report", "Resolve", "Run",
        "Send", "Serve", "Show", "Skip", "Sort", "Split", "Start", "Store", "Suggest", "Suppose", "Trace", "Track",
        "Translate", "Try", "Turn", "Unpack", "Validate", "Void", "Wait", "Write", "Yield",
    ]
)  # fmt: skip


def modules() -> dict[str, ast.Module]:
    paths = (path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py")))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


MODULES = modules()


def public_definitions(path: str, tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Yield what a module defines for others, apart from what bears another's name on purpose.

    A route, a command of the command line and a schema of the API are named after the use case or the thing that they
    show; a type variable means nothing outside of its module.
    """
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                names = [] if decorators and _is_door(path) else [name]
            case ast.ClassDef(name=name):
                names = [] if path.startswith("functions/api/") and _is_schema(node) else [name]
            case ast.Assign(targets=targets, value=value):
                names = (
                    []
                    if _is_type_variable(value)
                    else [one.id for one in targets if isinstance(one, ast.Name)]
                )
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        for name in names:
            if not name.startswith("_") and name not in CONVENTIONS:
                yield name, node


def _is_door(path: str) -> bool:
    return path.startswith(("functions/api/", "shared/hepaflow/cli/"))


def _is_schema(node: ast.ClassDef) -> bool:
    """Say whether a class is an API model: it ends in pydantic's BaseModel, or in another model of the API."""
    return bool(node.bases)


def _is_type_variable(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "TypeVar"


def test_public_name_has_one_meaning():
    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    for path, tree in MODULES.items():
        for name, node in public_definitions(path, tree):
            meanings[name][path] = ast.unparse(node)
    doubled = {name: sorted(where) for name, where in meanings.items() if len(set(where.values())) > 1}
    assert doubled == {}


@pytest.mark.parametrize("path", MODULES)
def test_module_docstring_begins_with_a_verb(path):
    said = ast.get_docstring(MODULES[path])
    assert said is not None
    assert said.split()[0].rstrip(",:;") in VERBS, (
        f"{path}: say what the module does; add the verb if it is one"
    )


@pytest.mark.parametrize("folder", sorted({str(Path(path).parent) for path in MODULES} | {"infra/local"}))
def test_folder_is_small(folder):
    assert len(list((ROOT / folder).glob("*.py"))) <= FULL


def public_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield functions and methods that others call; the docstring of a route or command is its public description."""
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from ((path, one) for one in node.body if isinstance(one, ast.FunctionDef))
        yield from ((path, one) for one in tree.body if isinstance(one, ast.FunctionDef))


def unstated(path: str, function: ast.FunctionDef) -> list[str]:
    """Return the sections that a docstring lacks: Args from three parameters on, Raises, the shape of a mapping."""
    if function.name.startswith("_") or (function.decorator_list and _is_door(path)):
        return []
    text = ast.get_docstring(function) or ""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    raises = any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(function))
    returned = ast.unparse(function.returns) if function.returns else ""
    wanted = {
        "Args:": len([name for name in names if name not in ("self", "cls")]) > 2,
        "Raises:": raises,
        "": returned.startswith(("dict[", "Mapping[")) and not text,
    }
    return [section for section, needed in wanted.items() if needed and (not section or section not in text)]


def test_public_function_states_its_arguments_and_errors():
    lacking = {
        f"{path}:{one.name}": gaps for path, one in public_functions() if (gaps := unstated(path, one))
    }
    assert lacking == {}
