"""The public journal as bytes: entries, keys, tree, checkpoints, tiles, proofs, and how anyone checks them.

Pure: standard library and `cryptography` only. The format is written down in docs/journal-format.md.
"""
