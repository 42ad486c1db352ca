"""Finding again what was written: an index over the sentences of submissions and reports and over tasks, and one question to
it, to the facts, the units and the indicators at once."""
