"""Object lock: retention and legal holds."""
import datetime

from harness import case, each

FAR = datetime.datetime(2040, 1, 1, tzinfo=datetime.timezone.utc)
FARTHER = FAR + datetime.timedelta(days=1)


def locked(s3):
    bucket = s3.bucket(ObjectLockEnabledForBucket=True)
    return bucket, s3.put_object(Bucket=bucket, Key='k', Body=b'body')['VersionId']


@each(days={'Mode': 'GOVERNANCE', 'Days': 1}, years={'Mode': 'COMPLIANCE', 'Years': 1})
def lock_of_a_bucket(s3, rule):
    bucket, _ = locked(s3)
    s3.get_bucket_versioning(Bucket=bucket)
    s3.get_object_lock_configuration(Bucket=bucket)
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={'ObjectLockEnabled': 'Enabled', 'Rule': {'DefaultRetention': rule}})
    s3.get_object_lock_configuration(Bucket=bucket)


@case
def lock_of_a_bucket_that_has_none(s3):
    bucket = s3.bucket()
    s3.fails('ObjectLockConfigurationNotFoundError').get_object_lock_configuration(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key='k', Body=b'body')
    s3.fails('InvalidRequest').get_object_retention(Bucket=bucket, Key='k')
    s3.fails('InvalidRequest').put_object_legal_hold(Bucket=bucket, Key='k', LegalHold={'Status': 'ON'})
    s3.fails('InvalidRequest').put_object(Bucket=bucket, Key='k', Body=b'1', ObjectLockMode='GOVERNANCE', ObjectLockRetainUntilDate=FAR)


@each(both={'Mode': 'GOVERNANCE', 'Days': 1, 'Years': 1}, zero={'Mode': 'GOVERNANCE', 'Days': 0}, mode={'Mode': 'governance', 'Days': 1})
def lock_of_a_bucket_that_is_none(s3, rule):
    bucket, _ = locked(s3)
    try:
        s3.client.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={'ObjectLockEnabled': 'Enabled', 'Rule': {'DefaultRetention': rule}})
        s3.note('lock', 'works')
    except Exception as error:
        s3.note('lock', (error.response['ResponseMetadata']['HTTPStatusCode'], error.response['Error']['Code']))


@case
def legal_hold(s3):
    bucket, version = locked(s3)
    for status in ('ON', 'OFF', 'ON'):
        s3.put_object_legal_hold(Bucket=bucket, Key='k', LegalHold={'Status': status})
        s3.get_object_legal_hold(Bucket=bucket, Key='k')
    s3.head_object(Bucket=bucket, Key='k')
    s3.fails('AccessDenied').delete_object(Bucket=bucket, Key='k', VersionId=version)


@case
def legal_hold_of_an_upload(s3):
    bucket, _ = locked(s3)
    s3.put_object(Bucket=bucket, Key='held', Body=b'1', ObjectLockLegalHoldStatus='ON')
    s3.get_object_legal_hold(Bucket=bucket, Key='held')
    s3.get_object(Bucket=bucket, Key='held')


@each(governance='GOVERNANCE', compliance='COMPLIANCE')
def retention(s3, mode):
    bucket, version = locked(s3)
    s3.put_object_retention(Bucket=bucket, Key='k', Retention={'Mode': mode, 'RetainUntilDate': FAR})
    s3.get_object_retention(Bucket=bucket, Key='k')
    s3.put_object_retention(Bucket=bucket, Key='k', VersionId=version, Retention={'Mode': mode, 'RetainUntilDate': FARTHER})
    s3.get_object_retention(Bucket=bucket, Key='k', VersionId=version)
    s3.head_object(Bucket=bucket, Key='k')
    s3.fails('AccessDenied').delete_object(Bucket=bucket, Key='k', VersionId=version)


@each(governance='GOVERNANCE', compliance='COMPLIANCE')
def retention_of_an_upload(s3, mode):
    bucket, _ = locked(s3)
    s3.put_object(Bucket=bucket, Key='kept', Body=b'1', ObjectLockMode=mode, ObjectLockRetainUntilDate=FAR)
    s3.get_object_retention(Bucket=bucket, Key='kept')
    upload = s3.create_multipart_upload(Bucket=bucket, Key='parts', ObjectLockMode=mode, ObjectLockRetainUntilDate=FAR)['UploadId']
    etag = s3.upload_part(Bucket=bucket, Key='parts', UploadId=upload, PartNumber=1, Body=b'1')['ETag']
    s3.complete_multipart_upload(Bucket=bucket, Key='parts', UploadId=upload, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': etag}]})
    s3.get_object_retention(Bucket=bucket, Key='parts')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=f'{bucket}/kept', ObjectLockMode=mode, ObjectLockRetainUntilDate=FAR)
    s3.get_object_retention(Bucket=bucket, Key='copy')


@case
def retention_that_is_bypassed(s3):
    bucket, version = locked(s3)
    s3.put_object_retention(Bucket=bucket, Key='k', Retention={'Mode': 'GOVERNANCE', 'RetainUntilDate': FARTHER})
    s3.fails('AccessDenied').put_object_retention(Bucket=bucket, Key='k', Retention={'Mode': 'GOVERNANCE', 'RetainUntilDate': FAR})
    s3.put_object_retention(Bucket=bucket, Key='k', Retention={'Mode': 'GOVERNANCE', 'RetainUntilDate': FAR}, BypassGovernanceRetention=True)
    s3.delete_object(Bucket=bucket, Key='k', VersionId=version, BypassGovernanceRetention=True)
    s3.list_object_versions(Bucket=bucket)


@case
def retention_that_is_past(s3):
    bucket, _ = locked(s3)
    past = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)
    s3.fails('InvalidArgument').put_object_retention(Bucket=bucket, Key='k', Retention={'Mode': 'GOVERNANCE', 'RetainUntilDate': past})
