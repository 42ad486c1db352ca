"""Evaluations and mutations as a person reads them at a terminal, and as plain data for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kybao.checking.finding import Verdict
from kybao.checking.presenting.wording import VERDICTS
from kybao.evaluating.aims import Aim, evaluation_aims, mutation_aims
from kybao.evaluating.labels import ClaimKind
from kybao.evaluating.mutating import Held, Mutations, Uncaught
from kybao.evaluating.scores import DEVIATIONS, Difference, Evaluation, Group, Tally
from kybao.reading.figure import FigureKind

_FIGURES = {
    FigureKind.QUANTITY: "số lượng", FigureKind.PERCENT: "phần trăm", FigureKind.POINT: "điểm phần trăm",
    FigureKind.TIMES: "số lần", FigureKind.DATE: "thời gian", FigureKind.CITATION: "số hiệu văn bản",
    FigureKind.NUMBERING: "số thứ tự", FigureKind.NAME: "tên gọi", FigureKind.SCALE: "tỷ lệ bản vẽ", FigureKind.CONTACT: "liên hệ",
}  # fmt: skip
_CLAIMS = {
    ClaimKind.RATIO: "tỷ lệ x/y",
    ClaimKind.COMPARISON: "so sánh với gốc",
    ClaimKind.BREAKDOWN: "tổng và các phần",
    ClaimKind.LISTING: "số đếm và danh sách",
}
_HELD = {
    Held.RATIO: "tỷ lệ x/y",
    Held.COMPARISON: "so sánh với gốc",
    Held.WHOLE: "tổng và đủ các phần",
    Held.OPEN: "trong đó, vừa đủ tổng",
}
_NAMES: dict[tuple[Group, str], str] = {
    **{(Group.FIGURES, kind): name for kind, name in _FIGURES.items()},
    **{(Group.CLAIMS, kind): name for kind, name in _CLAIMS.items()},
    **{(Group.VERDICTS, verdict): words.word for verdict, words in VERDICTS.items()},
}
_TITLES = {Group.FIGURES: "Con số", Group.CLAIMS: "Nhận định", Group.VERDICTS: "Kết luận"}
_ROW = "  {:<26}{:>8}{:>9}{:>12}{:>10}{:>8}"


def evaluation_text(evaluation: Evaluation, shown: int = 0) -> Iterator[str]:
    """Lines: the table by kind, the aims, and the first `shown` differences."""
    yield f"{evaluation.entries} mục"
    yield _ROW.format("", "có nhãn", "tìm thấy", "chính xác", "bao phủ", "F1").rstrip()
    totals = {Group.FIGURES: evaluation.figures, Group.CLAIMS: evaluation.claims, Group.VERDICTS: evaluation.deviations}
    for group, title in _TITLES.items():
        yield ""
        yield _row(f"{title}{' lệch' if group is Group.VERDICTS else ''}", totals[group]).removeprefix("  ")
        for (of, kind), name in _NAMES.items():
            if of is group and (tally := evaluation.tallies.get((group, kind))):
                yield _row(name, tally, group is Group.VERDICTS and kind == Verdict.HOLDS)
    yield ""
    yield from map(_aim, evaluation_aims(evaluation))
    if shown:
        yield from _listed(evaluation.differences[:shown], len(evaluation.differences), _difference)


def _row(name: str, tally: Tally, only_recall: bool = False) -> str:
    cells = [f"{tally.precision:.4f}", f"{tally.recall:.4f}", f"{tally.f1:.4f}"]
    if only_recall:  # what holds need not be labelled everywhere
        cells[0] = cells[2] = "–"
    return _ROW.format(name, tally.labelled, "–" if only_recall else tally.found, *cells)


def _aim(aim: Aim) -> str:
    return f"{'✓' if aim.is_met else '✕'} {aim.name}: {aim.measured:.4f} (mục tiêu {aim.wanted:.2f})"


def _difference(one: Difference) -> list[str]:
    return [f"[{_NAMES[one.group, one.kind]}] nhãn: {one.expected or 'không có'}", f"  ra: {one.came or 'không có'}"]


def _listed(
    records: Sequence[Difference | Uncaught], total: int, told: Callable[[Any], Sequence[str]]
) -> Iterator[str]:
    """Each entry's place and text once, then what is wrong with it."""
    for (file, line, name, text), group in groupby(records, lambda one: (one.file, one.line, one.entry, one.text)):
        yield ""
        yield f"{file}:{line}: {name}"
        yield from (f"> {passage}" for passage in text.splitlines())
        for one in group:
            yield from (f"  {words}" for words in told(one))
    if len(records) < total:
        yield ""
        yield f"Còn {total - len(records)} chỗ khác (xem thêm bằng --errors)."


