"""Sign-in through Госуслуги: who has come, whose account that is, and how the two are linked."""
