"""The templates of pages and mails: the desk's own before the built-in ones, read once and rendered in a sandbox."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from digest.errors import RenderError
from digest.renderers.content import is_rtl
from digest.renderers.layout import underline, wrap

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = frozenset({".html", ".txt", ".css", ".js", ".svg"})


def built_in() -> Path:
    """The folder of the built-in templates: inside the package in a wheel, beside it in a checkout or an sdist."""
    packaged = PACKAGE / "templates"
    return packaged if packaged.is_dir() else PACKAGE.parent / "templates"


class Templates:
    """The templates in force when it was made: a desk folder's own `templates/` wins, file by file.

    All files are read at once, so that `stamp` names exactly what is rendered; make a new one to see an edit.
    Raises RenderError when a file cannot be read.
    """

    def __init__(self, desk: Path | None = None) -> None:
        self._sources = _read(built_in())
        own = desk / "templates" if desk is not None else None
        if own is not None and own.is_dir() and own.resolve() != built_in().resolve():
            self._sources |= _read(own)

    @cached_property
    def stamp(self) -> str:
        """Hex that changes when a template, the version or the rendering code does: pages are then rewritten."""
        from digest.renderers.formats import stamp

        whole = hashlib.sha256(stamp().encode())
        for name, (_, text) in sorted(self._sources.items()):
            whole.update(f"\0{name}\0{text}".encode())
        return whole.hexdigest()[:32]

    def render(self, name: str, /, **context: object) -> str:
        """The template `name` with these variables; RenderError names the file and the line that failed."""
        from jinja2 import TemplateError

        try:
            return self._environment.get_template(name).render(context)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
            raise self._explained(name, error) from error

    def check(self) -> None:
        """Compile every template; RenderError names the file and the line of the first that is broken."""
        from jinja2 import TemplateError

        for name in self._sources:
            try:
                self._environment.get_template(name)
            except TemplateError as error:
                raise self._explained(name, error) from error

    def text(self, name: str) -> str:
        """The bare source of a file that is no template, such as a stylesheet; RenderError when there is none."""
        try:
            return self._sources[name][1]
        except KeyError:
            raise RenderError("no such file in templates/", subject=name) from None

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import FunctionLoader, StrictUndefined, select_autoescape
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._load),
            autoescape=select_autoescape(("html",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        environment.filters |= {"wrap": wrap, "underline": underline}
        environment.tests["rtl"] = is_rtl
        environment.globals["stylesheet"] = self._stylesheet
        return environment

    def _load(self, name: str) -> tuple[str, str, None] | None:
        path, text = self._sources.get(name, (None, ""))
        return (text, str(path), None) if path is not None else None

    def _stylesheet(self, name: str) -> str:
        """A stylesheet for a `<style>` element, which it cannot close."""
        return self.text(name).replace("</", "<\\/")

    def _explained(self, name: str, error: Exception) -> RenderError:
        """The error with the place in the template: syntax errors know it, others left it in the traceback."""
        known = {str(path) for path, _ in self._sources.values()}
        place: tuple[str, int] | None = None
        for frame, line in walk_tb(error.__traceback__):
            if frame.f_code.co_filename in known:
                place = (frame.f_code.co_filename, line)
        details: Any = error
        if getattr(error, "lineno", None):
            place = (str(details.filename or details.name or name), int(details.lineno))
        file, line = place or (name, 0)
        where = f"{file}:{line}" if line else file
        return RenderError(
            f"{details.message if hasattr(error, 'message') else error} ({type(error).__name__}): "
            "mend the template, or delete it from the desk's templates/ to use the built-in one",
            subject=where,
        )


def _read(folder: Path) -> dict[str, tuple[Path, str]]:
    """File name -> (path, text) of every template directly in `folder`."""
    sources: dict[str, tuple[Path, str]] = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix in _SUFFIXES and not path.name.startswith(".") and path.is_file():
                sources[path.name] = (path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RenderError(f"cannot be read as UTF-8 text ({error}): mend or remove it", subject=str(folder)) from error
    return sources
