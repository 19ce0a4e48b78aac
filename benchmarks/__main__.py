"""Run every benchmark and print its table; each figure is a ratio against a floor measured in the same run."""

import sys

from benchmarks import first_sight, loading

sys.stdout.write(loading.table() + "\n")
sys.stdout.write(first_sight.table())
