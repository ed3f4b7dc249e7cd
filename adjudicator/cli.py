"""The command line: its commands, and the one place where what went wrong becomes a line and an exit status.

Whatever goes wrong ends with status 2 and one line per fault on standard error, in both languages, the asked one first;
with ``--json`` also as a `refusal/1` on standard output. A command's own statuses are those of its docstring.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.metadata import PackageNotFoundError, version

import click

from adjudicator.commands.case import case
from adjudicator.commands.check import check
from adjudicator.commands.demo import demo
from adjudicator.commands.errors import door_fault, fault_line, faults_of, refusal_json
from adjudicator.commands.precheck import precheck
from adjudicator.commands.rule import replay, rule, verify
from adjudicator.commands.rules import rules
from adjudicator.commands.settings import asked, everywhere
from adjudicator.commands.statement import statement
from adjudicator.errors import Fault

CANNOT_BE_PROCESSED = 2


def _version() -> str:
    try:
        return version("adjudicator")
    except PackageNotFoundError:
        from adjudicator import __version__

        return __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(_version(), prog_name="adjudicator")
@everywhere
def commands() -> None:
    """Decides marketplace disputes on evidence: from the pixels of an exhibit to a clause that a person can check.

    以证据裁决网购纠纷:从证据图片的像素,到人能核对的条款。
    """


for _command in (demo, check, case, precheck, rule, replay, verify, statement, rules):
    commands.add_command(_command)


def run(arguments: list[str]) -> int:
    """Runs one command line; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = commands.main(arguments, prog_name="adjudicator", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message(), err=True)
        return CANNOT_BE_PROCESSED
    except click.ClickException as error:
        path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "adjudicator"
        return _end((door_fault("USAGE", path, problem=_usage(error)),), arguments)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader has gone, as ``| head`` does; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # the door: what nobody expected becomes a line; the trace only when asked for
        if asked(arguments).debug:
            import traceback

            traceback.print_exc()
        return _end(faults_of(error), arguments)


def _usage(error: click.ClickException) -> str:
    """What click says, without line breaks, and where help is found."""
    said = " ".join(error.format_message().split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{said} ({context.command_path} --help)" if context else said


def _end(faults: tuple[Fault, ...], arguments: list[str]) -> int:
    settings = asked(arguments)
    if settings.json:
        click.echo(refusal_json(faults))
    for one in faults:
        click.echo(fault_line(one, settings.lang), err=True)
    return CANNOT_BE_PROCESSED
