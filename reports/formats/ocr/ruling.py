"""Ruled lines on a page: thin straight strokes, longer than a character's, bridged where scanning broke them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from reports.formats.ocr.bridging import bridged
from reports.formats.ocr.paper import Paper
from reports.formats.ocr.pixels import Pixels
from reports.formats.ocr.strokes import Stroke

_SHORTEST_PIECE = 0.13  # inches; strokes of characters are as long, and fall away later
_THICKEST = 0.06
_CHUNK = 0.5  # a bent or slanting line is followed in pieces
_GAP = 0.2  # bridged between pieces of a line
_LEAST_COVER = 0.7  # share of a bridged line that is ink
_ALONE = (1.0, 0.7)  # horizontal and vertical lines of this length need no other line to be believed
_UNBROKEN = 0.45  # if so much of them is in one piece: strokes of the characters of a headline lie in a row
_ONE_END = 0.2  # of this length they need one that they meet
_MEETS = 0.03  # how near an end has to come to a line to meet it
_REACHES = 0.08  # how far an end is drawn out to the line that it should meet
_BRIDGINGS = 4  # times that lines are carried on by a row or column
_WEAK = 0.3  # a line this much paler than the page's others shows through from the back


class Ruling(NamedTuple):
    """A page's ruled lines. ``mask`` is 255 on every pixel of theirs."""

    across: list[Stroke]
    down: list[Stroke]
    mask: Pixels


class _Piece(NamedTuple):
    at: float
    start: int
    end: int
    thickness: float
    darkness: float


def find_ruling(paper: Paper) -> Ruling:
    """The page's ruled lines, their ends drawn out to the lines that they meet."""
    mask = _line_mask(paper)
    standing = np.ascontiguousarray(mask.T)
    lying_pieces = _pieces(mask, paper.grey, paper.dpi)
    standing_pieces = _pieces(standing, np.ascontiguousarray(paper.grey.T), paper.dpi)
    least = _WEAK * _usual_darkness([*lying_pieces, *standing_pieces])
    across = _chained([piece for piece in lying_pieces if piece.darkness >= least], paper.dpi)
    down = _chained([piece for piece in standing_pieces if piece.darkness >= least], paper.dpi)
    across, down = _believable(across, down, paper.dpi)
    across, down = _joined(across, down, paper.dpi)
    for _ in range(_BRIDGINGS):
        known = len(across) + len(down)
        across, down = bridged(across, down, mask, paper.dpi), bridged(down, across, standing, paper.dpi)
        if len(across) + len(down) == known:
            break
    return Ruling(across, down, _drawn(across, down, paper))


def _line_mask(paper: Paper) -> Pixels:
    """Where a line may be: paler than writing counts too, as far as the paper is not noisy."""
    sample = paper.grey[::3, ::3]
    near_white = sample[sample > 170].astype(np.float32)
    noise = float(np.sqrt(np.mean(np.square(255.0 - near_white)))) if near_white.size else 0.0
    threshold = 255.0 - max(32.0, min(3.5 * noise, 110.0))
    return np.where(paper.grey < threshold, 255, 0).astype(np.uint8)


def _chained(pieces: Sequence[_Piece], dpi: float) -> list[Stroke]:
    """Strokes of any length that pieces make when bridged."""
    open_chains: list[list[_Piece]] = []
    closed: list[list[_Piece]] = []
    drift = max(2.0, 0.012 * dpi)
    for piece in sorted(pieces, key=lambda piece: piece.start):
        closed += [chain for chain in open_chains if piece.start - chain[-1].end > _GAP * dpi]
        open_chains = [chain for chain in open_chains if piece.start - chain[-1].end <= _GAP * dpi]
        fitting = [chain for chain in open_chains if _goes_on(chain[-1], piece, drift)]
        if fitting:
            min(fitting, key=lambda chain: abs(piece.at - chain[-1].at)).append(piece)
        else:
            open_chains.append([piece])
    strokes = (_stroke(chain) for chain in (*closed, *open_chains))
    return [stroke for stroke in strokes if stroke is not None]


def _goes_on(last: _Piece, piece: _Piece, drift: float) -> bool:
    return abs(piece.at - last.at) <= drift and piece.end > last.end and piece.start >= last.end - drift


def _stroke(chain: Sequence[_Piece]) -> Stroke | None:
    start, end = chain[0].start, chain[-1].end
    covered = sum(piece.end - piece.start for piece in chain)
    if covered < _LEAST_COVER * (end - start):
        return None
    weights = [piece.end - piece.start for piece in chain]
    return Stroke(
        at=float(np.average([piece.at for piece in chain], weights=weights)),
        start=float(start),
        end=float(end),
        thickness=float(np.average([piece.thickness for piece in chain], weights=weights)),
        darkness=float(np.average([piece.darkness for piece in chain], weights=weights)),
        unbroken=float(_longest_run(chain)),
    )


def _longest_run(chain: Sequence[_Piece]) -> int:
    longest, start = 0, chain[0].start
    for number, piece in enumerate(chain):
        if number and piece.start - chain[number - 1].end > 1:
            start = piece.start
        longest = max(longest, piece.end - start)
    return longest


