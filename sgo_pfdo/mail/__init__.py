"""Letters: an outbox written in the transaction of what they tell, emptied by ``flask pfdo mail send``."""
