"""The second computation of figures: plain Python over the events of a ledger.

Written from the domain's pages and decision 0007 apart from the read models, the frames and the
evaluator. It answers each question for one day, by walking over every case, and says which cases
stand in the numerator and which in the denominator.
"""

from tests.support.reference.asked import Asked, Figure
from tests.support.reference.indicators import COMPUTED, VARIANTS, figure, people
from tests.support.reference.joined import JOINED
from tests.support.reference.known import Known

__all__ = ["COMPUTED", "JOINED", "VARIANTS", "Asked", "Figure", "Known", "figure", "people"]
