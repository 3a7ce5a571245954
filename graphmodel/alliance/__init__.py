"""The network in memory: typed tables with history, a slice as of a date, its graph, its territory.

``model`` holds the tables, ``assemble`` makes them of rosters, ``territory`` says where everything lies, ``graph``
hands a slice to NetworkX and finds the red thread.
"""

from graphmodel.alliance.assemble import assemble
from graphmodel.alliance.model import Alliance, Slice, empty, empty_nodes, empty_ties

__all__ = ["Alliance", "Slice", "assemble", "empty", "empty_nodes", "empty_ties"]
