"""Compare what the parties to a negotiation have publicly said, with the source that proves each cell."""
