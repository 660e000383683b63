from . import bodies, buckets, conditions, configuration, copies, keys, listing, locks, multipart, objects, requests, versions  # noqa: F401
