"""Every rule, by its own two examples."""

from __future__ import annotations

import re

import pytest

from digest.lint import Rule, rules
from tests.lint.shells import said

OF_DOCUMENTS = [rule for rule in rules().values() if rule.shell != "answer"]


@pytest.mark.parametrize("rule", OF_DOCUMENTS, ids=lambda rule: rule.name)
def test_a_rule_is_broken_by_its_bad_example(rule: Rule) -> None:
    assert rule.name in {finding.rule for finding in said(rule.shell, rule.bad)}


@pytest.mark.parametrize("rule", OF_DOCUMENTS, ids=lambda rule: rule.name)
def test_a_rule_is_kept_by_its_good_example(rule: Rule) -> None:
    assert rule.name not in {finding.rule for finding in said(rule.shell, rule.good)}


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_a_rule_says_what_why_and_the_mend_in_one_plain_sentence_each(rule: Rule) -> None:
    for sentence in (rule.what, rule.why, rule.mend):
        assert sentence
        assert len(sentence) <= 160
        assert "\n" not in sentence
        assert not sentence.endswith(".")
        assert set(re.findall(r"\{(\w*)\}", sentence)) <= {"element", "parent", "value"}


@pytest.mark.parametrize("rule", OF_DOCUMENTS, ids=lambda rule: rule.name)
def test_a_finding_has_a_place_and_no_gap_in_its_sentence(rule: Rule) -> None:
    finding = next(one for one in said(rule.shell, rule.bad) if one.rule == rule.name)
    assert finding.line >= 1
    assert finding.path.startswith("/")
    assert '""' not in finding.what + finding.mend
    assert finding.what[0] != " "
