"""The report upwards as a Word file, laid out by GB/T 9704 or by an office's own file, whose fields are filled.

The built-in file is a template like an office's: :mod:`graphmodel.documents.built_in` lays it out,
:mod:`graphmodel.documents.fields` declares its fields, :mod:`graphmodel.documents.filling` fills either.
"""
