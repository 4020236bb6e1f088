"""The endpoints, a module for each kind of thing. Each has a ``router``, which service.api.app includes."""
