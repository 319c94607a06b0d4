"""Reads a repository without running any of it: what it uses, what that tells of the project, what in it has died."""
