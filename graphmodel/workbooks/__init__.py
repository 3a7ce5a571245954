"""Workbooks: what is said, as sheets that an office filters, prints and sends.

``report`` is report.xlsx, ``problem_list`` problems.xlsx; ``answers`` and ``comparison`` are what single commands give.
They lay out tables that other rooms have made and compute nothing; ``book`` is how a sheet is written.
"""
