"""Questions to the graph of a slice that no query can ask: one function, one question.

NetworkX is imported by the function that needs it: importing it takes as long as many an answer.
"""

from graphmodel.analysis.graph import to_networkx
from graphmodel.analysis.thread import Thread, loose_members, red_thread

__all__ = ["Thread", "loose_members", "red_thread", "to_networkx"]
