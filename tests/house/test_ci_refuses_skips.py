"""In CI a skipped test has failed: an optional part that is missing there went unchecked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = (Path(__file__).parents[1] / "conftest.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("test", "where"),
    [
        ("import pytest\n\ndef test_it():\n    pytest.skip('no tesseract')\n", "while it runs"),
        ("import pytest\n\npytest.importorskip('no_such_module_anywhere')\n\ndef test_it():\n    pass\n", "at import"),
        ("import pytest\n\n@pytest.mark.skip(reason='later')\ndef test_it():\n    pass\n", "by mark"),
    ],
)
@pytest.mark.parametrize("in_ci", [True, False])
def test_a_skip_fails_in_ci_and_only_there(tmp_path, test, where, in_ci):
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_it.py").write_text(test + "\n\ndef test_another():\n    pass\n", "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | (
        {"CI": "true"} if in_ci else {}
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ("a skip is a failure in CI" in run.stdout) is in_ci, (where, run.stdout)
    assert (run.returncode in (1, 2)) is in_ci
