"""The `digest` command: its sub-commands, its options and its exit codes."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from digest import __version__
from digest.errors import ConfigError, DigestError, UsageError

#: sub-command -> (module, one line of help); modules are imported only for the command that runs
COMMANDS = {
    "init": ("desk", "Make a new desk folder."),
    "publish": ("publishing", "Read seeds/, issue an edition, write feeds/, deliver."),
    "run": ("service", "Run the scheduler and the web server until stopped."),
    "serve": ("service", "Serve feeds/ over HTTP and do nothing else."),
    "preview": ("publishing", "Show what the next edition would be."),
    "extract": ("reading", "Turn files into article records; touches no desk."),
    "locate": ("reading", "Say which country and region texts are about; touches no desk."),
    "articles": ("stories", "List what is stored; let out what is withheld."),
    "explain": ("records", "Say why an article or a file stands where it stands."),
    "feeds": ("feeds", "List the feeds; share them with single persons."),
    "editions": ("records", "List the editions."),
    "subscribers": ("people", "Add, list and remove subscribers."),
    "deliveries": ("people", "Show who got what; let what is held go out."),
    "quarantine": ("upkeep", "Show, retry or drop the files that could not be read."),
    "reread": ("rereading", "Read kept files again after a layout or a reader improved."),
    "regions": ("regions", "Look at where articles stand, and put right what stands wrong."),
    "reassign": ("regions", "Place stored articles anew by the desk's tables as they are now."),
    "layout": ("layouts", "List the layouts of text files; show how each fits a file."),
    "status": ("upkeep", "Show what is due, done and late."),
    "hub": ("hub", "Tell the WebSub hub now which feeds changed."),
    "lint": ("lint", "Say what is wrong with feeds, in files and at addresses."),
    "doctor": ("upkeep", "Say what is wrong with this desk and how to mend it."),
    "backup": ("upkeep", "Copy the desk's state into one folder, also while it works."),
    "restore": ("upkeep", "Bring a backup back."),
    "migrate": ("upkeep", "Bring the database to this version's schema."),
}

F = TypeVar("F", bound=Callable[..., Any])


class Lazy(click.Group):
    """Names and help of all commands at once, their code only when one runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a desk meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"digest.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; when the reader of a pipe has had enough, so have we."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Python would complain again when it flushes at exit, and click would call it a failure.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest name for a mistyped one."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See digest --help."
            ctx.fail(f"there is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
@click.option("--desk", "desk", metavar="DIR", default=None, help="The desk folder (also after the command).")
@click.pass_context
def cli(ctx: click.Context, desk: str | None) -> None:
    """Digest: a folder of raw news text becomes clean feeds and a briefing by region."""
    ctx.obj = desk


def desk_option(function: F) -> F:
    """--desk DIR: the option after the command, else before it, else DIGEST_DESK, else the current folder."""

    def chosen(ctx: click.Context, _param: click.Parameter, value: str | None) -> Path:
        root = ctx.find_root()
        # The sub-commands of a group that was told a desk are for that desk.
        root.obj = value or root.obj
        return Path(root.obj or os.environ.get("DIGEST_DESK") or ".").absolute()

    return click.option(
        "--desk", metavar="DIR", callback=chosen, help="The desk folder [default: $DIGEST_DESK, else this folder]."
    )(function)


def json_option(function: F) -> F:
    """--json: one JSON object a line on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line on standard output.")(function)


def main(args: list[str] | None = None) -> None:
    """Run, translate errors to sentences and exit codes: 0 done, 1 something failed, 2 usage or configuration."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal's encoding lacks, and what is half a character, is shown as its number.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=args, prog_name="digest", standalone_mode=False)
    except click.ClickException as why:
        why.show()
        sys.exit(2)
    except DigestError as why:
        from digest.cli import show

        show.note(f"digest: {why}")
        sys.exit(2 if isinstance(why, (ConfigError, UsageError)) else 1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("digest: stopped", err=True)
        sys.exit(130)
    except OSError as why:
        from digest.cli import show

        show.note(f"digest: {why.filename or 'the disk'}: {why.strerror or why}: mend that and run the command again")
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
