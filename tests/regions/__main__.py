"""Measure placement on labelled sets beside other tools: python -m tests.regions [wire newspapers outbreaks]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from digest.regions import Gazetteer, Placer, load_scheme
from tests.regions.labelled import SETS, Labelled, read, samples_folder, with_homes
from tests.regions.peers import Count, newsmap_patterns, peers
from tests.regions.scoring import Answer, Guess, agreement, answers, by_region, homes_of, ours, right, score

OURS = "Digest"
HEAD = f"{'set':<18}{'method':<15}{'n':>6}{'top-1':>8}{'answered':>10}{'of them':>9}{'rF1':>7}{'sets':>7}"
HEAD += f"{'flagged':>9}{'caught':>8}{'art./s':>8}\n"


def main(arguments: list[str]) -> int:
    """Print the tables that were asked for."""
    options = _options(arguments)
    folder = samples_folder()
    if not (folder / "data" / "regions").is_dir():
        sys.stderr.write(f"labelled sets are missing: {folder}/data/regions (set DIGEST_SAMPLES)\n")
        return 2
    placer = Placer(load_scheme(), Gazetteer.load())
    if options.errors:
        name, n = options.errors
        _print_errors(_articles(name, folder, home=options.home), placer, int(n))
        return 0
    methods = list(_methods(placer, alone=options.alone))
    sys.stdout.write(HEAD)
    for name in options.sets or SETS:
        plain = read(name, folder)
        for method, guess in methods:
            _measure(name, method, guess, plain, placer, by=options.by_region)
        if options.home and name == "newspapers":
            _measure(f"{name}, home", OURS, methods[0][1], with_homes(plain), placer, by=options.by_region)
    if not options.alone:
        _print_agreement(placer)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.regions", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--home", action="store_true", help="also with the home that a source's other articles tell")
    parser.add_argument("--by-region", action="store_true", help="also each region's own score")
    parser.add_argument("--alone", action="store_true", help="without the other tools")
    parser.add_argument("--errors", nargs=2, metavar=("SET", "N"), help="the N worst errors of a set, for reading")
    return parser.parse_args(arguments)


def _articles(name: str, folder: Path, *, home: bool) -> list[Labelled]:
    return with_homes(read(name, folder)) if home else read(name, folder)


def _methods(placer: Placer, *, alone: bool) -> Iterator[tuple[str, Guess]]:
    yield OURS, lambda article: ours(placer, article)
    if not alone:
        homes = homes_of(placer.scheme)
        for name, count in peers(placer.gazetteer):
            yield name, _guess(count, homes)


def _guess(count: Count, homes: dict[str, str]) -> Guess:
    """A rival's answer: its countries by mentions, and the region of the first."""

    def answer(article: Labelled) -> Answer:
        found = count(f"{article.title}\n{article.text}")
        ranked = tuple(code for _, code in sorted((-n, code) for code, n in found.items()) if code in homes)
        region = homes[ranked[0]] if ranked else None
        regions = frozenset() if region is None else frozenset({region})
        return Answer(countries=ranked, region=region, regions=regions, flagged=False)

    return answer


def _measure(name: str, method: str, guess: Guess, articles: list[Labelled], placer: Placer, *, by: bool) -> None:
    found, speed = answers(guess, articles)
    if name == "wire":
        abroad = [at for at, article in enumerate(articles) if "US" not in article.countries]
        _row("wire, not US", method, [articles[at] for at in abroad], [found[at] for at in abroad], placer, speed)
    _row(name, method, articles, found, placer, speed)
    if by:
        counts = by_region(zip(articles, found, strict=True), homes_of(placer.scheme))
        for region, (hit, gold, said) in sorted(counts.items()):
            sys.stdout.write(f"    {region:<18}{gold:>5} articles, {hit / gold:.3f} of them found, ")
            sys.stdout.write(f"{hit / max(1, said):.3f} of the {said} answers right\n")


def _row(
    name: str, method: str, articles: Sequence[Labelled], found: Sequence[Answer], placer: Placer, speed: float
) -> None:
    result = score(articles, found, homes_of(placer.scheme))
    flags = f"{result.flagged:>9.3f}{result.caught:>8.3f}" if method == OURS else f"{'-':>9}{'-':>8}"
    out = f"{name:<18}{method:<15}{result.n:>6}{result.top1:>8.3f}{result.answered:>10.3f}"
    out += f"{result.right_of_answered:>9.3f}{result.region_f1:>7.3f}{result.sets_f1:>7.3f}{flags}{speed:>8.0f}\n"
    sys.stdout.write(out)
    sys.stdout.flush()


def _print_agreement(placer: Placer) -> None:
    try:
        patterns = newsmap_patterns()
    except OSError:
        return  # said already, where the tools were listed
    agreed, others = agreement(patterns, placer)
    total = agreed + len(others)
    sys.stdout.write(f"{agreed} of {total} names in Newsmap's English dictionary ({agreed / total:.3f}) ")
    sys.stdout.write(f"mean the same country here; not {', '.join(name for _, name in others)}\n")


def _print_errors(articles: list[Labelled], placer: Placer, n: int) -> None:
    """Wrong answers, the surest first, each with what spoke for it."""
    pairs = [(article, ours(placer, article)) for article in articles]
    wrong = [
        (article, answer.placement)
        for article, answer in pairs
        if answer.placement is not None and not right(article, answer)
    ]
    wrong.sort(key=lambda pair: (-pair[1].confidence, pair[1].flagged, pair[0].id))
    sys.stdout.write(f"{len(wrong)} of {len(articles)} wrong\n")
    for article, placement in wrong[:n]:
        flag = " FLAGGED" if placement.flagged else ""
        said = " ".join(f"{country.code} {country.score:.1f}" for country in placement.countries[:4]) or "nothing"
        sys.stdout.write(f"\n{article.id}  label {'/'.join(sorted(article.countries))}  said {said}{flag}\n")
        sys.stdout.write(f"  {article.title}\n  {article.text[:280]!r}\n")
        for item in placement.evidence[:8]:
            sys.stdout.write(f"    {item.weight:>5.2f} {item.country} {item.kind:<11} {item.part:<8} {item.surface}\n")
        for rule in placement.rules[:8]:
            sys.stdout.write(f"    {rule}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
