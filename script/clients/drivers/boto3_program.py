"""boto3, set up as examples/clients/python has it."""

import os
import sys
import tempfile
import urllib.parse

sys.path[:0] = [os.path.dirname(__file__), os.path.join(os.path.dirname(__file__), '../../../examples/clients/python')]

import boto3
import clients
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore import xform_name
from program import body_of, described, described_keys, serve


def client_for(place):
    endpoint, region, credentials = place['endpoint'], place['region'], place['credentials']
    keys = credentials['accessKeyId'], credentials['secretAccessKey'], credentials.get('sessionToken')
    if place['auth'] == 'iam':
        return clients.with_iam(endpoint, region, *keys)
    if place['auth'] == 'key':
        return clients.with_api_key(endpoint, region, place['apiKey'])
    if place['auth'] == 'bearer':
        return clients.with_token(endpoint, region, place['token'])
    if place['auth'] == 'none':
        return clients.with_nothing(endpoint, region)
    # The store takes presigned URLs of version 4 alone.
    return boto3.client('s3', endpoint_url=endpoint, region_name=region, config=clients.SETTINGS.merge(Config(signature_version='s3v4')),
                        aws_access_key_id=keys[0], aws_secret_access_key=keys[1])


def by_default(place):
    """The client without what SETTINGS says of checksums."""
    told = clients.SETTINGS
    clients.SETTINGS = Config(s3={'addressing_style': 'path'})
    try:
        return client_for(place)
    finally:
        clients.SETTINGS = told


def arguments_of(given):
    """boto3 encodes the source of a copy itself."""
    changed = {'Body': body_of, 'CopySource': urllib.parse.unquote}
    return {name: changed[name](value) if name in changed else value for name, value in given.items()}


class Session:
    def __init__(self, place):
        self.place = place
        self.client = client_for(place)

    def __call__(self, operation, given):
        try:
            own = {'ListAll': self.list_all, 'Upload': self.upload, 'Download': self.download,
                   'PutObjectByDefault': self.put_by_default, 'PresignedGet': self.presigned_get, 'PresignedPut': self.presigned_put}
            arguments = arguments_of(given)
            return {'output': own[operation](**arguments) if operation in own else self.plain(operation, arguments)}
        except ClientError as error:
            told = error.response['Error']
            return {'error': {'code': told['Code'], 'message': told['Message'], 'text': str(error)}}
        except (BotoCoreError, Boto3Error) as error:
            return {'error': {'code': type(error).__name__, 'message': str(error), 'text': str(error)}}

    def plain(self, operation, arguments):
        output = getattr(self.client, xform_name(operation))(**arguments)
        if 'Body' in output:
            output['Body'] = described(output['Body'].read())
        return output

    def list_all(self, **arguments):
        pages = self.client.get_paginator('list_objects_v2').paginate(**arguments)
        return described_keys([item['Key'] for page in pages for item in page.get('Contents', [])])

    def upload(self, Bucket, Key, Body, PartSize):
        with tempfile.NamedTemporaryFile() as file:
            file.write(Body)
            file.flush()
            self.client.upload_file(file.name, Bucket, Key, Config=TransferConfig(multipart_threshold=PartSize, multipart_chunksize=PartSize))
        return {}

    def download(self, Bucket, Key):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'file')
            self.client.download_file(Bucket, Key, name)
            with open(name, 'rb') as file:
                return {'Body': described(file.read())}

    def put_by_default(self, **arguments):
        return by_default(self.place).put_object(**arguments)

    def presigned_get(self, **arguments):
        return {'Url': self.client.generate_presigned_url('get_object', Params=arguments)}

    def presigned_put(self, Body, **arguments):
        return {'Url': self.client.generate_presigned_url('put_object', Params=arguments)}


serve(Session)
