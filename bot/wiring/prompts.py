"""`dytt check`: everything in prompts/, with its counts and its mistakes."""

from dataclasses import dataclass

from bot.catalogue.check import HEADINGS, check
from bot.catalogue.texts import problems
from bot.settings import data_folder


@dataclass(frozen=True, slots=True)
class Checked:
    """What was counted and what is wrong, ready to be printed."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        counts = [dict(zip(self.headings, row, strict=True)) for row in self.rows]
        return {
            "counts": counts,
            "errors": list(self.errors),
            "warnings": list(self.warnings),
        }


def check_prompts() -> Checked:
    """Check the habits and every sentence the bot says; raises nothing for mistakes."""
    prompts = data_folder("prompts")
    report = check(prompts)
    return Checked(
        headings=HEADINGS,
        rows=report.table_rows(),
        errors=(*map(str, report.errors), *map(str, problems(prompts))),
        warnings=tuple(map(str, report.warnings)),
    )
