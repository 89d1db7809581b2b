"""From what a citizen typed to what they meant."""
