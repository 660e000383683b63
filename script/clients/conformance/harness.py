"""Runs cases against an endpoint of S3 and keeps what a client of boto3 got to see: two endpoints are alike when that is the same."""
import datetime
import functools
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Callable

import boto3
import botocore.handlers
from botocore import UNSIGNED
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

REGION = 'us-east-1'


@dataclass(frozen=True)
class Endpoint:
    """Where to call, and how: `s3` signs as for S3, `iam` for API Gateway, `unsigned` not at all."""
    url: str
    sign: str
    access_key: str
    secret_key: str
    # A server of S3: what a case expects is expected of it alone, all others are to do the same.
    straight: bool = False


@dataclass(frozen=True)
class Case:
    name: str
    run: Callable[['S3'], None]


CASES: list[Case] = []


def case(function):
    """A case by the name of its function."""
    CASES.append(Case(function.__name__, function))
    return function


def each(**values):
    """A case for each of the named values, which the function gets."""
    def register(function):
        for name, value in values.items():
            CASES.append(Case(f'{function.__name__}[{name}]', lambda s3, value=value: function(s3, value)))
        return function
    return register


@functools.cache
def client_for(endpoint: Endpoint):
    config = Config(
        s3={'addressing_style': 'path'}, retries={'max_attempts': 0}, read_timeout=60,
        signature_version=UNSIGNED if endpoint.sign == 'unsigned' else 's3v4',
    )
    client = boto3.client(
        's3', endpoint_url=endpoint.url, region_name=REGION, aws_access_key_id=endpoint.access_key,
        aws_secret_access_key=endpoint.secret_key, config=config,
    )
    # Servers are to refuse names, not this client.
    client.meta.events.unregister('before-parameter-build.s3', botocore.handlers.validate_bucket_name)
    if endpoint.sign == 'iam':
        client.meta.events.register('choose-signer.s3', sign_for_api_gateway)
    return client


def sign_for_api_gateway(context, **_):
    context['signing'] = {**context.get('signing', {}), 'signing_name': 'execute-api', 'region': REGION}
    return 'v4'


class Unexpected(Exception):
    """A call did what the case does not expect of S3."""


class S3:
    """The client of a case: calls are kept, and are to work, but for those of `fails`."""

    def __init__(self, endpoint: Endpoint, prefix: str):
        self.endpoint = endpoint
        self.prefix = prefix
        self.client = client_for(endpoint)
        self.seen: list[Any] = []
        self._buckets = 0
        self._names: dict[str, str] = {}

    def __getattr__(self, operation):
        return lambda **arguments: self._call(operation, arguments)

    def fails(self, code: str):
        """Calls that S3 answers with that code, of HEAD with that status."""
        return Expecting(self, code)

    def sending(self, **headers: str):
        """Calls with these headers besides; underscores are hyphens."""
        return Sending(self, {name.replace('_', '-'): value for name, value in headers.items()})

    def bucket(self, **options) -> str:
        self._buckets += 1
        name = f'{self.prefix}-{self._buckets}'
        self.client.create_bucket(Bucket=name, **options)
        return name

    def note(self, what: str, value: Any) -> None:
        self.seen.append((what, self._plain(value)))

    def raw(self, method: str, path: str, body: bytes = b'', expected: int = 200, show: tuple[str, ...] = (), **headers: str):
        """A request that no SDK sends."""
        request = AWSRequest(method, self.endpoint.url + path, data=body,
                             headers={name.replace('_', '-'): value for name, value in headers.items()})
        credentials = self.client._request_signer._credentials
        if self.endpoint.sign == 's3':
            S3SigV4Auth(credentials, 's3', REGION).add_auth(request)
        elif self.endpoint.sign == 'iam':
            SigV4Auth(credentials, 'execute-api', REGION).add_auth(request)
        answer = URLLib3Session().send(request.prepare())
        code = re.search(rb'<Code>([^<]*)', answer.content or b'')
        self.seen.append((f"{method} {self._text(re.sub('versionId=.*', 'versionId=', path))}", answer.status_code, code and code[1].decode(),
                          {name: answer.headers.get(name) for name in show}))
        if self.endpoint.straight and answer.status_code != expected:
            raise Unexpected(f'{method} {path}: {answer.status_code} {answer.content[:300]!r}')
        return answer

    def _call(self, operation, arguments, code=None):
        try:
            answer = getattr(self.client, operation)(**arguments)
        except ClientError as error:
            answer, got = None, error.response['Error']
            status = error.response['ResponseMetadata']['HTTPStatusCode']
            self.seen.append((operation, status, got.get('Code'), self._text(got.get('Message', ''))))
            if code != got.get('Code') and self.endpoint.straight:
                raise Unexpected(f'{operation}: {error}') from error
            return answer
        self.seen.append((operation, self._plain(self._shown(operation, answer))))
        if code is not None and self.endpoint.straight:
            raise Unexpected(f'{operation}: works, instead of {code}')
        return answer

    def _shown(self, operation, answer):
        headers = answer['ResponseMetadata']['HTTPHeaders']
        shown = {**answer, 'ResponseMetadata': answer['ResponseMetadata']['HTTPStatusCode']}
        if 'Body' in shown:
            body = shown['Body'].read()
            answer['Body'] = body
            shown['Body'] = body if len(body) < 100 else (len(body), hashlib.sha256(body).hexdigest())
        if operation == 'head_object':
            # API Gateway says 0, as the case head_says_the_size shows.
            shown['ContentLength'] = size_told_by(headers)
        return shown

    def _plain(self, value, key=''):
        """Without what differs from one run to the next."""
        if isinstance(value, dict):
            return {name: self._plain(item, name) for name, item in value.items() if name not in ('Owner', 'Initiator', 'BucketArn')}
        if isinstance(value, (list, tuple)):
            return [self._plain(item, key) for item in value]
        if isinstance(value, datetime.datetime) and key not in ('Expires', 'RetainUntilDate', 'ObjectLockRetainUntilDate', 'Date'):
            return 'a time'
        if isinstance(value, str):
            if key == 'Location':
                value = re.sub('^https?://[^/]*', '', value)
            if re.search('(VersionId|UploadId)(Marker)?$', key) and value not in ('', 'null'):
                return self._names.setdefault(value, f'{key} {len(self._names)}')
            return self._text(value)
        if isinstance(value, bytes):
            return value.replace(self.prefix.encode(), b'bucket')
        return value

    def _text(self, value: str) -> str:
        return value.replace(self.prefix, 'bucket')


def size_told_by(headers) -> int:
    part = re.match(r'bytes (\d+)-(\d+)/', headers.get('content-range', ''))
    return int(part[2]) - int(part[1]) + 1 if part else int(headers.get('x-object-size', headers['content-length']))


class Expecting:
    def __init__(self, s3: S3, code: str):
        self._s3, self._code = s3, code

    def __getattr__(self, operation):
        return lambda **arguments: self._s3._call(operation, arguments, self._code)


class Sending:
    def __init__(self, s3: S3, headers: dict[str, str], code: str | None = None):
        self._s3, self._headers, self._code = s3, headers, code

    def fails(self, code: str):
        return Sending(self._s3, self._headers, code)

    def __getattr__(self, operation):
        def call(**arguments):
            events = self._s3.client.meta.events
            add = lambda params, **_: params['headers'].update(self._headers)
            events.register('before-call.s3', add)
            try:
                return self._s3._call(operation, arguments, self._code)
            finally:
                events.unregister('before-call.s3', add)
        return call
