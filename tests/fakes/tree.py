"""This repository's own files, for the tests that read them."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

_MADE = {"build", "dist", "htmlcov", "node_modules", "__pycache__"}
_HIDDEN_BUT_OURS = {".ci"}


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Yield the files below `folders`, by default all; nothing that was made."""
    for folder in folders or (".",):
        for parent, inner, names in os.walk(ROOT / folder):
            inner[:] = [name for name in inner if _ours(name)]
            yield from (Path(parent, name) for name in names if name.endswith(suffix))


def shown(path: Path) -> str:
    """Return the path as a reader knows it: from the repository's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), path)


def _ours(folder: str) -> bool:
    hidden = folder.startswith(".") and folder not in _HIDDEN_BUT_OURS
    return not hidden and folder not in _MADE and not folder.endswith(".egg-info")
