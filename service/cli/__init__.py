"""The command line `zonewright`: one file for each family of commands.

Errors go to standard error, one line per problem; standard output then stays empty. Exit 1
for a broken hard rule in `check`, `scenario propose` and `approve`; 2 for bad input; 3 where a
save, a merge or a rebase conflicts with another user's change; 70 for a fault of the program; 0
otherwise.
"""

import os
import sys

from service.cli.app import app
from service.cli.errors import run_to_the_end

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line on the arguments of the process.

    Products of matrices stay in the thread that asks: the arrays are short, and waiting for the
    threads of OpenBLAS costs more processor time than they save.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    run_to_the_end(app)
