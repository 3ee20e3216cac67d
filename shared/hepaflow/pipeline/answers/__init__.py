"""Answer questions about subjects from the timeline, the register and the definition at a journal number."""
