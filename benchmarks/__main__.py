"""Run every benchmark and print its table; each figure is a ratio against a floor measured in the same run."""

import sys

from benchmarks import embeds, first_sight, loading, reruns, scale, sessions

for benchmark in (reruns, scale, loading, first_sight, embeds, sessions):
    sys.stdout.write(benchmark.table() + "\n")
    sys.stdout.flush()
