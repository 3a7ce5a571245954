"""What sheets mean: recognise, normalise, check, resolve. A problem names file, sheet, row and column.

``recognition`` tells rosters by their headings, ``cells`` checks one kind of cell each, ``tables`` gathers a roster,
``references`` finds what cells mean, ``reading`` runs it all. How bytes become sheets is :mod:`graphmodel.spreadsheets`.
"""

from graphmodel.rosters.problems import Problems, has_errors, message
from graphmodel.rosters.reading import Reading, Resolved, read_rosters

__all__ = ["Problems", "Reading", "Resolved", "has_errors", "message", "read_rosters"]
