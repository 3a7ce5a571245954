"""Questions to the graph of a slice that no query can ask: one function, one question."""

from graphmodel.analysis.graph import to_networkx
from graphmodel.analysis.thread import Thread, loose_members, red_thread

__all__ = ["Thread", "loose_members", "red_thread", "to_networkx"]
