"""The benchmarks: each figure is measured within one run, and says what it did."""
