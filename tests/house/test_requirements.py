"""The locked packages: exact, hashed, one OpenCV, and the same versions for users as for those who test."""

import re
import tomllib
from importlib.metadata import requires

import pytest

from tests.house.checkout import ROOT

_PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)


def _locked(name):
    return dict(_PINNED.findall((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")))


def _named(requirements):
    return {re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def _project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("extra", ["dev", "fixtures"])
def test_whoever_tests_or_draws_has_the_very_packages_of_whoever_uses(extra):
    assert _locked("base").items() <= _locked(extra).items()


def test_every_dependency_of_the_project_is_locked():
    project = _project()
    assert _named(project["dependencies"]) <= _locked("base").keys()
    for extra, requirements in project["optional-dependencies"].items():
        assert _named(requirements) <= _locked(extra).keys()


def test_every_locked_package_carries_digests():
    for name in ("base", "dev", "fixtures"):
        entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_there_is_one_opencv_and_it_needs_no_screen():
    assert [name for name in _locked("dev") if name.startswith("opencv")] == ["opencv-python-headless"]
    assert not any(need.startswith("opencv-python>") for need in requires("rapidocr") or ())


def test_every_package_that_users_get_is_named_with_its_licence():
    third_party = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    assert [name for name in _locked("base") if f"| {name} |" not in third_party and name != "colorama"] == []
