"""Pages for people: whole, safe, and saying the same in both languages."""

import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import pytest
from PIL import Image

from adjudicator import closed_lists
from adjudicator.case import load_case
from adjudicator.pages.case_page import case_page, index_page, report_page
from adjudicator.pages.pictures import Picture
from adjudicator.pages.rule_words import conclusion_in_words, condition_in_words
from adjudicator.pages.words import WORDS, Lang
from adjudicator.rulebook.load import load_rulebook
from adjudicator.services.adjudicate import Adjudicator
from adjudicator.services.check import judge_report
from adjudicator.services.shipped import rules_folder
from tests.adjudicator.inline_cases import WECHAT_REPORT, WEIGH_REPORT, inline_case

HOSTILE = "<script>alert('x')</script>\"'&"


@pytest.fixture(scope="module")
def adjudicator():
    return Adjudicator(load_rulebook(rules_folder(), check=False))


@pytest.fixture(scope="module")
def picture():
    data = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(data, "JPEG")
    return Picture(1, f"{HOSTILE}.jpg", data.getvalue(), 800, 600)


def _page(adjudicator, picture, document, lang: Lang, title=None):
    ruled = adjudicator.rule(load_case(document))
    exhibit = document["exhibits"][0]["id"]
    return ruled.ruling, case_page(
        ruled.record.document, ruled.ruling, adjudicator.rulebook, lang, pictures={exhibit: [picture]}, title=title
    )


class _Seen(HTMLParser):
    """The tags of a page with their attributes, and all that a person reads."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.links, self.text, self._open = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self._open.append(tag)

    def handle_data(self, data):
        if self._open[-1:] != ["style"]:
            self.text.append(data)

    @property
    def said(self):
        return " ".join(" ".join(self.text).split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_tells_the_case_from_the_picture_to_the_clause(adjudicator, picture, lang):
    ruling, page = _page(adjudicator, picture, inline_case(), lang)
    seen = _Seen(page)
    assert ("html", {"lang": "zh-CN" if lang == "zh" else "en"}) in seen.tags
    for penalty in ruling["penalties"]:
        assert WORDS["effect"][penalty["effect"]][lang == "en"] in seen.said
    for step in ruling["reasons"]:
        assert step["id"] in seen.ids
        assert " ".join(step["because"][lang].split()) in seen.said
    for field in ("463310985527416", "1940", ruling["digest"], ruling["record_sha256"], "TB-4.2b"):
        assert field in seen.said
    assert "買家收到的商品與網上描述不完全相符" in seen.said


def test_each_field_that_was_read_has_its_box_on_the_picture(adjudicator, picture):
    _, page = _page(adjudicator, picture, inline_case(), "en")
    boxes = [given for tag, given in _Seen(page).tags if tag == "rect"]
    assert len(boxes) == len(WEIGH_REPORT["fields"])
    for field in WEIGH_REPORT["fields"].values():
        x, y, width, height = field["box"]
        assert any(
            float(box["x"]) <= x
            and float(box["y"]) <= y
            and float(box["x"]) + float(box["width"]) >= x + width
            and float(box["y"]) + float(box["height"]) >= y + height
            for box in boxes
        )
    assert 'viewBox="0 0 800 600"' in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_party_wrote_is_shown_and_never_obeyed(adjudicator, picture, lang):
    document = inline_case()
    document["allegations"][0]["statement"] = HOSTILE
    document["allegations"][0]["listed"] = HOSTILE
    document["order"]["lines"][0]["name"] = HOSTILE
    document["exhibits"][0]["report"]["fields"]["carrier"] = {"value": HOSTILE, "legible": "yes"}
    _, page = _page(adjudicator, picture, document, lang, title=HOSTILE)
    seen = _Seen(page)
    assert "script" not in {tag for tag, _ in seen.tags}
    assert not any(name.startswith("on") for _, given in seen.tags for name in given)
    assert " ".join(HOSTILE.split()) in seen.said


def test_a_page_needs_nothing_from_outside(adjudicator, picture):
    ruling, page = _page(adjudicator, picture, inline_case(), "en")
    report = judge_report({**WEIGH_REPORT, "files": [], "expected": {}, "made_by": {}, "requirements": []}, adjudicator)
    cards = [{"page": "a.html", "title": HOSTILE, "ruling": ruling, "exhibits": [], "picture": ""}]
    for one in (page, report_page(report, [picture], "zh"), index_page(cards, "en")):
        for _, given in _Seen(one).tags:
            for name in ("src", "href"):
                assert given.get(name, "#").startswith(("#", "data:image/jpeg;base64,", "a.html"))
        assert "default-src 'none'" in one
        assert re.search(r"url\(|@import|<link|<iframe", one) is None


def test_every_link_inside_a_page_leads_somewhere(adjudicator, picture):
    _, page = _page(adjudicator, picture, inline_case("third_serious_mall", WECHAT_REPORT), "zh")
    seen = _Seen(page)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert any(link.startswith("#s") for link in seen.links)
    assert any(link.startswith("#exhibit-") for link in seen.links)


def test_a_page_can_be_followed_by_ear(adjudicator, picture):
    _, page = _page(adjudicator, picture, inline_case(), "en")
    tags = _Seen(page).tags
    assert all(given.get("alt") for tag, given in tags if tag == "img")
    assert all(given.get("scope") for tag, given in tags if tag == "th")
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [tag for tag, _ in tags].count("main") == 1


def test_the_colours_of_a_page_stand_out_from_its_paper(adjudicator, picture):
    _, page = _page(adjudicator, picture, inline_case(), "en")
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", page))
    for ink in ("ink", "soft", "yes", "no", "unknown", "accent"):
        for ground in ("paper", "card"):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def _contrast(one, other):
    """The ratio of WCAG 2: 1 to 21."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


