"""Changes of code, one at a time; and code that tells which of its statements are reached."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parent.parent

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
#: how much is done at a time, and when purses are worked out anew: no result depends on these
SIZES = {"matrix.BLOCK", "purses.FEW", "purses.WEAR", "purses.LOOSE", "purses.BEYOND"}

Change = Callable[[ast.AST], None]


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can go wrong at this place, as (words, change of the node)."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield _words(node.ops[0], other), _set("ops", [other(), *node.ops[1:]])
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        sign = OPERATORS[type(node.op)]
        yield _words(node.op, sign), _set("op", sign())
    if isinstance(node, ast.BoolOp):
        word: type[ast.boolop] = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield _words(node.op, word), _set("op", word())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield f"{type(node.op).__name__} dropped", _without_sign
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} → {value}", _set("value", value)
    if isinstance(node, ast.Break | ast.Continue):
        yield f"{type(node).__name__} dropped", _set("__class__", ast.Pass)


def _words(old: ast.AST, new: type[ast.AST]) -> str:
    return f"{type(old).__name__} → {new.__name__}"


def _set(name: str, value: object) -> Change:
    return lambda node: setattr(node, name, value)


def _without_sign(node: ast.AST) -> None:
    """`-x` becomes `+x`, `not x` becomes `not not x`."""
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.USub):
        node.op = ast.UAdd()
    else:
        node.operand = ast.UnaryOp(ast.Not(), node.operand)


@dataclass(frozen=True)
class Mutant:
    """`place` is the node's number in `ast.walk`, `change` one of those possible there.

    `statement` is the number of the statement around it, None where that runs at the import.
    """

    path: Path
    line: int
    what: str
    place: int
    change: int
    statement: int | None

    def __str__(self) -> str:
        text = self.path.read_text().splitlines()[self.line - 1].strip()
        return f"{self.path.relative_to(ROOT)}:{self.line}  {self.what}  {text}"

    def code(self) -> CodeType:
        tree = ast.parse(self.path.read_text())
        node = list(ast.walk(tree))[self.place]
        list(_changes(node))[self.change][1](node)
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def mutants(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text())
    around = dict(_statements(tree))
    left_out = set(_left_out(tree, path.stem))
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in left_out:
            for change, (what, _change) in enumerate(_changes(node)):
                line = getattr(node, "lineno", 0)
                yield Mutant(path, line, what, place, change, around.get(id(node)))


def _left_out(tree: ast.Module, module: str) -> Iterator[int]:
    """Nodes whose change no count can show: see docs/counting.md."""
    for node in ast.walk(tree):
        apart: list[ast.AST | None] = [
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
        ]
        if isinstance(node, ast.ClassDef):
            apart += node.decorator_list
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
            apart += node.keywords
        if isinstance(node, ast.keyword) and node.arg == "repr":
            apart.append(node)
        if isinstance(node, ast.Assign) and f"{module}.{ast.unparse(node.targets[0])}" in SIZES:
            apart.append(node)
        yield from (id(inner) for part in apart if part for inner in ast.walk(part))


def _statements(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """(id of a node inside a function, number of the innermost statement around it)."""
    numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}

    def inside(node: ast.AST, function: bool, statement: int | None) -> Iterator[tuple[int, int]]:
        if function and isinstance(node, ast.stmt):
            statement = numbers[id(node)]
        if statement is not None:
            yield id(node), statement
        body = {id(part) for part in getattr(node, "body", ())} if _is_function(node) else set()
        for part in ast.iter_child_nodes(node):
            yield from inside(part, function or id(part) in body, statement)

    yield from inside(tree, False, None)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


# --- probes --------------------------------------------------------------------------------------


def with_probes(path: str) -> CodeType:
    """Each statement inside a function says first that it was reached."""
    tree = ast.parse(Path(path).read_text())
    numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}
    probed = {number for _node, number in _statements(tree)}
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, list(_probed(path, block, numbers, probed)))
    return compile(ast.fix_missing_locations(tree), path, "exec")


def _probed(
    path: str, block: list[ast.stmt], numbers: dict[int, int], probed: set[int]
) -> Iterator[ast.stmt]:
    for statement in block:
        number = numbers[id(statement)]
        if number in probed:
            yield from ast.parse(f"__reached__({path!r}, {number})").body
        yield statement
