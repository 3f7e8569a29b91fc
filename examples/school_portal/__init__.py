"""A small school portal that embeds the module: the host of `make demo`, and an example to copy from.

Start with :mod:`school_portal.portal`, what a host writes, and :mod:`school_portal.app`, where it is plugged in.
"""

from school_portal.app import create_app

__all__ = ["create_app"]
