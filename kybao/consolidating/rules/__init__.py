"""Users' own validation rules: a small language (`language`), its evaluation (`evaluating`), and DHIS2's rules (`dhis2`).

>>> from decimal import Decimal
>>> rule = Rule.of("thu-thuế", "[thu] >= [thu thuế]", "Thu thuế không thể lớn hơn tổng thu.")
>>> reported = {"thu": Decimal(90), "thu thuế": Decimal(100)}
>>> evaluate(rule, lambda reference: reported.get(reference.indicator)).outcome
<Outcome.VIOLATED: 'violated'>
"""

from kybao.consolidating.rules.dhis2 import Imported, Untranslated, import_rules
from kybao.consolidating.rules.evaluating import evaluate, evaluate_all
from kybao.consolidating.rules.language import Condition, InvalidRule, Moment, Operator, Reference, parse
from kybao.consolidating.rules.rule import Missing, Outcome, Result, Rule, Severity
from kybao.consolidating.rules.writing import written

__all__ = [
    "Condition",
    "Imported",
    "InvalidRule",
    "Missing",
    "Moment",
    "Operator",
    "Outcome",
    "Reference",
    "Result",
    "Rule",
    "Severity",
    "Untranslated",
    "evaluate",
    "evaluate_all",
    "import_rules",
    "parse",
    "written",
]
