"""Spreadsheets in: files, archives, workbooks and text tables as sheets of typed cells. It knows no roster.

``files`` finds and reads files, ``archives`` looks through what will be opened, ``workbooks`` and ``separated`` read
it, ``opening`` tells which; ``sheets`` is what comes out. ``cleaning`` and ``personal`` say what of a text counts and
what of it may be shown. ``creation`` begins new workbooks.
"""