def mutation_text(mutations: Mutations, shown: int = 0) -> Iterator[str]:
    """Lines: how many changes of a digit are seen, by kind of claim, and the first `shown` that are not."""
    row = "  {:<26}{:>12}{:>12}{:>9}"
    yield row.format("Đổi một chữ số", "vượt độ in", "phát hiện", "tỷ lệ").removeprefix("  ")
    for kind, name in _HELD.items():
        if changes := mutations.changes.get(kind):
            yield row.format(name, changes, mutations.caught[kind], f"{mutations.caught[kind] / changes:.4f}")
    yield ""
    yield from map(_aim, mutation_aims(mutations))
    if shown:
        yield from _listed(mutations.uncaught[:shown], len(mutations.uncaught), _passed_over)


def _passed_over(one: Uncaught) -> list[str]:
    return [f"[{_HELD[one.kind]}] đổi “{one.before}” thành “{one.after}”, không thấy lệch"]


def evaluation_record(evaluation: Evaluation, shown: int = 0) -> dict[str, Any]:
    """`groups` → kind → counts and measures; `aims`; and the first `shown` `differences`."""
    groups: dict[str, dict[str, Any]] = {group: {} for group in Group}
    for (group, kind), tally in sorted(evaluation.tallies.items()):
        groups[group][kind] = _tally_record(tally)
    groups[Group.FIGURES]["all"] = _tally_record(evaluation.figures)
    groups[Group.CLAIMS]["all"] = _tally_record(evaluation.claims)
    groups[Group.VERDICTS]["+".join(DEVIATIONS)] = _tally_record(evaluation.deviations)
    return {
        "entries": evaluation.entries,
        "groups": groups,
        "aims": _aim_records(evaluation_aims(evaluation)),
        "differences": [
            {
                "group": one.group, "kind": one.kind, "entry": one.entry, "file": one.file, "line": one.line,
                "text": one.text, "expected": one.expected, "came": one.came,
            }
            for one in evaluation.differences[:shown]
        ],
    }  # fmt: skip


def _aim_records(aims: Sequence[Aim]) -> list[dict[str, Any]]:
    return [
        {"name": aim.name, "measured": round(aim.measured, 6), "wanted": aim.wanted, "met": aim.is_met} for aim in aims
    ]


def _tally_record(tally: Tally) -> dict[str, Any]:
    return {
        "labelled": tally.labelled, "recalled": tally.recalled, "found": tally.found, "right": tally.right,
        "precision": round(tally.precision, 6), "recall": round(tally.recall, 6), "f1": round(tally.f1, 6),
    }  # fmt: skip


def mutation_record(mutations: Mutations, shown: int = 0) -> dict[str, Any]:
    """By kind of claim the changes and how many were caught; the share of all; the first `shown` uncaught ones."""
    return {
        "kinds": {kind: {"changes": changes, "caught": mutations.caught[kind]} for kind, changes in mutations.changes.items()},
        "aims": _aim_records(mutation_aims(mutations)),
        "uncaught": [
            {
                "kind": one.kind, "entry": one.entry, "file": one.file, "line": one.line, "text": one.text,
                "before": one.before, "after": one.after,
            }
            for one in mutations.uncaught[:shown]
        ],
    }  # fmt: skip
