"""Decision records: a recommendation as a MADR 4 document, its sidecar for machines, and their place on disk."""
