"""A second implementation of the policy, written from its text alone, against which the engine is tested."""
