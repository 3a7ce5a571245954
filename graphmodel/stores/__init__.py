"""Where the alliance lives: immutable snapshots on disk, and engines that answer Cypher over a slice."""

from graphmodel.stores.engine import Answer, Engine

__all__ = ["Answer", "Engine"]
