"""python3 run.py STRAIGHT NAME=SIGN=URL... [--only=CASE]: every case straight on a server of S3, and through each API in front of it.

Keys are in ACCESS_KEY_ID and SECRET_ACCESS_KEY, of APIs that sign in API_ACCESS_KEY_ID and API_SECRET_ACCESS_KEY.
One line for each failure; the last is `N passed, M failed`.
"""
import json
import os
import pathlib
import sys
import traceback
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import cases  # noqa: E402,F401
from harness import CASES, S3, Case, Endpoint, Unexpected  # noqa: E402

# What API Gateway does not let through, or what the construct does not support (`by`), by case, with the fact as docs/aws-behaviour.md has it.
LIMITS = {name: limit for limit in json.loads((pathlib.Path(__file__).parent / 'limits.json').read_text()) for name in limit['cases']}


def seen(case: Case, endpoint: Endpoint):
    s3 = S3(endpoint, f'c-{uuid.uuid4().hex[:12]}')
    try:
        case.run(s3)
    except Unexpected:
        raise
    except Exception as error:
        # Of a server that answers otherwise than the case reads it, too.
        s3.seen.append((type(error).__name__, str(error).replace(s3.prefix, 'bucket')))
        if endpoint.straight:
            raise Unexpected(traceback.format_exc()) from error
    return s3.seen


def difference(straight, through) -> str | None:
    for left, right in zip(straight, through):
        if left != right:
            return f'straight {left!r:.700}, through {right!r:.700}'
    return None if len(straight) == len(through) else f'straight {len(straight)} calls, through {len(through)}'


def verdict(name: str, auth: str, straight, through) -> str | None:
    found = difference(straight, through)
    limit = LIMITS.get(name)
    if limit is None or auth not in limit.get('auths', [auth]):
        return found
    if found is None:
        return f'is in limits.json, and works: {limit["fact"]}'
    return None if limit['shows'] in found else f'{found}; limits.json has it otherwise: {limit["shows"]}'


def main(straight_url: str, apis: list[str], only: str) -> int:
    straight = Endpoint(straight_url, 's3', os.environ['ACCESS_KEY_ID'], os.environ['SECRET_ACCESS_KEY'], straight=True)
    through = {
        name: Endpoint(url, sign, os.environ['API_ACCESS_KEY_ID'], os.environ['API_SECRET_ACCESS_KEY'])
        for name, sign, url in (api.split('=', 2) for api in apis)
    }
    passed, failed = dict.fromkeys(through, 0), 0
    unknown = set(LIMITS) - {case.name for case in CASES}
    for name in sorted(unknown):
        failed += 1
        print(f'FAIL  conformance: {name} of limits.json is no case')
    chosen = [case for case in CASES if only in case.name]
    for case in chosen:
        try:
            expected = seen(case, straight)
        except Unexpected as error:
            failed += 1
            print(f'FAIL  conformance: {case.name}, straight: {error}', flush=True)
            continue
        for name, endpoint in through.items():
            wrong = verdict(case.name, name, expected, seen(case, endpoint))
            if wrong is None:
                passed[name] += 1
            else:
                failed += 1
                print(f'FAIL  conformance: {case.name}, {name}: {wrong}', flush=True)
    for name, count in passed.items():
        print(f'conformance: boto3 {name} {count} of {len(chosen)}')
    print(f'{sum(passed.values())} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    straight, *rest = sys.argv[1:]
    named = [argument.removeprefix('--only=') for argument in rest if argument.startswith('--only=')]
    sys.exit(main(straight, [argument for argument in rest if not argument.startswith('--only=')], *named or ['']))
