"""The network in memory: typed tables with history, a slice as of a date, its territory, and what of it goes out.

``model`` holds the tables, ``assemble`` makes them of rosters, ``territory`` says where everything lies,
``projection`` what of a slice every graph is made of.
"""

from graphmodel.alliance.assembly import assemble
from graphmodel.alliance.model import Alliance, Slice, empty, empty_nodes, empty_ties

__all__ = ["Alliance", "Slice", "assemble", "empty", "empty_nodes", "empty_ties"]
