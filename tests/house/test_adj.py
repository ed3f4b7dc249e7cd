"""The script that starts everything says in one line per language what a machine lacks."""

import os
import shutil
import subprocess

import pytest

from tests.house.checkout import ROOT

TOOLS = ("cat", "cksum", "dirname", "mkdir", "readlink", "rm", "sleep")


@pytest.fixture
def bare_machine(tmp_path):
    """A checkout in a folder with a space in its name, on a machine with the standard tools and no Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool))
    checkout = tmp_path / "a checkout"
    (checkout / "requirements").mkdir(parents=True)
    for name in ("adj", "requirements/base.txt", "requirements/dev.txt"):
        shutil.copy(ROOT / name, checkout / name)
    return checkout, tools


def _start(checkout, tools, *, through=None, **variables):
    return subprocess.run(
        ["/bin/sh", str(through or checkout / "adj"), "demo"],
        env={"PATH": str(tools), **variables},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _python(tools, script):
    python = tools / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    python.chmod(0o755)


def test_a_machine_without_python_is_told_which_to_install(bare_machine, tmp_path):
    checkout, tools = bare_machine
    link = tmp_path / "link"
    link.symlink_to(checkout / "adj")
    for through in (None, link):
        told = _start(checkout, tools, through=through)
        assert (told.returncode, told.stdout) == (2, "")
        zh, en = told.stderr.splitlines()
        assert "3.11–3.14" in zh
        assert "3.11 to 3.14" in en
    assert not (checkout / ".venv.lock").exists()


def test_a_python_that_is_too_old_counts_as_none(bare_machine):
    checkout, tools = bare_machine
    _python(tools, "exit 1")
    assert "No Python 3.11 to 3.14" in _start(checkout, tools).stderr


def test_a_python_without_venv_names_the_package_to_install(bare_machine):
    checkout, tools = bare_machine
    _python(tools, 'case "$*" in *ensurepip*) exit 1 ;; *print*) echo python3.12-venv ;; esac')
    told = _start(checkout, tools)
    assert told.returncode == 2
    assert all("python3.12-venv" in line for line in told.stderr.splitlines())


def test_a_python_that_was_asked_for_and_does_not_suit_is_not_replaced_silently(bare_machine):
    checkout, tools = bare_machine
    told = _start(checkout, tools, ADJ_PYTHON="/no/such/python")
    assert told.returncode == 2
    assert all("/no/such/python" in line for line in told.stderr.splitlines())


def test_a_set_up_whose_owner_is_gone_does_not_block_the_next(bare_machine):
    checkout, tools = bare_machine
    lock = checkout / ".venv.lock"
    lock.mkdir()
    ended = subprocess.Popen([shutil.which("true")], env=os.environ)
    ended.wait()
    (lock / "pid").write_text(str(ended.pid), "utf-8")
    assert "No Python 3.11 to 3.14" in _start(checkout, tools).stderr
    assert not lock.exists()
