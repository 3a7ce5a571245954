"""What people look at: the workbook, the page to start from, the list of problems.

This room gives findings a form and finds none: it counts nothing that :mod:`graphmodel.rules` has not counted. What
several forms say stands in ``contents``, ``findings``, ``places`` and ``priorities``; how it is shown, in ``tables``
(workbooks) and ``html`` (pages). Names of people never come here; people are codes in the workbook and counts on
pages.
"""
