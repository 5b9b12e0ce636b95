"""The `[[source]]`, `[[folder]]` and `[[skip]]` tables become records."""

from __future__ import annotations

from typing import Any

from digest import model
from digest.config.source import Source
from digest.model import DateOrder, Limit, Trust, Use


def sources_of(source: Source, values: dict[str, Any]) -> tuple[model.Source, ...]:
    """Every `[[source]]`; ConfigError for one without a name, with a name twice, or by which no file can be told."""
    made: list[model.Source] = []
    for index, given in enumerate(values["source"]):
        name = given["name"]
        if name is None:
            raise source.error('[[source]] has no `name`: add the line  name = "Harbour Wire"', "source", index)
        if name in [each.name for each in made]:
            mend = "put them into one table, or give one another `name`"
            raise source.error(f"two sources are named `{name}`: {mend}", "source", index, "name")
        if not (given["folder"] or given["address"] or given["names"]):
            mend = "add `folder`, `address` or `names`"
            raise source.error(f"nothing says which files are of `{name}`: {mend}", "source", index)
        made.append(
            model.Source(
                name=name,
                folder=given["folder"] or (),
                address=given["address"] or (),
                names=given["names"] or (),
                home=given["home"],
                default_region=given["default_region"],
                language=given["language"],
                date_order=DateOrder(given["date_order"]) if given["date_order"] else None,
                timezone=given["timezone"],
                trust=Trust(given["trust"]),
            )
        )
    return tuple(made)


def limits_of(source: Source, values: dict[str, Any]) -> tuple[Limit, ...]:
    """What `[[source]]` and `[[folder]]` say of use; ConfigError for a folder without a path or a use."""
    told = (each for each in values["source"] if Use(each["use"]) is not Use.FULL)
    limits = [
        Limit(
            use=Use(each["use"]),
            source=each["name"],
            folder=each["folder"] or (),
            address=each["address"] or (),
            names=each["names"] or (),
        )
        for each in told
    ]
    for index, given in enumerate(values["folder"]):
        if not given["path"]:
            raise source.error('[[folder]] has no `path`: add the line  path = "licensed"', "folder", index)
        if given["use"] is None:
            raise source.error('[[folder]] has no `use`: add the line  use = "headline"', "folder", index)
        limits.append(Limit(use=Use(given["use"]), folder=given["path"]))
    return tuple(limits)


_CONDITIONS = ("folder", "address", "title", "section", "language", "shorter", "longer")


def skips_of(source: Source, values: dict[str, Any]) -> tuple[model.Skip, ...]:
    """Every `[[skip]]`; ConfigError for one without a name, with a name twice, or that would leave out everything."""
    made: list[model.Skip] = []
    for index, given in enumerate(values["skip"]):
        name = given["name"]
        if name is None:
            raise source.error('[[skip]] has no `name`: add the line  name = "horoscopes"', "skip", index)
        if name in [each.name for each in made]:
            raise source.error(f"two rules are named `{name}`: give one another `name`", "skip", index, "name")
        if not any(given[condition] for condition in _CONDITIONS):
            mend = f"add one of {', '.join(f'`{each}`' for each in _CONDITIONS)}"
            raise source.error(f"`{name}` says of no article that it is left out: {mend}", "skip", index)
        if given["shorter"] and given["longer"] and given["longer"] >= given["shorter"] - 1:
            raise source.error("no article is `shorter` and `longer` than that: part the rule", "skip", index, "longer")
        made.append(
            model.Skip(
                name=name,
                why=given["why"] or "",
                **{each: given[each] or () for each in _CONDITIONS[:5]},
                shorter=given["shorter"],
                longer=given["longer"],
            )
        )
    return tuple(made)
