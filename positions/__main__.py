"""Run the command line with `python -m positions`."""

import sys

from positions.cli import main

sys.exit(main())
