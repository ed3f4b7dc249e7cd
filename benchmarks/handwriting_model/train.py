"""Trains the network of `evidence_checks/script_model.py` and writes its weights.

    python benchmarks/handwriting_model/train.py --hands DIR --prints DIR [--strokes DIR] --real LINES.npz --out MODEL.onnx

Needs PyTorch, onnx and onnxscript in an environment of their own; see the README beside this file for the fonts.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
import sys

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.handwriting_model import made
from benchmarks.handwriting_model.real_lines import is_for_choosing
from evidence_checks.script_model import HEIGHT, WIDTH, windows_of

UNDECIDED = 0.5
"""What the network shall say of a line that is damaged beyond judgement, and of what is no text."""

Example = tuple[np.ndarray, float]
"""One window as bytes, and how handwritten it is."""


def boxed(rgb: np.ndarray) -> np.ndarray | None:
    return windows_of(rgb, (0, 0, rgb.shape[1], rgb.shape[0]))


def made_examples(sources: made.Sources, count: int, seed: int) -> list[Example]:
    """Windows of made lines: two fifths by hand, two fifths printed, the rest spoilt or no text."""
    rng = np.random.default_rng(seed)
    cv2.setNumThreads(1)
    hands = [made.Face(path) for path in sources.hands]
    prints = [made.Face(path) for path in sources.prints]
    digits = [made.Face(path) for path in sources.digits_only]
    out: list[Example] = []
    while len(out) < count:
        by_hand = rng.random() < 0.5
        if by_hand and sources.strokes and rng.random() < 0.3:
            cover = made.written(None, made.text_for(None, rng), rng, sources.strokes)
        elif by_hand:
            face = hands[int(rng.integers(len(hands)))]
            cover = made.written(face, made.text_for(face, rng), rng, None)
        elif rng.random() < 0.05 and digits:
            cover = made.printed(digits[int(rng.integers(len(digits)))], "".join(rng.choice(list("0123456789"), 6)), rng)
        else:
            face = prints[int(rng.integers(len(prints)))]
            cover = made.printed(face, made.text_for(face, rng), rng)
        rgb, target = made.shot(cover, rng), float(by_hand)
        way = rng.random()
        if way < 0.09:
            rgb, target = made.spoilt(rgb, rng), UNDECIDED
        elif way < 0.12:
            rgb, target = made.no_text(rng), UNDECIDED
        windows = boxed(rgb)
        if windows is not None:
            for index in rng.permutation(len(windows))[:2]:
                out.append(((windows[index] * 255).astype(np.uint8), target))
    return out


def real_examples(crops: list, boxes: np.ndarray, scripts: np.ndarray, copies: np.ndarray, seed: int) -> list[Example]:
    """Windows of real lines, each taken again several times with the box moved and the picture made worse."""
    rng = np.random.default_rng(seed)
    cv2.setNumThreads(1)
    out: list[Example] = []
    for crop, (x, y, width, height), script, times in zip(crops, boxes, scripts, copies, strict=True):
        for turn in range(int(times)):
            up, down, left, right = rng.uniform(-0.08, 0.3, 4) * height if turn else np.zeros(4)
            patch = crop[
                max(0, int(y - up)) : int(y + height + down), max(0, int(x - left)) : int(x + width + right)
            ]
            if min(patch.shape[:2]) < 8:
                continue
            target = float(script)
            if turn:
                high = patch.shape[0]
                if high > 90:
                    patch = cv2.resize(patch, None, fx=90 / high, fy=90 / high, interpolation=cv2.INTER_AREA)
                patch = made.degraded(np.ascontiguousarray(patch), rng, 0.8)
                if rng.random() < 0.08:
                    patch, target = made.spoilt(patch, rng), UNDECIDED
            windows = boxed(np.ascontiguousarray(patch))
            if windows is not None:
                for index in rng.permutation(len(windows))[: 1 if turn else 4]:
                    out.append(((windows[index] * 255).astype(np.uint8), target))
    return out


def network():  # noqa: ANN201 - torch is imported where it is used
    """Five convolutions, 85,000 weights; the mean over the window, then one number."""
    from torch import nn

    def step(before: int, after: int, size: int, stride: int) -> list:
        return [
            nn.Conv2d(before, after, size, stride, size // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
        ]

    return nn.Sequential(
        *step(1, 16, 5, 2), *step(16, 32, 3, 2), *step(32, 48, 3, 2), *step(48, 64, 3, 1), *step(64, 64, 3, 1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.25), nn.Linear(64, 1),
    )


def trained(x: np.ndarray, y: np.ndarray, weight: np.ndarray, minutes: float, watch, seed: int = 1):  # noqa: ANN001, ANN201
    """One pass after another until the minutes are over, with the step shrinking to nothing by then."""
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    torch.set_num_threads(2)
    net = network()
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.02)
    dice = np.random.default_rng(seed)
    started, turn = time.time(), 0
    share = 0.0
    while share < 1:
        net.train()
        losses = []
        for some in np.array_split(dice.permutation(len(x)), max(1, len(x) // 256)):
            share = (time.time() - started) / (60 * minutes)
            for group in optimiser.param_groups:
                group["lr"] = 3e-3 * max(0.003, 0.5 + 0.5 * np.cos(np.pi * min(1, share)))
            batch = x[some].astype(np.float32) / 255
            shift = int(dice.integers(-6, 7))
            batch = np.roll(batch, shift, axis=2)
            batch = np.clip(batch * dice.uniform(0.75, 1.25, (len(some), 1, 1)), 0, 1) ** dice.uniform(0.75, 1.35)
            scores = net(torch.from_numpy(batch[:, None].astype(np.float32)))[:, 0]
            target = torch.from_numpy(y[some] * 0.96 + 0.02)
            loss = (functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
                    * torch.from_numpy(weight[some])).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
            if share >= 1:
                break
        turn += 1
        net.eval()
        print(f"pass {turn}, {time.time() - started:.0f} s, loss {np.mean(losses):.4f}, {watch(net)}", flush=True)
    net.eval()
    return net


def line_scores(net, lines: list) -> np.ndarray:  # noqa: ANN001
    """The mean over its windows of each line's log-odds."""
    import torch

    with torch.no_grad():
        scores = net(torch.from_numpy(np.concatenate(lines)[:, None]))[:, 0].numpy()
    ends = np.cumsum([len(windows) for windows in lines])
    return np.array([part.mean() for part in np.split(scores, ends[:-1])])


