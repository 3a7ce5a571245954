"""Questions to the graph of a slice that no query can ask: one function, one question.

NetworkX is imported by the function that needs it: importing it takes as long as many an answer.
"""

from graphmodel.analysis.capacity import household_capacity
from graphmodel.analysis.graph import portable, to_networkx
from graphmodel.analysis.leadership import reach
from graphmodel.analysis.matching import Pairing, pairing
from graphmodel.analysis.spread import load
from graphmodel.analysis.support import single_points
from graphmodel.analysis.thread import Thread, loose_members, red_thread

__all__ = [
    "Pairing",
    "Thread",
    "household_capacity",
    "load",
    "loose_members",
    "pairing",
    "portable",
    "reach",
    "red_thread",
    "single_points",
    "to_networkx",
]
