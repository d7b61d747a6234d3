"""What was seen: read models, one module per question."""
