"""Checks every template: it compiles, its imports exist and are used, and it keeps the CSP.

A template over 120 lines gives its reason in a comment at the top: {# Long: … #}
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import DictLoader, Environment, TemplateSyntaxError, nodes

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 120
EXTENSIONS = ["jinja2.ext.i18n"]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
FORBIDDEN = {
    re.compile(r"<[a-z][^<>]*?\sstyle\s*=", re.I): "a style attribute; use a class",
    re.compile(r"<style\b", re.I): "a style element; use the stylesheet",
    re.compile(r"<script(?![^<>]*\ssrc\s*=)", re.I): "a script without src",
    re.compile(r"<[a-z][^<>]*?\son[a-z]+\s*=", re.I): "an on… attribute; listen in a script file",
    re.compile(r"=\s*[\"']?\s*javascript:", re.I): "a javascript: address",
}
#: What a page may load by itself; addresses in links (href of a) are free.
FOREIGN = re.compile(
    r"<(?:script|img|link|iframe|source)\b[^<>]*?\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//"
)

Sources = dict[str, str]
Trees = dict[str, nodes.Template]


def load(root: Path = ROOT) -> Sources:
    found: Sources = {}
    for folder in sorted(root.glob("platform/*/templates")):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
    return found


def constants(node: nodes.Expr) -> list[str]:
    """The template names in {% extends %}, {% include %}, {% import %} that are plain strings."""
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else list(node.value)
    if isinstance(node, nodes.Tuple | nodes.List):
        return [name for item in node.items for name in constants(item)]
    if isinstance(node, nodes.CondExpr):
        other = constants(node.expr2) if node.expr2 else []
        return [*constants(node.expr1), *other]
    return []


def macros(tree: nodes.Template) -> set[str]:
    defined = {macro.name for macro in tree.find_all(nodes.Macro)}
    return defined | {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}


def imported(tree: nodes.Template) -> Iterator[tuple[str, str | None, str]]:
    """(template, name there or None for the whole, name here)"""
    for whole in tree.find_all(nodes.Import):
        yield from ((name, None, whole.target) for name in constants(whole.template))
    for part in tree.find_all(nodes.FromImport):
        for name in constants(part.template):
            for item in part.names:
                there, here = (item, item) if isinstance(item, str) else item
                yield name, there, here


def import_faults(tree: nodes.Template, trees: Trees) -> Iterator[str]:
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    for template, there, here in imported(tree):
        if here not in used:
            yield f"imports {here} and does not use it"
        if there and template in trees and there not in macros(trees[template]):
            yield f"imports {there}, which {template} does not define"
    for node in tree.find_all((nodes.Import, nodes.FromImport)):
        if getattr(node, "with_context", False):
            yield "imports with context; pass the values as arguments"


def missing_templates(tree: nodes.Template, trees: Trees) -> Iterator[str]:
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        assert isinstance(node, nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport)
        missing = [name for name in constants(node.template) if name not in trees]
        if missing and not getattr(node, "ignore_missing", False):
            yield f"names {', '.join(missing)}, which does not exist"


def text_faults(name: str, source: str) -> Iterator[str]:
    lines = source.count("\n")
    if lines > LONGEST and not re.match(r"\s*\{#-?\s*Long: \S", source):
        yield f"has {lines} lines; split it, or begin it with {{# Long: reason #}}"
    if not name.endswith((".html", ".svg")):
        return
    bare = JINJA.sub("", source)
    for pattern, fault in FORBIDDEN.items():
        if match := pattern.search(bare):
            yield f"has {fault}: {' '.join(match[0].split())[:60]}"
    if match := FOREIGN.search(bare):
        yield f"loads from another origin: {match[0][:60]}"


def faults(sources: Sources) -> Iterator[str]:
    environment = Environment(loader=DictLoader(sources), extensions=EXTENSIONS, autoescape=True)
    # Names of filters and tests of the application are not known here; its own tests render.
    for known in (environment.filters, environment.tests):
        for name in named(environment, sources):
            known.setdefault(name, lambda *_a, **_k: True)
    trees: Trees = {}
    for name, source in sources.items():
        try:
            trees[name] = environment.parse(source, name)
            environment.compile(source, name)
        except TemplateSyntaxError as error:
            yield f"{name}:{error.lineno}: {error.message}"
    for name, tree in trees.items():
        yield from (f"{name}: {fault}" for fault in import_faults(tree, trees))
        yield from (f"{name}: {fault}" for fault in missing_templates(tree, trees))
        yield from (f"{name}: {fault}" for fault in text_faults(name, sources[name]))


def named(environment: Environment, sources: Sources) -> set[str]:
    """Filters and tests that templates name ("number" is our filter and Jinja's test)."""
    found = set()
    for source in sources.values():
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError:
            continue
        found |= {node.name for node in tree.find_all((nodes.Filter, nodes.Test))}
    return found


def main() -> int:
    sources = load()
    found = list(faults(sources))
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(f"{len(sources)} templates in order.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
