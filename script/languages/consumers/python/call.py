"""Stores an object through the API at API_URL, and prints it as the API gives it back."""

import os

import boto3
from botocore.config import Config

# Of S3, but calls an API Gateway: paths begin with the stage and the bucket, and signatures are for the service execute-api.
s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["API_URL"],
    region_name=os.environ["AWS_REGION"],
    config=Config(
        signature_version="v4", s3={"addressing_style": "path"}, request_checksum_calculation="when_required"
    ),
)


def sign_for_the_api(request, **_):
    request.context["signing"] = {**request.context.get("signing", {}), "signing_name": "execute-api"}


s3.meta.events.register("before-sign.s3", sign_for_the_api)

bucket = os.environ["BUCKET"]
s3.put_object(Bucket=bucket, Key="python/hello.txt", Body=b"hello from python", ContentType="text/plain")
print(s3.get_object(Bucket=bucket, Key="python/hello.txt")["Body"].read().decode())
