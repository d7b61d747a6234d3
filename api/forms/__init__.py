"""Forms as people get them: what heads a file, the files, the answers."""
