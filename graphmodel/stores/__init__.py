"""Where the alliance is kept: immutable snapshots on disk."""
