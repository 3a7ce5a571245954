"""Out to other tools: the alliance as rosters again, a slice as a graph that other programs read. Nothing is computed here."""
