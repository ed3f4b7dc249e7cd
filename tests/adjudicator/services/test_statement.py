"""The statement of reasons: from the ruling and the rulebook alone, and no sentence without a clause."""

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adjudicator.case import load_case
from adjudicator.pages.statement import Claim, statement_json, statement_page, statement_text
from adjudicator.rulebook.load import load_rulebook
from adjudicator.rulebook.model import Text2
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.statement import statement_of
from adjudicator.services.statement_quotes import CONVENTIONS
from adjudicator.services.statement_register import RESTRICTIONS
from tests.adjudicator.intake.test_suggestions import case_of, weighed
from tests.oracle.generator import random_case

ROOT = Path(__file__).resolve().parents[3] / "rules"
LANGUAGES = ("zh", "en")
PLATFORMS = ("taobao", "tmall", "pinduoduo", "tickets", "duokeduomi", "generic")
MARK = re.compile(r"\[[^\[\]←]+( ← .+)?\]$")
FOUND_AT = "2025-10-24T15:00:00+08:00"
AFFECTED = {
    "fact": "affects_normal_use",
    "value": "yes",
    "about": "a1",
    "reason_code": "cannot_perform_function",
    "by": "lin",
    "at": FOUND_AT,
}


@pytest.fixture(scope="module")
def adjudicator():
    return Adjudicator(load_rulebook(ROOT, check=False))


@pytest.fixture(scope="module")
def state(adjudicator):
    def of(document, **more):
        return statement_of(adjudicator.rule(load_case(document)).ruling, adjudicator.rulebook, **more)

    return of


def upheld(**more):
    return case_of("net_weight", [weighed(6240)], human_findings=[AFFECTED], **more)


def third_and_serious(**more):
    decided_at = "2025-08-01T00:00:00+08:00"
    prior = {"complaint_class": "description_mismatch", "disposition": "upheld", "decided_at": decided_at}
    history = [{"case_id": "old-1", **prior}, {"case_id": "old-2", **prior}]
    serious = {"fact": "severity", "value": "serious", "reason_code": "FAKE", "by": "lin", "at": FOUND_AT}
    return {**upheld(), "seller": {"type": "c2c", "history": history}, "human_findings": [AFFECTED, serious], **more}


def said(statement, key, lang="en"):
    part = next((one for one in statement.parts if one.key == key), None)
    return "" if part is None else " ".join(one for claim in part.claims for one in claim.sentences(lang))


def entry(statement, field):
    return next(one.values for one in statement.entries if one.field == field)


class Page(HTMLParser):
    """What stands on a page: the texts of sentences, those of their clauses, and what else the parts say."""

    def __init__(self):
        super().__init__()
        self.open, self.sentences, self.stray, self.tags = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("meta", "br"):
            return
        self.open.append((tag, dict(attributes).get("class") or ""))
        if self.open[-1][1] == "sentence":
            self.sentences.append(["", ""])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        classes = [name for _, name in self.open]
        if "sentence" in classes:
            self.sentences[-1]["clause" in classes] += data
        elif "li" in [tag for tag, _ in self.open]:
            self.stray.append(data)


def test_nothing_can_be_said_without_a_clause():
    with pytest.raises(ValueError, match="without a clause"):
        Claim(Text2("甲。", "A."), ())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_sentence_of_every_statement_carries_a_clause(state, adjudicator, platform):
    for seed in range(12):
        statement = state(random_case(random.Random(seed), platform))
        for lang in LANGUAGES:
            for part in statement.parts:
                for claim in part.claims:
                    for sentence in claim.sentences(lang):
                        assert MARK.search(sentence), sentence
                        inner = sentence[: MARK.search(sentence).start()].strip()
                        assert not re.search(r"。.|[a-z)]\. [A-Z]", inner), f"two sentences with one mark: {inner}"
            page = Page()
            page.feed(statement_page(statement, lang))
            assert page.sentences
            assert all(text.strip() and MARK.search(clause.strip()) for text, clause in page.sentences)
            assert not "".join(page.stray).strip()
        assert all(one.clauses for one in statement.entries)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_clause_that_is_cited_stands_there_in_its_own_words(state, platform):
    for seed in range(12):
        statement = state(random_case(random.Random(seed), platform))
        assert set(statement.clauses) <= {quote.clause for quote in statement.quotes}


def test_the_words_for_what_no_rule_concludes_are_those_of_the_digest():
    digest = (ROOT / "sources/policy-digest.md").read_text(encoding="utf-8")
    assert all(words in digest for words in CONVENTIONS.values())


def test_the_plain_text_holds_every_sentence_and_no_line_is_too_long(state):
    statement = state(upheld())
    for lang in LANGUAGES:
        text = statement_text(statement, lang)
        flat = re.sub(r"\s+", "", text)
        for part in statement.parts:
            for claim in part.claims:
                for sentence in claim.sentences(lang):
                    assert re.sub(r"\s+", "", sentence) in flat
        assert all(len(line) <= 96 for line in text.splitlines() if " " in line.strip())


def test_it_tells_the_facts_and_what_they_were_taken_from(state):
    facts = said(state(upheld()), "facts")
    assert "It was found that the difference affects normal use. [TB-1 ← $.human_findings[0]]" in facts


