"""A delivery on its way through the intake: recorded, claimed, committed, answered, announced."""
