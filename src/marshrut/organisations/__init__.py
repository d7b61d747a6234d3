"""Schools and other organisations, dated as everything else."""
