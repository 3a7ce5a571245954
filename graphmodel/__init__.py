"""graphmodel: the organisational network of a city's red property alliance (红色物业联盟) as a graph.

Rosters come in as spreadsheets (:mod:`graphmodel.rosters`), become typed tables with history
(:mod:`graphmodel.alliance`), are kept as snapshots (:mod:`graphmodel.stores`), judged by rules
(:mod:`graphmodel.rules`) that engines answer (:mod:`graphmodel.engines`), said (:mod:`graphmodel.reporting`) and shown
as workbooks (:mod:`graphmodel.workbooks`) and pages (:mod:`graphmodel.pages`).
"""

__version__ = "0.1.0"
