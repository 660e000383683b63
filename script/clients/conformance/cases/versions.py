"""Versions of objects."""
from harness import case, each


def versioned(s3, status='Enabled'):
    bucket = s3.bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': status})
    return bucket


def versions_of(s3, bucket, count=3, key='k'):
    return [s3.put_object(Bucket=bucket, Key=key, Body=b'%d' % number)['VersionId'] for number in range(count)]


@case
def versioning_of_a_bucket(s3):
    bucket = s3.bucket()
    s3.get_bucket_versioning(Bucket=bucket)
    for status in ('Enabled', 'Suspended', 'Enabled'):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': status})
        s3.get_bucket_versioning(Bucket=bucket)


@case
def version_is_read_and_deleted(s3):
    bucket = versioned(s3)
    versions = versions_of(s3, bucket)
    for version in versions:
        s3.get_object(Bucket=bucket, Key='k', VersionId=version)
        s3.head_object(Bucket=bucket, Key='k', VersionId=version)
    s3.list_object_versions(Bucket=bucket)
    s3.delete_object(Bucket=bucket, Key='k', VersionId=versions[2])
    s3.get_object(Bucket=bucket, Key='k')
    s3.fails('NoSuchVersion').get_object(Bucket=bucket, Key='k', VersionId=versions[2])
    s3.fails('404').head_object(Bucket=bucket, Key='k', VersionId=versions[2])


@case
def delete_marker(s3):
    bucket = versioned(s3)
    versions_of(s3, bucket, 2)
    marker = s3.delete_object(Bucket=bucket, Key='k')['VersionId']
    s3.fails('NoSuchKey').get_object(Bucket=bucket, Key='k')
    s3.fails('404').head_object(Bucket=bucket, Key='k')
    s3.fails('MethodNotAllowed').get_object(Bucket=bucket, Key='k', VersionId=marker)
    s3.fails('405').head_object(Bucket=bucket, Key='k', VersionId=marker)
    s3.list_object_versions(Bucket=bucket)
    s3.delete_object(Bucket=bucket, Key='k', VersionId=marker)
    s3.get_object(Bucket=bucket, Key='k')


@case
def delete_marker_says_so_in_headers(s3):
    bucket = versioned(s3)
    versions_of(s3, bucket, 1)
    marker = s3.delete_object(Bucket=bucket, Key='k')['VersionId']
    s3.raw('GET', f'/{bucket}/k', expected=404, show=('x-amz-delete-marker',))
    s3.raw('HEAD', f'/{bucket}/k', expected=404, show=('x-amz-delete-marker',))
    s3.raw('GET', f'/{bucket}/k?versionId={marker}', expected=405, show=('x-amz-delete-marker', 'allow'))


@case
def versioning_that_is_suspended(s3):
    bucket = versioned(s3)
    versions_of(s3, bucket, 1)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': 'Suspended'})
    s3.put_object(Bucket=bucket, Key='k', Body=b'null')
    s3.put_object(Bucket=bucket, Key='k', Body=b'null again')
    s3.list_object_versions(Bucket=bucket)
    s3.get_object(Bucket=bucket, Key='k', VersionId='null')
    s3.delete_object(Bucket=bucket, Key='k')
    s3.list_object_versions(Bucket=bucket)


@case
def object_from_before_versioning(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'before')
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': 'Enabled'})
    versions_of(s3, bucket, 1)
    s3.get_object(Bucket=bucket, Key='k', VersionId='null')
    s3.list_object_versions(Bucket=bucket)
    s3.delete_object(Bucket=bucket, Key='k', VersionId='null')
    s3.fails('NoSuchVersion').get_object(Bucket=bucket, Key='k', VersionId='null')


@case
def versions_are_deleted_together(s3):
    bucket = versioned(s3)
    versions = versions_of(s3, bucket)
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': 'k', 'VersionId': version} for version in versions[:2]]})
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': 'k'}]})
    s3.list_object_versions(Bucket=bucket)


@each(nothing={}, prefix={'Prefix': 'a'}, delimiter={'Delimiter': '/'}, one={'MaxKeys': 1}, marker={'KeyMarker': 'a/k'}, encoded={'EncodingType': 'url'})
def versions_listed_with(s3, options):
    bucket = versioned(s3)
    for key in ('a/k', 'b c', 'd'):
        versions_of(s3, bucket, 2, key)
    s3.delete_object(Bucket=bucket, Key='d')
    s3.list_object_versions(Bucket=bucket, **options)


@case
def version_that_is_none(s3):
    bucket = versioned(s3)
    versions_of(s3, bucket, 1)
    s3.fails('InvalidArgument').get_object(Bucket=bucket, Key='k', VersionId='no-version')
    s3.fails('400').head_object(Bucket=bucket, Key='k', VersionId='no-version')


@case
def version_with_tags(s3):
    bucket = versioned(s3)
    first, second = versions_of(s3, bucket, 2)
    s3.put_object_tagging(Bucket=bucket, Key='k', VersionId=first, Tagging={'TagSet': [{'Key': 'a', 'Value': '1'}]})
    s3.get_object_tagging(Bucket=bucket, Key='k', VersionId=first)
    s3.get_object_tagging(Bucket=bucket, Key='k', VersionId=second)
    s3.delete_object_tagging(Bucket=bucket, Key='k', VersionId=first)
    s3.get_object_attributes(Bucket=bucket, Key='k', VersionId=first, ObjectAttributes=['ETag', 'ObjectSize'])


@case
def version_of_an_upload_in_parts(s3):
    bucket = versioned(s3)
    upload = s3.create_multipart_upload(Bucket=bucket, Key='k')['UploadId']
    etag = s3.upload_part(Bucket=bucket, Key='k', UploadId=upload, PartNumber=1, Body=b'1')['ETag']
    version = s3.complete_multipart_upload(
        Bucket=bucket, Key='k', UploadId=upload, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': etag}]})['VersionId']
    s3.get_object(Bucket=bucket, Key='k', VersionId=version)
