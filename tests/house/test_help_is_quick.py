"""Asking for help loads nothing that reads pictures or serves pages."""

import json
import subprocess
import sys

HEAVY = {"numpy", "cv2", "fastapi", "sqlalchemy", "onnxruntime", "PIL", "rapidocr", "zxingcpp", "pytesseract"}
_ASK_FOR_HELP = """
import json, sys
from adjudicator.__main__ import main
sys.argv = ["adjudicator", "--help"]
try:
    main()
except SystemExit as ended:
    status = ended.code
else:
    status = 0
json.dump({"status": status, "modules": sorted(sys.modules)}, sys.stderr)
"""


def test_help_imports_nothing_heavy():
    asked = subprocess.run(
        [sys.executable, "-c", _ASK_FOR_HELP], capture_output=True, text=True, check=True, timeout=60
    )
    seen = json.loads(asked.stderr)
    assert seen["status"] in (0, None)
    assert "check" in asked.stdout
    assert HEAVY & set(seen["modules"]) == set()
