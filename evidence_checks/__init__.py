"""Checks one exhibit: picture files and expectations in, a report out. Imports nothing of the rest of the house.

The way through, one direction only:

1. ``decode`` turns hostile bytes into upright RGB pixels inside a sandboxed worker, or raises ``EvidenceFault``.
2. ``reader`` turns pixels into a ``Reading``: codes first (``codes``), then text lines (``text.rapid``), page by page.
   ``cache`` remembers what was read, never the pixels; a pre-check passes ``cache=None`` and leaves no trace.
3. ``fields``, the marks (seals, handwriting, document type) and ``requirements`` judge a ``Reading``; ``kinds`` say,
   kind by kind of exhibit, which requirements there are; the decisive digits are read a second time by
   ``text.second``.

What cannot be told is ``unknown``. What cannot be processed at all is an ``EvidenceFault`` with a stable code, the
facts, and what would be right, in Chinese and English (``errors``).

Importing this package loads none of the heavy libraries: numpy, OpenCV, onnxruntime, Pillow and the readers are
imported by the functions that need them.
"""

import os

# Before it is loaded, onnxruntime has to be told not to write a device id and a log of events into the user's cache and to send them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
