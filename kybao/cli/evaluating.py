"""`kybao eval`: how right the reader and the checker are."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kybao.cli.group import main
from kybao.cli.outcome import FILE, FOUND, print_json
from kybao.cli.vietnamese import Failure


@main.command("eval", short_help="Đo độ đúng trên tập mẫu có nhãn.")
@click.argument("corpus", metavar="TẬP_MẪU", type=FILE, help="Thư mục các tệp .corpus, hoặc một tệp.")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
@click.option(
    "--errors", "shown", metavar="SỐ", type=click.IntRange(0), default=0, help="Nêu bấy nhiêu chỗ sai đầu tiên."
)
@click.option(
    "--mutate", "mutated", is_flag=True, help="Đổi từng chữ số của những nhận định đúng, đo phần phát hiện được."
)
@click.option(
    "--part", type=click.Choice(["all", "dev", "held"]), default="all", help="Chỉ đo phần để học hay phần để riêng."
)
def eval_command(corpus: Path, as_json: bool, shown: int, mutated: bool, part: str) -> None:
    """Đo việc đọc và kiểm tra trên tập mẫu có nhãn: độ chính xác, độ bao phủ và F1.

    Mã thoát: 0 đạt mọi mục tiêu, 1 chưa đạt, 2 tập mẫu không đọc được.
    """
    from kybao.evaluating import BrokenCorpus, evaluate, mutate, read_corpus, score_text
    from kybao.evaluating.aims import evaluation_aims, mutation_aims
    from kybao.evaluating.parts import Part, entries_of

    try:
        entries = tuple(entries_of(read_corpus(corpus), Part(part)))
        if mutated:
            mutations = mutate(entries)
            aims = mutation_aims(mutations)
            record, lines = score_text.mutation_record(mutations, shown), score_text.mutation_text(mutations, shown)
        else:
            evaluation = evaluate(entries)
            aims = evaluation_aims(evaluation)
            record, lines = (
                score_text.evaluation_record(evaluation, shown),
                score_text.evaluation_text(evaluation, shown),
            )
    except BrokenCorpus as error:
        raise Failure("\n".join(error.faults)) from error
    if as_json:
        print_json(record)
    else:
        click.echo("\n".join(lines))
    sys.exit(0 if all(aim.is_met for aim in aims) else FOUND)
