"""What holds for every command: language, rules folder, form of the answer. Its options stand wherever one likes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from adjudicator.pages.words import Lang

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Settings:
    """How the person who asks wants to be answered."""

    lang: Lang
    rules: Path | None = None
    json: bool = False
    debug: bool = False

    @property
    def zh(self) -> bool:
        """Whether the answer is in Chinese."""
        return self.lang == "zh"

    def say(self, zh: str, en: str) -> str:
        """One of two texts, by language."""
        return zh if self.lang == "zh" else en


def language(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the locale: ``zh`` where the first set of LC_ALL, LC_MESSAGES, LANG begins so; else ``en``.

    >>> language({"LANG": "zh_CN.UTF-8"}), language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def asked(arguments: list[str]) -> Settings:
    """The settings as far as they can be told from the words of the command line, for errors before they are read."""
    lang: Lang = language()
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        given = word.removeprefix("--lang=") if word.startswith("--lang=") else following if word == "--lang" else ""
        lang = "zh" if given == "zh" else "en" if given == "en" else lang
    return Settings(lang, json="--json" in arguments, debug="--debug" in arguments)


def everywhere(command: _Command) -> _Command:
    """Gives a command, or the group of all, the options that are accepted everywhere."""
    for option in (
        click.option("--debug", is_flag=True, default=None, help="Show where an internal error arose.", **_KEPT),
        click.option(
            "--json", is_flag=True, default=None, help="Exactly one JSON document on standard output.", **_KEPT
        ),
        click.option(
            "--rules",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The rules folder; default: the rules that come with the program.",
            **_KEPT,
        ),
        click.option(
            "--lang", type=click.Choice(["zh", "en"]), help="Language of the answer; default: the locale's.", **_KEPT
        ),
    ):
        command = option(command)
    return command


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    settings = context.find_root().ensure_object(_Fresh)
    if value is not None and parameter.name is not None:
        setattr(settings, parameter.name, value)


class _Fresh(Settings):
    def __init__(self) -> None:
        super().__init__(language())


_KEPT: dict[str, Any] = {"expose_value": False, "callback": _keep}


def current() -> Settings:
    """The settings of the command that runs."""
    found = click.get_current_context().find_root().obj
    assert isinstance(found, Settings)
    return found


def console(*, errors: bool = False) -> Console:
    """A terminal for people: colours only where there is one; as wide as it is, or 100 columns where nobody looks."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else 100
    return Console(file=stream, highlight=False, width=width, emoji=False, markup=False)


def show(*parts: RenderableType) -> None:
    """Prints parts of an answer for people."""
    target = console()
    if target.is_terminal:
        for part in parts:
            target.print(part)
        return
    with target.capture() as captured:
        for part in parts:
            target.print(part)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
