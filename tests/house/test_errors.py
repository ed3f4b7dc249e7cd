"""Every error that a person may meet is worded in Chinese and in English, from the same facts."""

import importlib
import re
from string import Formatter

import pytest

from tests.house.checkout import PACKAGES, ROOT, modules

_CODE = re.compile(r"^[A-Z][A-Z0-9_]+$")
_CHINESE = re.compile(r"[一-鿿]")


def _part(wording, name):
    return wording.get(name) if isinstance(wording, dict) else getattr(wording, name, None)


def _is_wording(wording):
    return isinstance(_part(wording, "zh"), str) and isinstance(_part(wording, "en"), str)


def _tables():
    """Each module-level table of code to wording in an ``errors.py``, found by walking the packages."""
    for path in modules(*PACKAGES):
        if path.stem != "errors":
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            if name.startswith("__") or not isinstance(value, dict) or not value:
                continue
            if all(isinstance(key, str) and _CODE.match(key) for key in value):
                yield module.__name__, value


def _wordings():
    return [
        pytest.param(wording, id=f"{module}-{code}") for module, table in _tables() for code, wording in table.items()
    ]


def _places(text):
    """The facts that a sentence is filled from; what is itself worded per language bears it: ``zh``, ``en``, ``near_zh``."""
    fields = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    return {field.removesuffix("zh").removesuffix("en") for field in fields} - {""}


def test_each_package_has_its_table_of_errors():
    assert {module.split(".")[0] for module, _ in _tables()} == set(PACKAGES)


@pytest.mark.parametrize("wording", _wordings())
def test_an_error_says_the_same_in_chinese_and_in_english(wording):
    assert _is_wording(wording)
    zh, en = _part(wording, "zh"), _part(wording, "en")
    assert _CHINESE.search(zh)
    assert en.strip()
    assert not _CHINESE.search(en)
    assert _places(zh) == _places(en)


@pytest.mark.parametrize("wording", _wordings())
def test_what_would_be_right_is_said_in_both_languages(wording):
    zh, en = _part(wording, "fix_zh"), _part(wording, "fix_en")
    assert (zh is None) == (en is None)
    if zh is not None:
        assert _CHINESE.search(zh)
        assert en.strip()