def area(scores: np.ndarray, scripts: np.ndarray) -> float:
    """Area under the curve: how often a handwritten line scores above a printed one."""
    hand, printed = scores[scripts == 1], scores[scripts == 0]
    return float((hand[:, None] > printed[None]).mean() + 0.5 * (hand[:, None] == printed[None]).mean())


def temperature(scores: np.ndarray, scripts: np.ndarray, weight: np.ndarray) -> float:
    """What the scores are divided by so that they are log-odds on lines kept from training."""
    def loss(by: float) -> float:
        signed = np.where(scripts == 1, scores, -scores) / by
        return float((weight * np.logaddexp(0, -signed)).sum() / weight.sum())

    return float(min(np.geomspace(0.5, 8, 200), key=loss))


def write(net, by: float, path: Path) -> None:  # noqa: ANN001
    """The weights as ONNX, calibration folded in."""
    import torch
    from torch import nn

    class Calibrated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net

        def forward(self, windows):  # noqa: ANN001, ANN202
            return self.net(windows)[:, 0] / by

    torch.onnx.export(
        Calibrated().eval(), (torch.zeros(2, 1, HEIGHT, WIDTH),), str(path), input_names=["windows"],
        output_names=["log_odds"], dynamic_axes={"windows": {0: "n"}, "log_odds": {0: "n"}}, opset_version=17, dynamo=False,
    )


