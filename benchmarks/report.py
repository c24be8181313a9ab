"""How a measurement is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass
class Report:
    """One table, what it means, and what could not be measured here."""

    title: str
    columns: Sequence[str]
    lines: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    goals: list[tuple[str, bool]] = field(default_factory=list)
    not_run: list[tuple[str, str]] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title, title_justify="left", title_style="bold")
        for at, column in enumerate(self.columns):
            table.add_column(column, justify="right" if at else "left", overflow="fold")
        for line in self.lines:
            table.add_row(*line)
        console.print(table)
        for name, how in self.not_run:
            console.print(f"  NOT RUN: {name} ({how})", style="yellow", markup=False)
        for note in self.notes:
            console.print(f"  {note}", markup=False, highlight=False)
        for goal, reached in self.goals:
            style, word = ("green", "reached") if reached else ("red", "NOT reached")
            console.print(f"  goal {word}: {goal}", style=style, markup=False, highlight=False)
        console.print()
