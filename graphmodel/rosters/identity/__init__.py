"""Who is who where an office keeps no codes: people by their numbers, names and units, homes by their addresses.

``numbers`` reads the numbers of people, ``mentions`` what a cell says of whom, ``people`` tells which rows are one
person, ``meaning`` whom a mention means, ``homes`` which home an address is. ``codes`` makes the pseudonyms that stand
for them, with the key of ``key``. Numbers are read, compared and forgotten here: nothing that leaves this package holds
one.
"""