_LISTS = {
    "platform": closed_lists.Platform,
    "party": closed_lists.Actor,
    "complaint_class": closed_lists.ComplaintClass,
    "demand": closed_lists.Demand,
    "disposition": closed_lists.Disposition,
    "tier": closed_lists.Tier,
    "effect": closed_lists.Effect,
    "sign_off": closed_lists.SignOff,
    "remedy": closed_lists.Remedy,
    "remedy_status": closed_lists.RemedyStatus,
    "obligation_state": closed_lists.ObligationState,
    "event": closed_lists.WaitedEvent,
    "redress": closed_lists.Redress,
    "degree": closed_lists.Degree,
    "result": closed_lists.AllegationResult,
    "burden_state": closed_lists.BurdenState,
    "advice": closed_lists.Advice,
    "verdict": closed_lists.Verdict,
    "kind": closed_lists.ExhibitKind,
    "document_type": closed_lists.DocumentType,
    "field": closed_lists.FieldName,
    "source": closed_lists.FieldSource,
    "code": closed_lists.RulingCode,
    "predicate": closed_lists.Predicate,
}


@pytest.mark.parametrize("group", _LISTS)
def test_every_word_that_a_ruling_can_hold_has_a_name_in_both_languages(group):
    for value in get_args(_LISTS[group]):
        zh, en = WORDS[group][value]
        assert zh
        assert en
        assert en.isascii()


def test_every_rule_can_be_read_aloud_in_both_languages(adjudicator):
    rulebook = adjudicator.rulebook
    for rule in rulebook.rules.values():
        for text in (
            *(condition_in_words(one, rulebook) for one in rule.conditions),
            *(conclusion_in_words(one, rulebook) for one in rule.then),
        ):
            assert text.zh
            assert text.en
            assert "None" not in text.en + text.zh


def test_the_same_ruling_gives_the_same_page(adjudicator, picture):
    pages = {_page(adjudicator, picture, json.loads(json.dumps(inline_case())), "zh")[1] for _ in range(2)}
    assert len(pages) == 1
