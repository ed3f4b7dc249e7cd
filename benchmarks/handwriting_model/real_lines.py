"""Cuts the real lines to train on, and to choose and calibrate with, out of a folder of labelled pictures.

    python benchmarks/handwriting_model/real_lines.py PICTURES OUT.npz

PICTURES holds ``labels.jsonl``: ``file``, ``truth.handwriting`` (``all``, ``partial``, ``none``) and, for some, ``truth.lines``
with ``box`` and ``script``. A page without handwriting gives every line that the reader finds, as printed. Only the first
half of the pictures is opened: those whose names have an even CRC-32. The other half is for `benchmarks/handwriting.py`.
"""

import json
import sys
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evidence_checks.decode import decode
from evidence_checks.errors import EvidenceFault
from evidence_checks.reader import read_bytes

MARGIN = 0.5
"""Share of a line's height that is kept around it, so that training can move the box."""
WHOLLY_BY_HAND = ("handwriting/hw_imethan_note.jpg", "handwriting/hw_line_poem.png")


def is_for_training(name: str) -> bool:
    """Whether a picture belongs to the first half."""
    return zlib.crc32(name.encode()) % 2 == 0


def is_for_choosing(name: str) -> bool:
    """Whether a picture of the first half is kept from training, to choose and calibrate with."""
    return zlib.crc32(name.encode()) // 2 % 4 in (0, 1)


def lines_of(folder: Path, row: dict) -> list[tuple[np.ndarray, tuple[int, int, int, int], int]]:
    """Crop with margin, box inside the crop, and 1 for handwritten, of each line of one picture."""
    truth, path = row["truth"], folder / row["file"]
    data = path.read_bytes()
    if truth.get("lines"):
        pixels = decode(data, path.name).pixels
        boxes = [
            (tuple(line["box"]), int(line["script"] == "handwritten"))
            for line in truth["lines"]
            if line["script"] in ("handwritten", "printed")
        ]
    elif truth.get("handwriting") == "none" or row["file"] in WHOLLY_BY_HAND:
        page = read_bytes([(path.name, data)], cache=None).pages[0]
        pixels = page.pixels
        boxes = [(line.box, int(row["file"] in WHOLLY_BY_HAND)) for line in page.lines if len(line.text.strip()) >= 2]
    else:
        return []
    out = []
    for (x, y, width, height), script in boxes:
        room = max(2, round(MARGIN * min(width, height)))
        x0, y0 = max(0, x - room), max(0, y - room)
        crop = pixels[y0 : y + height + room, x0 : x + width + room]
        if height >= 12 and width >= 0.7 * height and crop.size:
            out.append((crop.copy(), (x - x0, y - y0, width, height), script))
    return out


def main() -> None:
    """Writes crops, boxes, scripts and files as one archive, outside the repository."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    crops, boxes, scripts, files = [], [], [], []
    for row in rows:
        if not is_for_training(row["file"]):
            continue
        try:
            found = lines_of(folder, row)
        except EvidenceFault as fault:
            print(row["file"], fault)
            continue
        for crop, box, script in found:
            crops.append(crop)
            boxes.append(box)
            scripts.append(script)
            files.append(row["file"])
        print(row["file"], len(found), flush=True)
    holder = np.empty(len(crops), object)
    holder[:] = crops
    np.savez_compressed(out, crops=holder, boxes=np.array(boxes), scripts=np.array(scripts), files=np.array(files))


if __name__ == "__main__":
    main()
