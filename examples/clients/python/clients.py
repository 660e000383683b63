import boto3
from botocore import UNSIGNED
from botocore.config import Config

from s3_through_api import register

# region settings
SETTINGS = Config(
    s3={'addressing_style': 'path'},  # an API has one host name: the bucket is a part of the path
    request_checksum_calculation='when_required',  # else bodies are sent as aws-chunked, which API Gateway refuses
    response_checksum_validation='when_required',
)
# endregion


def with_iam(endpoint, region, access_key, secret_key, session_token=None):
    # region iam
    client = boto3.client('s3', endpoint_url=endpoint, region_name=region, config=SETTINGS,
                          aws_access_key_id=access_key, aws_secret_access_key=secret_key,
                          aws_session_token=session_token)  # of temporary credentials
    register(client.meta.events)
    # endregion
    return client


def with_api_key(endpoint, region, api_key):
    # region key
    client = boto3.client('s3', endpoint_url=endpoint, region_name=region, config=SETTINGS.merge(Config(signature_version=UNSIGNED)))
    register(client.meta.events, api_key=api_key)
    # endregion
    return client


def with_token(endpoint, region, token):
    # region bearer
    client = boto3.client('s3', endpoint_url=endpoint, region_name=region, config=SETTINGS.merge(Config(signature_version=UNSIGNED)))
    register(client.meta.events, token=token)
    # endregion
    return client


def with_nothing(endpoint, region):
    # region none
    client = boto3.client('s3', endpoint_url=endpoint, region_name=region, config=SETTINGS.merge(Config(signature_version=UNSIGNED)))
    register(client.meta.events)
    # endregion
    return client
