"""The parts of a measurement, each in a process of its own."""

import multiprocessing
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.util import find_spec

from bench.rows import Row

PARTS = ("papers", "page", "cabinet", "search", "issuing", "growth", "load")
"""Modules of this package with a function ``rows``, in the order of the table."""


def measure(part: str) -> list[Row]:
    """Measure one part."""
    rows: list[Row] = import_module(f"bench.{part}").rows()
    return rows


def measure_all(wanted: list[str]) -> tuple[list[Row], list[str]]:
    """Measure one part after the other, so that none finds the caches of another.

    :param wanted: names of parts; without any, all there are.
    :return: all rows, and the parts that broke.
    """
    rows, broken = [], []
    for part in wanted or [part for part in PARTS if find_spec(f"bench.{part}")]:
        print(f"bench.{part} …", file=sys.stderr, flush=True)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
            try:
                rows += elsewhere.submit(measure, part).result()
            except Exception:
                traceback.print_exc()
                broken.append(part)
    return rows, broken
