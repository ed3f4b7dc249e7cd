"""Says on standard error which picture is being read, as a moving bar where somebody looks, else a line per picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adjudicator.commands.settings import Settings, console

Tell = Callable[[str, int, int], None]


@contextmanager
def reading(settings: Settings) -> Iterator[Tell]:
    """A function to be called with the name of the picture that is read next, its number and how many there are."""
    label = settings.say("正在读取", "reading")
    if not sys.stderr.isatty():

        def line(name: str, number: int, count: int) -> None:
            if number == 1:
                sys.stderr.write(f"{_confined(settings)}\n")
            sys.stderr.write(f"{label} {number}/{count}  {name}\n")
            sys.stderr.flush()

        yield line
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(errors=True),
        transient=True,
    ) as bar:
        task = bar.add_task(label, total=None)

        def move(name: str, number: int, count: int) -> None:
            if number == 1:
                bar.console.print(_confined(settings), style="dim")
            bar.update(task, description=f"{label} {name}", total=count, completed=number - 1)

        yield move


def _confined(settings: Settings) -> str:
    from adjudicator.services.exhibits import sandbox

    return settings.say("图片解码的隔离：", "pictures are decoded under ") + sandbox()
