"""Conditional reads, writes, copies and deletes."""
import datetime

from harness import case, each

EARLIER = datetime.datetime(1994, 9, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)
LATER = datetime.datetime(2036, 9, 29, 19, 43, 31, tzinfo=datetime.timezone.utc)
OTHER = '"abcdef0123456789abcdef0123456789"'


def one(s3):
    bucket = s3.bucket()
    return bucket, s3.put_object(Bucket=bucket, Key='k', Body=b'body')['ETag']


READS = {
    'match': ({'IfMatch': True}, None), 'match_other': ({'IfMatch': OTHER}, '412'), 'match_any': ({'IfMatch': '*'}, None), 'none_match': ({'IfNoneMatch': True}, '304'),
    'none_match_other': ({'IfNoneMatch': OTHER}, None), 'modified': ({'IfModifiedSince': EARLIER}, None),
    'unmodified': ({'IfUnmodifiedSince': LATER}, None), 'not_unmodified': ({'IfUnmodifiedSince': EARLIER}, '412'),
    'match_and_not_unmodified': ({'IfMatch': True, 'IfUnmodifiedSince': EARLIER}, None), 'none_match_and_modified': ({'IfNoneMatch': True, 'IfModifiedSince': EARLIER}, '304'),
}


@each(**READS)
def read_if(s3, condition):
    options, status = condition
    bucket, etag = one(s3)
    options = {name: etag if value is True else value for name, value in options.items()}
    for name in ('get_object', 'head_object'):
        code = {'412': 'PreconditionFailed' if name == 'get_object' else '412'}.get(status, status)
        getattr(s3.fails(code) if code else s3, name)(Bucket=bucket, Key='k', **options)


@case
def read_if_not_quoted(s3):
    bucket, etag = one(s3)
    s3.get_object(Bucket=bucket, Key='k', IfMatch=etag.strip('"'))


@case
def write_if_absent(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1', IfNoneMatch='*')
    s3.fails('PreconditionFailed').put_object(Bucket=bucket, Key='k', Body=b'2', IfNoneMatch='*')
    s3.get_object(Bucket=bucket, Key='k')


@case
def write_if_the_same(s3):
    bucket, etag = one(s3)
    s3.fails('PreconditionFailed').put_object(Bucket=bucket, Key='k', Body=b'2', IfMatch=OTHER)
    s3.put_object(Bucket=bucket, Key='k', Body=b'2', IfMatch=etag)
    s3.get_object(Bucket=bucket, Key='k')
    s3.fails('NoSuchKey').put_object(Bucket=bucket, Key='missing', Body=b'2', IfMatch=etag)


@case
def delete_if_the_same(s3):
    bucket, etag = one(s3)
    s3.fails('PreconditionFailed').delete_object(Bucket=bucket, Key='k', IfMatch=OTHER)
    s3.delete_object(Bucket=bucket, Key='k', IfMatch=etag)
    s3.fails('NoSuchKey').get_object(Bucket=bucket, Key='k')


@each(size={'IfMatchSize': 5}, time={'IfMatchLastModifiedTime': EARLIER})
def delete_if_of_size_and_time(s3, options):
    bucket, _ = one(s3)
    s3.fails('PreconditionFailed').delete_object(Bucket=bucket, Key='k', **options)
    s3.get_object(Bucket=bucket, Key='k')


@case
def deletes_if_the_same(s3):
    bucket, etag = one(s3)
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': 'k', 'ETag': OTHER}]})
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': 'k', 'ETag': etag}]})
    s3.list_objects_v2(Bucket=bucket)


COPIES = {
    'match': ({'CopySourceIfMatch': True}, False), 'match_other': ({'CopySourceIfMatch': OTHER}, True),
    'none_match_other': ({'CopySourceIfNoneMatch': OTHER}, False), 'modified': ({'CopySourceIfModifiedSince': EARLIER}, False),
    'unmodified': ({'CopySourceIfUnmodifiedSince': LATER}, False), 'not_unmodified': ({'CopySourceIfUnmodifiedSince': EARLIER}, True),
}


@each(**COPIES)
def copy_if(s3, condition):
    options, fails = condition
    bucket, etag = one(s3)
    options = {name: etag if value is True else value for name, value in options.items()}
    (s3.fails('PreconditionFailed') if fails else s3).copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'k'}, **options)
    s3.list_objects_v2(Bucket=bucket)


@case
def completion_if_absent(s3):
    bucket, etag = one(s3)
    for options in ({'IfNoneMatch': '*'}, {'IfMatch': OTHER}):
        upload = s3.create_multipart_upload(Bucket=bucket, Key='k')['UploadId']
        part = s3.upload_part(Bucket=bucket, Key='k', UploadId=upload, PartNumber=1, Body=b'1')['ETag']
        s3.fails('PreconditionFailed').complete_multipart_upload(
            Bucket=bucket, Key='k', UploadId=upload, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': part}]}, **options)
    s3.get_object(Bucket=bucket, Key='k')
