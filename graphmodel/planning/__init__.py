"""Proposals that close gaps (建议): the least change that closes the most, each with its reason, and proof for the rest.

A proposal assigns places; nobody is ranked. Every stage is exact: what it closes is the most that any choice could
close on the slice it sees.
"""
