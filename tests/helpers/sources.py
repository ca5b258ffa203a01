"""The syntax of sources; many tests look at every file of the package, so each is parsed once."""

from __future__ import annotations

import ast
from functools import cache


@cache
def tree(source: str) -> ast.Module:
    """Return the syntax tree of a source; nobody may change it."""
    return ast.parse(source)


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Return every node of the syntax tree of a source, as `ast.walk` gives them."""
    return tuple(ast.walk(tree(source)))
