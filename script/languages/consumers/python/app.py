from aws_cdk import App, Stack
from aws_cdk.aws_apigateway import CorsOptions, RestApi
from aws_cdk.aws_cognito import UserPool
from aws_cdk.aws_s3 import Bucket, ObjectOwnership
from cdk_s3_proxy_api import (
    CannedAcl,
    KeyPrefix,
    S3Acl,
    S3Integration,
    S3Operation,
    S3Operations,
    S3Proxy,
    S3ProxyApi,
    S3ProxyAuth,
    S3Target,
    StatusMapping,
)

app = App()
stack = Stack(app, "Consumer")
bucket = Bucket(stack, "Bucket")

# The objects of one bucket, read only, for callers who sign with IAM.
S3ProxyApi(stack, "Files", target=S3Target.bucket(bucket))

# The tutorial of the API Gateway developer guide, whole.
S3ProxyApi(
    stack,
    "MyS3",
    target=S3Target.account(bucket_parameter="folder", key_parameter="item"),
    operations=S3Operations.TUTORIAL,
    status_mapping=StatusMapping.coarse(),
    response_headers={"Timestamp": "Date"},
)

# A web app in which everyone who signs in has files of their own.
user_bucket = Bucket(stack, "UserBucket", object_ownership=ObjectOwnership.BUCKET_OWNER_PREFERRED)
S3ProxyApi(
    stack,
    "UserFiles",
    target=S3Target.bucket(user_bucket, prefix=KeyPrefix.claim("sub")),
    operations=S3Operations.READ_WRITE.plus(S3Operation.GET_OBJECT_TAGGING),
    auth=S3ProxyAuth.cognito([UserPool(stack, "UserPool")]),
    acl=S3Acl.client_choice([CannedAcl.PRIVATE, CannedAcl.BUCKET_OWNER_FULL_CONTROL]),
    user_metadata=["title"],
    cors=CorsOptions(allow_origins=["https://app.example.com"]),
)

# URLs of one's own in an API that is there already: everybody reads, callers who sign write.
api = RestApi(stack, "Api", binary_media_types=["*/*"], cloud_watch_role=False)
invoices = S3Proxy(
    stack, "Invoices", resource=api.root.add_resource("invoices"), target=S3Target.bucket(bucket)
)
invoices.add_route(
    path="by-year/{year}/{id}",
    operation=S3Operation.GET_OBJECT,
    key="archive/{year}/{id}.pdf",
    auth=S3ProxyAuth.none(),
)
invoices.add_operations(
    operations=S3Operations.of(S3Operation.PUT_OBJECT), auth=S3ProxyAuth.iam()
)

# One method, with the integration class that aws-cdk-lib lacks.
logo = S3Integration(operation=S3Operation.GET_OBJECT, bucket=bucket, key="logo.png")
logo.add_to(api.root.add_resource("logo"))

app.synth()
