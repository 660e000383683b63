"""The AWS CLI, set up as examples/clients/aws-cli has it. Its commands run in one process, as each would load Python and the model of S3 anew."""

import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile
import urllib.parse

EXAMPLES = os.path.join(os.path.dirname(__file__), '../../../examples/clients')
sys.path[:0] = [os.path.dirname(__file__), os.path.join(EXAMPLES, 'python')]

from awscli.clidriver import create_clidriver
from botocore import xform_name
from program import body_of, described, described_keys, serve

ERROR = re.compile(r'An error occurred \((?P<code>[^)]*)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (?P<message>.*)', re.DOTALL)


class Failed(Exception):
    pass


def configuration(place, told):
    """The file of the example, for this place; `told` is whether it says how checksums are sent."""
    with open(os.path.join(EXAMPLES, 'aws-cli/config'), encoding='utf-8') as file:
        lines = file.read().splitlines()
    own = {'region': place['region'], 'endpoint_url': place['endpoint']}
    lines = [f'{name} = {own[name]}' if (name := line.split(' = ')[0]) in own else line for line in lines if told or 'checksum' not in line]
    if place['auth'] == 'store':
        lines = [*lines[lines.index('[default]'):], '  signature_version = s3v4']  # the store takes presigned URLs of version 4 alone
    return '\n'.join(lines)


def command(place):
    """What stands before and after `aws` in the command of the example, up to `s3`."""
    auth = place['auth'] if place['auth'] != 'store' else 'iam'
    values = {'ACCESS_KEY': place['credentials']['accessKeyId'], 'SECRET_KEY': place['credentials']['secretAccessKey'],
              'SESSION_TOKEN': place['credentials'].get('sessionToken', ''), 'API_KEY': place['apiKey'], 'TOKEN': place['token']}
    with open(os.path.join(EXAMPLES, 'aws-cli/commands.sh'), encoding='utf-8') as file:
        line = re.search(rf'# region {auth}\n(.*)\n', file.read()).group(1)
    words = shlex.split(re.sub(r'\$(\w+)', lambda name: values[name.group(1)], line))
    at = words.index('aws')
    return dict(word.split('=', 1) for word in words[:at]), words[at + 1:words.index('s3')]


class Session:
    def __init__(self, place):
        self.place = place
        self.folder = tempfile.TemporaryDirectory()
        environment, self.options = command(place)
        os.environ.update(environment)
        self.driver = self.start(True)

    def start(self, told):
        name = os.path.join(self.folder.name, f'config-{told}')
        with open(name, 'w', encoding='utf-8') as file:
            file.write(configuration(self.place, told))
        os.environ['AWS_CONFIG_FILE'] = name
        return create_clidriver()

    def __call__(self, operation, given):
        own = {'ListAll': self.list_all, 'Upload': self.upload, 'Download': self.download,
               'PutObjectByDefault': self.put_by_default, 'PresignedGet': self.presigned_get}
        try:
            return {'output': own[operation](**given) if operation in own else self.plain(self.driver, operation, given)}
        except Failed as failure:
            text = str(failure).strip()
            found = ERROR.search(text)
            return {'error': {'code': found['code'], 'message': found['message'], 'text': text} if found else {'code': '', 'message': '', 'text': text}}

    def run(self, driver, *arguments):
        out, errors = io.TextIOWrapper(io.BytesIO(), encoding='utf-8'), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            code = driver.main([*self.options, *arguments])
        out.flush()
        if code != 0:
            raise Failed(errors.getvalue())
        return out.buffer.getvalue().decode()

    def file(self, content=b''):
        name = os.path.join(self.folder.name, 'body')
        with open(name, 'wb') as file:
            file.write(content)
        return name

    def read(self, name):
        with open(name, 'rb') as file:
            return described(file.read())

    def plain(self, driver, operation, given):
        given = dict(given)
        body = ['--body', self.file(body_of(given.pop('Body')))] if 'Body' in given else []
        if 'CopySource' in given:
            given['CopySource'] = urllib.parse.unquote(given['CopySource'])
        name = xform_name(operation, '-')
        target, told = [], ['--cli-input-json', json.dumps(given)]
        if operation == 'GetObject':  # which knows no --cli-input-json
            target, told = [os.path.join(self.folder.name, 'got')], [f'--{xform_name(member, "-")}={value}' for member, value in given.items()]
        said = self.run(driver, 's3api', name, '--output', 'json', *told, *body, *target)
        output = json.loads(said) if said.strip() else {}
        return {**output, 'Body': self.read(target[0])} if target else output

    # `aws s3` with a driver of its own: `get-object` leaves in its own that it waits for a body.
    def list_all(self, Bucket, Prefix):
        said = self.run(self.start(True), 's3', 'ls', f's3://{Bucket}/{Prefix}', '--recursive')
        return described_keys([line[31:] for line in said.splitlines()])

    def upload(self, Bucket, Key, Body, PartSize):
        # Parts have 8 MiB by default.
        self.run(self.start(True), 's3', 'cp', '--only-show-errors', self.file(body_of(Body)), f's3://{Bucket}/{Key}')
        return {}

    def download(self, Bucket, Key):
        name = os.path.join(self.folder.name, 'got')
        self.run(self.start(True), 's3', 'cp', '--only-show-errors', f's3://{Bucket}/{Key}', name)
        return {'Body': self.read(name)}

    def put_by_default(self, **given):
        return self.plain(self.start(False), 'PutObject', given)

    def presigned_get(self, Bucket, Key):
        return {'Url': self.run(self.start(True), 's3', 'presign', f's3://{Bucket}/{Key}').strip()}


serve(Session)
