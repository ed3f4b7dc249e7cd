"""How modules are named, sized and introduced, and what none of them may do."""

import ast

import pytest

from tests.house.checkout import PACKAGES, ROOT, modules

LONGEST = 500
NAMES_NOT_FOUND_YET = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "main"}


def _name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules(*PACKAGES, "benchmarks", "fixtures"), ids=_name)
def test_a_module_says_in_its_first_line_what_it_is(path):
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said is not None, f"{_name(path)} has no docstring"
    assert said.strip().splitlines()[0].strip()


def test_no_module_is_too_long_to_be_one_thing():
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_has_found_its_name():
    unnamed = [
        _name(path)
        for path in modules(*PACKAGES, "benchmarks", "fixtures", "tests")
        if NAMES_NOT_FOUND_YET & {*path.relative_to(ROOT).parent.parts, path.stem}
    ]
    assert unnamed == []


def _called(tree):
    """The last name of everything that is called: ``cv2.imread(...)`` gives ``imread``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=_name)
def test_opencv_never_decodes_what_was_uploaded(path):
    """Mutated files crashed its decoders; it is given arrays that the sandboxed worker made."""
    assert {"imdecode", "imdecodemulti", "imread", "imreadmulti", "VideoCapture"}.isdisjoint(
        _called(ast.parse(path.read_text("utf-8")))
    )


def test_rules_are_data():
    foreign = [_name(path) for path in (ROOT / "rules").rglob("*.py")]
    assert foreign == []
