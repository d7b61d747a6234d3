"""What stands at the door: how often somebody may knock, and how often ask."""
