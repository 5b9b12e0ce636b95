"""Templates: the desk's own win, mistakes are named with their line, and the stamp tells what changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import digest
from digest.errors import RenderError
from digest.renderers import pages
from digest.renderers.templates import Templates, built_in
from tests.renderers.builders import release, scheme, site


def desk(tmp_path: Path, name: str, content: str) -> Path:
    (tmp_path / "templates").mkdir(exist_ok=True)
    (tmp_path / "templates" / name).write_text(content, encoding="utf-8")
    return tmp_path


def page(templates: Templates) -> str:
    return pages.article(release(0), site(), scheme(), templates).decode()


def test_a_desks_own_template_wins_and_the_others_stay(tmp_path: Path) -> None:
    own = Templates(desk(tmp_path, "article.html", "<h1>{{ title }}</h1>\n"))
    assert page(own) == f"<h1>{release(0).article.title}</h1>\n"
    assert own.text("style.css") == Templates().text("style.css")


def test_a_desks_template_may_extend_the_built_in_base(tmp_path: Path) -> None:
    own = Templates(desk(tmp_path, "article.html", '{% extends "base.html" %}{% block main %}ours{% endblock %}'))
    assert "ours" in page(own)
    assert '<link rel="stylesheet" href="../../../style.css">' in page(own)


def test_a_desk_without_templates_uses_the_built_in_ones(tmp_path: Path) -> None:
    assert Templates(tmp_path).stamp == Templates().stamp
    assert page(Templates(tmp_path)) == page(Templates())


def test_the_checkout_itself_is_a_desk() -> None:
    assert Templates(built_in().parent).stamp == Templates().stamp


def test_the_stamp_changes_with_a_template_and_with_nothing_else(tmp_path: Path) -> None:
    first = Templates(desk(tmp_path, "style.css", "body { color: black; }\n")).stamp
    assert first == Templates(tmp_path).stamp
    assert first != Templates().stamp
    assert first != Templates(desk(tmp_path, "style.css", "body { color: navy; }\n")).stamp
    changed = Templates(desk(tmp_path, "style.css", "body { color: black; }\n")).stamp
    desk(tmp_path, ".style.css.swp", "an editor's own")
    assert changed == first == Templates(tmp_path).stamp


def test_templates_are_what_they_were_when_read(tmp_path: Path) -> None:
    own = Templates(desk(tmp_path, "article.html", "before"))
    desk(tmp_path, "article.html", "after")
    assert page(own) == "before"
    assert page(Templates(tmp_path)) == "after"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("<p>\n{% if %}\n", 2, "Expected an expression"),
        ("<p>\n\n{{ titel }}\n", 3, "'titel' is undefined"),
        ("{{ article.titel }}\n", 1, "titel"),
        ("\n{{ title | shout }}\n", 2, "shout"),
        ("\n{{ 1 / 0 }}\n", 2, "division"),
        ("\n{{ ''.__class__.__mro__ }}\n", 2, "unsafe"),
        ("\n{{ range(10 ** 9) | list }}\n", 2, "Range too big"),
        ('\n{% include "nowhere.html" %}\n', 2, "nowhere.html"),
    ],
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, content: str, line: int, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        page(Templates(desk(tmp_path, "article.html", content)))
    assert caught.value.subject == f"{tmp_path / 'templates' / 'article.html'}:{line}"
    assert said in str(caught.value)
    assert "mend the template" in str(caught.value)


def test_a_template_that_calls_itself_ends_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"article\.html"):
        page(Templates(desk(tmp_path, "article.html", '{% include "article.html" %}')))


def test_a_template_that_is_no_text_is_named(tmp_path: Path) -> None:
    desk(tmp_path, "article.html", "")
    (tmp_path / "templates" / "article.html").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RenderError, match="UTF-8"):
        Templates(tmp_path)


def test_an_unknown_stylesheet_is_named() -> None:
    with pytest.raises(RenderError, match=r"none\.css"):
        Templates().text("none.css")


def test_templates_are_found_inside_a_wheel(tmp_path: Path) -> None:
    package = tmp_path / "digest"
    shutil.copytree(Path(digest.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(built_in(), package / "templates")
    program = "from digest.renderers.templates import built_in; print(built_in())"
    run = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert Path(run.stdout.strip()) == package / "templates"


def test_the_engines_of_pages_and_mails_wait_until_something_is_rendered() -> None:
    program = (
        "import sys; from digest.renderers import mail, message, pages, templates; templates.Templates(); "
        "print(sorted({'jinja2', 'premailer', 'lxml', 'feedgen', 'cssutils'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
