"""Following gaps up: a list to each addressee, what each is to say and to fill in.

``addressees`` says whose a finding is, ``filling`` which rows of the rosters would close it, ``proposing`` which a
plan proposes, ``worklists`` what each addressee gets. How a list looks is for :mod:`graphmodel.workbooks`.
"""
