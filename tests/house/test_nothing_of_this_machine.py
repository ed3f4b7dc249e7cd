"""Nothing that is committed names the machine it was written on, or where its packages came from."""

import os
import re
import shutil
import subprocess
import sys

from tests.house.checkout import ROOT, texts

_HOST = re.compile(r"[a-z]+://(?:[^/@\s]+@)?([^/:\s']+)")


def _registry_hosts():
    """The hosts of the package registries as this machine is set up to reach them."""
    askers = [[sys.executable, "-m", "pip"], *([pip] for pip in (shutil.which("pip"),) if pip)]
    said = [
        subprocess.run([*asker, "config", "list"], capture_output=True, text=True, check=False).stdout
        for asker in askers
    ]
    said += [value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "NPM_CONFIG_"))]
    return set(_HOST.findall("\n".join(said))) - {"localhost", "127.0.0.1"}


def test_no_path_of_this_checkout_is_committed():
    assert [name for name, text in texts().items() if f"{ROOT}/" in text] == []


def test_no_registry_host_of_this_machine_is_committed():
    hosts = _registry_hosts()
    assert [name for name, text in texts().items() if any(host in text for host in hosts)] == []


def test_no_lock_file_records_where_packages_came_from():
    locks = {name: text for name, text in texts().items() if name.startswith("requirements/") or name.endswith(".lock")}
    assert locks
    assert [name for name, text in locks.items() if "://" in text or re.search(r"--(extra-)?index-url", text)] == []
