"""What must hold in a report: one rule a function, every rule in one table (`kybao.checking.rules`).

>>> from kybao.documents import document_of_text
>>> from kybao.checking import check
>>> for finding in check(document_of_text("Thu được 8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch giao.")):
...     print(finding.rule, finding.verdict.value, finding.quote, finding.computed)
ratio truncated 3% 3.5
"""

from kybao.checking.checks import check
from kybao.checking.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "check"]
