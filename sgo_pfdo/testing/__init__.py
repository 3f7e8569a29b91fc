"""For the tests of those who embed the module, and for its own: a portal in memory."""

from sgo_pfdo.testing.family_portal import MemoryFamilyPortal
from sgo_pfdo.testing.identity_portal import MemoryIdentityPortal, MemoryProvider
from sgo_pfdo.testing.memory_portal import MemoryPortal

__all__ = ["MemoryFamilyPortal", "MemoryIdentityPortal", "MemoryPortal", "MemoryProvider"]
