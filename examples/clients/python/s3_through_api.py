"""boto3 and the AWS CLI through an API of API Gateway: `register(client.meta.events)`, or a plug-in of the CLI."""

import os
import re


def register(events, api_key=None, token=None):
    """Hooks of a client, or of a session."""

    # region hooks
    # API Gateway checks signatures as every service but S3 does: the path is encoded once more.
    def choose_signer(signature_version, **_):
        if not isinstance(signature_version, str) or signature_version.startswith('none'):
            return None  # UNSIGNED, which botocore and the AWS CLI 2 have each in a place of their own
        return 'v4-query' if signature_version.endswith('query') else 'v4'

    # And they are for the service execute-api. What is not signed for is sent beside it.
    def before_sign(request, **_):
        request.context.setdefault('signing', {})['signing_name'] = 'execute-api'
        if api_key:
            request.headers['x-api-key'] = api_key
        if token:
            request.headers['Authorization'] = f'Bearer {token}'

    # API Gateway may say of a HEAD that it has no bytes: the size is in a header of the proxy's own, that of a piece in Content-Range.
    def after_call(parsed, **_):
        headers = parsed['ResponseMetadata']['HTTPHeaders']
        piece = re.match(r'bytes (\d+)-(\d+)', headers.get('content-range', ''))
        if piece:
            parsed['ContentLength'] = int(piece[2]) - int(piece[1]) + 1
        elif 'x-object-size' in headers:
            parsed['ContentLength'] = int(headers['x-object-size'])

    events.register_first('choose-signer.s3', choose_signer, unique_id='execute-api')  # before those that presign in the old way
    events.register('before-sign.s3', before_sign)
    events.register('after-call.s3.HeadObject', after_call)
    # endregion


def awscli_initialize(events):
    """Called by the AWS CLI, of whose configuration this is a plug-in."""
    register(events, os.environ.get('S3_API_KEY'), os.environ.get('S3_API_TOKEN'))

    # In some versions --no-sign-request is a hook too, which the one for signers would come before.
    def no_signer(parsed_args, **_):
        if not parsed_args.sign_request:
            events.unregister('choose-signer.s3', unique_id='execute-api')

    events.register('top-level-args-parsed', no_signer)