def test_an_exhibit_that_the_decision_does_not_rest_on_is_told_as_such(state, adjudicator):
    assert "Exhibit e1: valid. [convention 3 ← e1] The decision does not rest on it." in said(
        state(upheld()), "exhibits"
    )
    readings = {"mismatch.from_evidence": "on"}
    ruling = adjudicator.rule(load_case(upheld()), readings=readings).ruling
    assert "The decision rests on it." in said(statement_of(ruling, adjudicator.rulebook), "exhibits")


def test_what_gave_way_is_told_with_both_clauses(state):
    statement = state(third_and_serious(platform="tmall", seller={**third_and_serious()["seller"], "type": "mall"}))
    assert "[TB-4.2a, TB-4.5]" in said(statement, "overridden")


def test_a_ruling_in_which_a_person_has_no_part_is_automated(state):
    rejected = case_of("net_weight", [], outcome="rejected")
    statement = state(rejected)
    assert "no finding of a person is in it" in said(statement, "decided_by")
    assert entry(statement, "automated_decision") == ("AUTOMATED_DECISION_FULLY",)


def test_a_finding_or_a_proposal_of_a_person_makes_it_partly_automated(state):
    assert entry(state(upheld()), "automated_decision") == ("AUTOMATED_DECISION_PARTIALLY",)
    proposed = case_of("net_weight", [], outcome="rejected", proposed_penalty={"effect": "watch", "days": 14})
    statement = state(proposed)
    assert entry(statement, "automated_decision") == ("AUTOMATED_DECISION_PARTIALLY",)
    assert "The arbitrator's proposal was not accepted: NO_PENALTY_APPLIES." in said(statement, "decided_by")


def test_a_permanent_freeze_needs_a_sign_off_and_says_who_gave_it(state):
    decided = said(state(third_and_serious()), "decided_by")
    assert "On the penalty: sign-off required. [TB-4.2a]" in decided
    assert "The ruling itself names nobody who signed it off. [TB-4.2a]" in decided
    signed = said(state(third_and_serious(), signed_by=("Lin", "Chen")), "decided_by")
    assert "It was signed off by Lin, Chen. [TB-4.2a]" in signed


def test_the_register_names_the_kinds_of_restriction_ground_and_duration(state):
    statement = state(third_and_serious())
    assert entry(statement, "decision_account") == (
        "DECISION_ACCOUNT_SUSPENDED (freeze)",
        "DECISION_ACCOUNT_SUSPENDED (restrict_site_login)",
    )
    assert entry(statement, "decision_provision") == (
        "DECISION_PROVISION_PARTIAL_SUSPENSION (restrict_messaging_login)",
    )
    assert entry(statement, "decision_monetary") == ()
    assert entry(statement, "incompatible_content_ground") == ("TB-4.2a",)
    assert entry(statement, "illegal_content_legal_ground") == ()
    assert "freeze: permanent" in entry(statement, "duration")


def test_a_restriction_of_no_days_restricts_nothing(state):
    assert entry(state(upheld()), "decision_provision") == ()


def test_every_effect_but_warning_and_watch_is_a_restriction():
    from typing import get_args

    from adjudicator.closed_lists import Effect

    assert set(get_args(Effect)) - set(RESTRICTIONS) == {"oral_warning", "watch"}


def test_what_is_open_is_told_with_the_fact_that_is_asked_for(state):
    assert "A person must still find: " in said(state(case_of("net_weight", [weighed(6240)])), "open")
    pending = state({**upheld(), "refund": {"requested_at": "2025-10-05T09:30:00+08:00", "state": "open"}})
    assert "The ruling waits for the outcome of the refund dispute." in said(pending, "open")


def test_deadlines_are_told_with_how_they_were_counted(state):
    offered = [{"kind": "exchange", "offered_at": "2025-10-13T10:00:00+08:00"}]
    told = said(state(upheld(after_sales=offered)), "deadlines")
    assert "The seller must contact the buyer; due: 2025-10-14 10:00 (UTC+8); overdue." in told
    assert "It is counted from 2025-10-13 10:00 (UTC+8): 24 hours. [TB-3.2.3]" in told


def test_the_page_stands_alone_and_every_text_is_escaped(state):
    document = {**upheld(), "id": "<script>alert(1)</script>"}
    for lang in LANGUAGES:
        html = statement_page(state(document), lang)
        page = Page()
        page.feed(html)
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "link", "iframe", "a", "form", "object"}
        assert not any(set(attributes) & {"src", "href"} for _, attributes in page.tags)
        assert "&lt;script&gt;" in html
        assert "url(" not in html
        assert "@media print" in html


def test_the_statement_is_the_same_on_every_run_and_a_json_document_too(state):
    one, again = state(upheld()), state(upheld())
    assert one == again
    assert json.loads(statement_json(one))["digest"] == one.digest


def test_a_ruling_of_another_ruleset_is_not_explained_with_this_one(adjudicator):
    ruling = adjudicator.rule(load_case(upheld())).ruling
    ruling = {**ruling, "ruleset": {**ruling["ruleset"], "digest": "0" * 64}}
    with pytest.raises(ValueError, match="another ruleset"):
        statement_of(ruling, adjudicator.rulebook)
