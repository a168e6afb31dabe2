"""Measurements that compare with a limit or a peer in one run; no tests."""
