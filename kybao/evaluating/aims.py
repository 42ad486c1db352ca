"""What the reader and the checker must reach."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.evaluating.mutating import Mutations
from kybao.evaluating.scores import Evaluation


@dataclass(frozen=True, slots=True)
class Aim:
    """A measure between 0 and 1, and what it must at least be."""

    name: str
    measured: float
    wanted: float

    @property
    def is_met(self) -> bool:
        return self.measured >= self.wanted


def evaluation_aims(evaluation: Evaluation) -> tuple[Aim, ...]:
    return (
        Aim("F1 con số", evaluation.figures.f1, 0.99),
        Aim("F1 nhận định", evaluation.claims.f1, 0.97),
        Aim("Chính xác về chỗ lệch", evaluation.deviations.precision, 0.98),
        Aim("Bao phủ chỗ lệch", evaluation.deviations.recall, 0.95),
    )


def mutation_aims(mutations: Mutations) -> tuple[Aim, ...]:
    return (Aim("Phát hiện chữ số bị đổi", mutations.share, 0.95),)
