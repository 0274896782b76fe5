"""The layers hold: arrows point down, siblings don't know each other."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"  # noqa: E501  one program


def test_every_import_keeps_to_its_layer() -> None:
    # In a process of its own: it sets up logging anew, for all who come after.
    found = subprocess.run(  # noqa: S603  our own lint
        [sys.executable, "-c", LINT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
