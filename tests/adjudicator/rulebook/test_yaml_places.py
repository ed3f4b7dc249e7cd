"""YAML as texts with their places, and what of YAML is refused."""

import pytest

from adjudicator.rulebook.problems import Findings
from adjudicator.rulebook.yaml_places import Mapping, Scalar, Sequence, read, read_text


def test_every_scalar_stays_the_text_that_was_written():
    node = read_text("a: yes\nb: no\nc: on\nd: 1.10\ne: 2026-03-01\nf: 0x1f\ng: '007'\nh: ~\n", "f.yaml", Findings())
    assert isinstance(node, Mapping)
    texts = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
    assert texts == {
        "a": "yes",
        "b": "no",
        "c": "on",
        "d": "1.10",
        "e": "2026-03-01",
        "f": "0x1f",
        "g": "007",
        "h": "~",
    }
    null = node.get("h")
    assert isinstance(null, Scalar)
    assert null.is_null


def test_everything_knows_its_line():
    node = read_text("a:\n  - b\n  - c: d\n", "f.yaml", Findings())
    assert isinstance(node, Mapping)
    listed = node.get("a")
    assert isinstance(listed, Sequence)
    assert [item.place.line for item in listed.items] == [2, 3]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "DUPLICATE_KEY", 3),
        ("a: &x 1\nb: 2\n", "ANCHOR", 1),
        ("a: {b: &x [1]}\nc: *x\n", "ANCHOR", 1),
        ("a: !!int 1\n", "TAG", 1),
        ("a: !!python/object:os.system []\n", "TAG", 1),
        ("a: 1\n---\nb: 2\n", "SECOND_DOCUMENT", 2),
        ("a: [1\n", "NOT_YAML", 2),
        ("", "FILE_EMPTY", 1),
        ("? [a]\n: 1\n", "KEY_NOT_A_WORD", 1),
        ("[" * 60 + "]" * 60, "TOO_DEEP", 1),
    ],
)
def test_what_is_dangerous_or_ambiguous_is_refused_with_its_line(text, code, line):
    findings = Findings()
    read_text(text, "f.yaml", findings)
    assert [(p.code, p.line) for p in findings.problems] == [(code, line)]


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "f.yaml").write_bytes("a: 中".encode("gb18030"))
    findings = Findings()
    assert read(tmp_path / "f.yaml", "f.yaml", findings) is None
    assert [p.code for p in findings.problems] == ["NOT_UTF8"]
