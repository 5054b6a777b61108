"""The demo company's life: believable months of work in both systems, relative to the clock's today."""
