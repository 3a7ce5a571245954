"""What programs read: the JSON documents, each under the name and version of its schema.

One module per document; those of a judgement share ``findings``. Field names are the contract's and change only with
the version. Where a document goes is decided elsewhere.
"""
