"""The other end of `openProgram`: what drivers in Python share."""

import datetime
import hashlib
import json
import sys


def body_of(body):
    """See Body of step.ts."""
    if 'size' in body:
        return (bytes(range(256)) * (body['size'] // 256 + 1))[:body['size']]
    return body['text'].encode()


def described(content):
    return {'size': len(content), 'sha256': hashlib.sha256(content).hexdigest()}


def described_keys(keys):
    return {'Count': len(keys), 'sha256': hashlib.sha256('\n'.join(keys).encode()).hexdigest()}


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return str(value)


def serve(open_session):
    """`open_session(place)` gives what answers a call with an outcome."""
    lines = iter(sys.stdin.readline, '')
    call = open_session(json.loads(next(lines)))
    for line in lines:
        step = json.loads(line)
        print(json.dumps(call(step['operation'], step['input']), default=plain), flush=True)
