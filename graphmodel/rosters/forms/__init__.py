"""Forms: the wide tables an office really keeps, told apart by their headings and read as rows of the rosters."""
