"""boto3 and the AWS CLI through an API of API Gateway: `register(client.meta.events)`, or a plug-in of the CLI."""

import os

from botocore import UNSIGNED


def register(events, api_key=None, token=None):
    """Hooks of a client, or of a session."""

    # region hooks
    # API Gateway checks signatures as every service but S3 does: the path is encoded once more.
    def choose_signer(signature_version, **_):
        if signature_version is UNSIGNED or signature_version.startswith('none'):
            return None
        return 'v4-query' if signature_version.endswith('query') else 'v4'

    # And they are for the service execute-api. What is not signed for is sent beside it.
    def before_sign(request, **_):
        request.context.setdefault('signing', {})['signing_name'] = 'execute-api'
        if api_key:
            request.headers['x-api-key'] = api_key
        if token:
            request.headers['Authorization'] = f'Bearer {token}'

    # API Gateway says of a HEAD that it has no bytes: the proxy tells the size in a header of its own.
    def before_parse(response_dict, **_):
        headers = response_dict['headers']
        if 'x-object-size' in headers:
            headers['content-length'] = headers['x-object-size']

    events.register_first('choose-signer.s3', choose_signer)  # before those that presign in the old way
    events.register('before-sign.s3', before_sign)
    events.register('before-parse.s3.HeadObject', before_parse)
    # endregion


def awscli_initialize(events):
    """Called by the AWS CLI, of whose configuration this is a plug-in."""
    register(events, os.environ.get('S3_API_KEY'), os.environ.get('S3_API_TOKEN'))
