"""What is said of a judgement, without a form: every table in words, worked out once and handed to every form.

:class:`~graphmodel.reporting.dossier.Dossier` holds what is said of one judgement and
:class:`~graphmodel.reporting.comparison.Comparison` what is said of two; ``drawing`` is what of a judgement may be
drawn. Workbooks, pages and the screen show these tables and neither count nor compare. Names of people never come
here: people are codes in lists and numbers in everything else.
"""
