import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from cdk_s3_proxy_api import S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target
from constructs import Construct


class ArchiveStack(cdk.Stack):
    """An archive: who signs keeps files of any size and their former versions, everybody reads the reports."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        bucket = s3.Bucket(
            self,
            "Bucket",
            versioned=True,
            lifecycle_rules=[s3.LifecycleRule(abort_incomplete_multipart_upload_after=cdk.Duration.days(7))],
        )
        archive = S3ProxyApi(
            self,
            "Archive",
            target=S3Target.bucket(bucket),
            operations=S3Operations.READ_WRITE.union(S3Operations.MULTIPART, S3Operations.VERSIONS),
            user_metadata=["title"],
        )
        archive.add_route(
            path="reports/{year}/{name}",
            operation=S3Operation.GET_OBJECT,
            key="published/{year}/{name}.pdf",
            auth=S3ProxyAuth.none(),
        )