def per_page_weight(files: np.ndarray, scripts: np.ndarray) -> np.ndarray:
    """Both scripts weigh the same, and a page with many lines weighs as the square root of them."""
    weight = np.ones(len(files))
    for file in np.unique(files):
        for script in (0, 1):
            mine = (files == file) & (scripts == script)
            weight[mine] = 1 / np.sqrt(max(1, mine.sum()))
    for script in (0, 1):
        weight[scripts == script] /= weight[scripts == script].sum()
    return weight * len(files)


def main() -> None:
    """Makes the examples, trains, chooses the temperature on the lines kept back, writes the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hands", type=Path, required=True, help="a text file with one script font a line")
    parser.add_argument("--prints", type=Path, required=True, help="the same for printed faces")
    parser.add_argument("--digits", type=Path, help="the same for displays' faces")
    parser.add_argument("--strokes", type=Path, help="folder of hanzi-writer-data")
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--made", type=int, default=40000)
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--everything", action="store_true", help="train on the lines kept back too (temperature given)")
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--keep", type=Path, help="where made examples are kept between runs")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()

    def listed(path: Path | None) -> tuple[Path, ...]:
        return tuple(Path(line) for line in path.read_text().split("\n") if line) if path else ()

    sources = made.Sources(listed(given.hands), listed(given.prints), listed(given.digits), given.strokes)
    if given.keep and given.keep.is_file():
        kept = np.load(given.keep)
        x, y = kept["x"], kept["y"]
    else:
        with ProcessPoolExecutor(2) as pool:
            parts = list(pool.map(made_examples, [sources] * 8, [given.made // 8] * 8, range(8)))
        examples = [one for part in parts for one in part]
        x, y = np.stack([window for window, _ in examples]), np.array([target for _, target in examples], np.float32)
        if given.keep:
            np.savez(given.keep, x=x, y=y)
    print(len(x), "made windows", flush=True)
    real = np.load(given.real, allow_pickle=True)
    crops, boxes, scripts, files = real["crops"], real["boxes"], real["scripts"], real["files"]
    back = np.array([is_for_choosing(str(file)) for file in files])
    use = np.ones(len(files), bool) if given.everything else ~back
    weigh = per_page_weight(files[use], scripts[use])
    copies = np.clip(np.round(16 * weigh), 3, 60)
    examples = real_examples(list(crops[use]), boxes[use], scripts[use], copies, 99)
    rx, ry = np.stack([window for window, _ in examples]), np.array([target for _, target in examples], np.float32)
    print(len(rx), "real windows of", int(use.sum()), "lines, by hand:", int(scripts[use].sum()), flush=True)
    kept_windows = [windows_of(crop, tuple(int(v) for v in box)) for crop, box in zip(crops[back], boxes[back], strict=True)]
    seen = np.array([windows is not None for windows in kept_windows])
    kept_lines, kept_scripts = [w for w in kept_windows if w is not None], scripts[back][seen]
    kept_weight = per_page_weight(files[back][seen], kept_scripts)

    def watch(net) -> str:  # noqa: ANN001
        scores = line_scores(net, kept_lines)
        return f"kept back: area {area(scores, kept_scripts):.4f}"

    weight = np.concatenate([np.ones(len(x)), np.full(len(rx), 1.0 * len(x) / len(rx))]).astype(np.float32)
    net = trained(np.concatenate([x, rx]), np.concatenate([y, ry]), weight / weight.mean(), given.minutes, watch)
    scores = line_scores(net, kept_lines)
    by = given.temperature or temperature(scores, kept_scripts, kept_weight)
    print("temperature", by)
    write(net, by, given.out)
    np.savez(given.out.with_suffix(".kept.npz"), scores=scores / by, scripts=kept_scripts, files=files[back][seen])


if __name__ == "__main__":
    main()
