"""Employers: legal entities at which graduates work, dated as everything else."""