def _pieces(mask: Pixels, grey: Pixels, dpi: float) -> list[_Piece]:
    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))  # a line that is not quite level steps from row to row
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(8, round(_SHORTEST_PIECE * dpi))), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    found: list[_Piece] = []
    for number, (left, top, width, height, area) in enumerate(boxes.tolist()):
        if number == 0 or area / width - 2 > _THICKEST * dpi:
            continue
        window = np.s_[top : top + height, left : left + width]
        found += _chunks(labels[window] == number, grey[window], left, top, dpi)
    return found


def _chunks(part: NDArray[np.bool_], shades: Pixels, left: int, top: int, dpi: float) -> list[_Piece]:
    """A component in pieces that are short enough to be straight."""
    height, width = part.shape
    edges = np.linspace(0, width, max(1, round(width / (_CHUNK * dpi))) + 1).astype(int)
    found = []
    for first, last in pairwise(edges.tolist()):
        inside = part[:, first:last]
        weights = inside.sum(axis=1)
        thickness = float(weights.sum()) / (last - first) - 2  # less what was added to join the steps
        if not weights.any() or thickness > _THICKEST * dpi:
            continue
        at = top + float(np.average(np.arange(height), weights=weights))
        darkness = 255.0 - float(np.median(np.where(inside, shades[:, first:last], 255).min(axis=0)))
        found.append(_Piece(at, left + first, left + last, max(1.0, thickness), darkness))
    return found


def _usual_darkness(pieces: Sequence[_Piece]) -> float:
    """How dark the page's lines are: what shows through from the back of the sheet is far paler."""
    if not pieces:
        return 0.0
    shades = np.array([piece.darkness for piece in pieces])
    order = np.argsort(shades)
    lengths = np.cumsum(np.array([piece.end - piece.start for piece in pieces])[order])
    return float(shades[order][np.searchsorted(lengths, 0.6 * lengths[-1])])


def _believable(across: list[Stroke], down: list[Stroke], dpi: float) -> tuple[list[Stroke], list[Stroke]]:
    """Without strokes of characters: a line is long, or it meets others."""
    good_across = [stroke for stroke in across if _is_alone(stroke, _ALONE[0], dpi)]
    good_down = [stroke for stroke in down if _is_alone(stroke, _ALONE[1], dpi)]
    rest_across = [stroke for stroke in across if stroke not in good_across]
    rest_down = [stroke for stroke in down if stroke not in good_down]
    for _ in range(4):
        more_down = [stroke for stroke in rest_down if _is_held(stroke, good_across, dpi)]
        good_down += more_down
        rest_down = [stroke for stroke in rest_down if stroke not in more_down]
        more_across = [stroke for stroke in rest_across if _is_held(stroke, good_down, dpi)]
        good_across += more_across
        rest_across = [stroke for stroke in rest_across if stroke not in more_across]
        if not more_down and not more_across:
            break
    return good_across, good_down


def _is_alone(stroke: Stroke, length: float, dpi: float) -> bool:
    return stroke.length >= length * dpi and stroke.unbroken >= _UNBROKEN * dpi


def _is_held(stroke: Stroke, others: Sequence[Stroke], dpi: float) -> bool:
    near = _MEETS * dpi
    crossing = [other for other in others if other.start - near <= stroke.at <= other.end + near]
    inner = 2 * near
    if any(stroke.start + inner < other.at < stroke.end - inner for other in crossing):
        return True  # no stroke of a character crosses a line
    ends = sum(any(abs(other.at - end) <= near for other in crossing) for end in (stroke.start, stroke.end))
    return ends == 2 or (ends == 1 and stroke.length >= _ONE_END * dpi)


def _joined(across: list[Stroke], down: list[Stroke], dpi: float) -> tuple[list[Stroke], list[Stroke]]:
    reach = _REACHES * dpi
    return [_drawn_out(stroke, down, reach) for stroke in across], [
        _drawn_out(stroke, across, reach) for stroke in down
    ]


def _drawn_out(stroke: Stroke, others: Sequence[Stroke], reach: float) -> Stroke:
    crossing = [other for other in others if other.start - reach <= stroke.at <= other.end + reach]
    start = min((other.at for other in crossing if abs(other.at - stroke.start) <= reach), default=stroke.start)
    end = max((other.at for other in crossing if abs(other.at - stroke.end) <= reach), default=stroke.end)
    return replace(stroke, start=start, end=end) if start < end else stroke


def _drawn(across: Sequence[Stroke], down: Sequence[Stroke], paper: Paper) -> Pixels:
    """The pixels of the lines and those right beside them."""
    band = np.zeros_like(paper.grey)
    for stroke in across:
        half = round(stroke.thickness / 2 + 1.5)
        row = round(stroke.at)
        band[max(row - half, 0) : row + half + 1, max(round(stroke.start), 0) : round(stroke.end) + 1] = 255
    for stroke in down:
        half = round(stroke.thickness / 2 + 1.5)
        column = round(stroke.at)
        band[max(round(stroke.start), 0) : round(stroke.end) + 1, max(column - half, 0) : column + half + 1] = 255
    return band
