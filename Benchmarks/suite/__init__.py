"""The benchmark suite: `scripts/bench` runs it, docs/performance.md says how to read what it prints."""
