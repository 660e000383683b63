"""Uploads in parts."""
from harness import case, each

PART = 5 * 1024 * 1024


class Upload:
    def __init__(self, s3, bucket, key='k', **options):
        self.s3, self.where = s3, {'Bucket': bucket, 'Key': key}
        self.where['UploadId'] = s3.create_multipart_upload(**self.where, **options)['UploadId']
        self.parts = []

    def add(self, number, body, **options):
        answer = self.s3.upload_part(**self.where, PartNumber=number, Body=body, **options)
        # Of an upload that began without an algorithm they are no part.
        told = 'ChecksumAlgorithm' in options
        checksums = {name: value for name, value in answer.items() if told and name.startswith('Checksum') and name != 'ChecksumType'}
        self.parts.append({'PartNumber': number, 'ETag': answer['ETag'], **checksums})
        return self

    def complete(self, s3=None, **options):
        return (s3 or self.s3).complete_multipart_upload(**self.where, MultipartUpload={'Parts': self.parts}, **options)


@each(one=[10], two=[PART, 10], three=[PART, PART, 1])
def upload_in_parts(s3, sizes):
    bucket = s3.bucket()
    upload = Upload(s3, bucket, ContentType='a/b', CacheControl='no-cache', Metadata={'title': 'one'})
    for number, size in enumerate(sizes, 1):
        upload.add(number, bytes([number]) * size)
    s3.list_parts(**upload.where)
    upload.complete()
    s3.head_object(Bucket=bucket, Key='k')
    for number in range(1, len(sizes) + 1):
        s3.get_object(Bucket=bucket, Key='k', PartNumber=number)
        s3.head_object(Bucket=bucket, Key='k', PartNumber=number)
    s3.get_object_attributes(Bucket=bucket, Key='k', ObjectAttributes=['ObjectParts', 'ObjectSize'])
    s3.get_object(Bucket=bucket, Key='k', Range=f'bytes=-{min(sizes[-1], 100)}')


@case
def part_sent_again(s3):
    bucket = s3.bucket()
    upload = Upload(s3, bucket).add(1, b'first')
    upload.parts.clear()
    upload.add(1, b'second').complete()
    s3.get_object(Bucket=bucket, Key='k')


@case
def parts_out_of_order(s3):
    upload = Upload(s3, s3.bucket()).add(2, bytes(PART)).add(1, bytes(PART))
    s3.fails('InvalidPartOrder').complete_multipart_upload(**upload.where, MultipartUpload={'Parts': upload.parts})
    upload.parts.reverse()
    upload.complete()


@case
def parts_that_are_too_small(s3):
    upload = Upload(s3, s3.bucket()).add(1, b'1').add(2, b'2')
    upload.complete(s3.fails('EntityTooSmall'))
    s3.abort_multipart_upload(**upload.where)


@case
def completion_of_parts_that_are_missing(s3):
    upload = Upload(s3, s3.bucket()).add(1, b'1')
    part = upload.parts[0]
    wrong = s3.fails('InvalidPart')
    wrong.complete_multipart_upload(**upload.where, MultipartUpload={'Parts': [{**part, 'PartNumber': 9}]})
    wrong.complete_multipart_upload(**upload.where, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': '"ffffffffffffffffffffffffffffffff"'}]})
    s3.fails('MalformedXML').complete_multipart_upload(**upload.where, MultipartUpload={'Parts': []})


@case
def upload_that_is_missing(s3):
    where = {'Bucket': s3.bucket(), 'Key': 'k', 'UploadId': '01234567-89ab-cdef-0123-456789abcdef'}
    missing = s3.fails('NoSuchUpload')
    missing.upload_part(**where, PartNumber=1, Body=b'1')
    missing.list_parts(**where)
    missing.abort_multipart_upload(**where)
    missing.complete_multipart_upload(**where, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': '"ffffffffffffffffffffffffffffffff"'}]})


@case
def upload_that_is_aborted(s3):
    bucket = s3.bucket()
    upload = Upload(s3, bucket).add(1, b'1')
    s3.list_multipart_uploads(Bucket=bucket)
    s3.abort_multipart_upload(**upload.where)
    s3.list_multipart_uploads(Bucket=bucket)
    s3.fails('NoSuchUpload').list_parts(**upload.where)


@each(zero=0, negative=-1, too_many=10001)
def part_number_that_is_none(s3, number):
    upload = Upload(s3, s3.bucket())
    s3.fails('InvalidArgument').upload_part(**upload.where, PartNumber=number, Body=b'1')


@case
def parts_by_pages(s3):
    upload = Upload(s3, s3.bucket())
    for number in range(1, 6):
        upload.add(number * 10, b'%d' % number)
    first = s3.list_parts(**upload.where, MaxParts=2)
    s3.list_parts(**upload.where, MaxParts=2, PartNumberMarker=first['NextPartNumberMarker'])
    s3.list_parts(**upload.where, PartNumberMarker=50)


@each(nothing={}, prefix={'Prefix': 'a/'}, delimiter={'Delimiter': '/'}, one={'MaxUploads': 1}, encoded={'EncodingType': 'url'}, marker={'KeyMarker': 'a/1'})
def uploads_listed_with(s3, options):
    bucket = s3.bucket()
    for key in ('a/1', 'a/2', 'b c', 'd'):
        Upload(s3, bucket, key)
    s3.list_multipart_uploads(Bucket=bucket, **options)


@case
def part_that_is_copied(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='a b/ü', Body=bytes(range(256)) * 4)
    upload = Upload(s3, bucket)
    original = {'Bucket': bucket, 'Key': 'a b/ü'}
    etag = s3.upload_part_copy(**upload.where, PartNumber=1, CopySource=original, CopySourceRange='bytes=10-20')['CopyPartResult']['ETag']
    s3.complete_multipart_upload(**upload.where, MultipartUpload={'Parts': [{'PartNumber': 1, 'ETag': etag}]})
    s3.get_object(Bucket=bucket, Key='k')


@each(behind='bytes=0-5000', backwards='bytes=9-1', open='bytes=1-', word='bytes=a-b', unit='0-1')
def part_that_is_copied_of_a_range_that_is_none(s3, value):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='source', Body=bytes(100))
    upload = Upload(s3, bucket)
    code = 'InvalidRange' if value == 'bytes=0-5000' else 'InvalidArgument'
    try:
        s3.client.upload_part_copy(**upload.where, PartNumber=1, CopySource=f'{bucket}/source', CopySourceRange=value)
        s3.note(code, 'works')
    except Exception as error:
        s3.note(code, (error.response['ResponseMetadata']['HTTPStatusCode'], error.response['Error']['Code']))


@case
def part_that_is_copied_of_what_is_missing(s3):
    bucket = s3.bucket()
    upload = Upload(s3, bucket)
    s3.fails('NoSuchKey').upload_part_copy(**upload.where, PartNumber=1, CopySource=f'{bucket}/missing')
    s3.fails('NoSuchBucket').upload_part_copy(**upload.where, PartNumber=1, CopySource=f'{bucket}-missing/k')


@each(crc32=('CRC32', 'FULL_OBJECT'), crc32_composite=('CRC32', 'COMPOSITE'), sha1=('SHA1', 'COMPOSITE'), sha256=('SHA256', 'COMPOSITE'))
def upload_with_checksums(s3, kind):
    algorithm, form = kind
    bucket = s3.bucket()
    upload = Upload(s3, bucket, ChecksumAlgorithm=algorithm, ChecksumType=form)
    upload.add(1, bytes(PART), ChecksumAlgorithm=algorithm).add(2, b'end', ChecksumAlgorithm=algorithm)
    s3.list_parts(**upload.where)
    s3.list_multipart_uploads(Bucket=bucket)
    upload.complete(ChecksumType=form)
    s3.head_object(Bucket=bucket, Key='k', ChecksumMode='ENABLED')
    s3.get_object_attributes(Bucket=bucket, Key='k', ObjectAttributes=['Checksum', 'ObjectParts'])


@each(type={'ChecksumAlgorithm': 'SHA1', 'ChecksumType': 'FULL_OBJECT'}, algorithm={'ChecksumAlgorithm': 'NONE'}, type_alone={'ChecksumType': 'COMPOSITE'})
def upload_with_checksums_that_are_none(s3, options):
    s3.fails('InvalidRequest').create_multipart_upload(Bucket=s3.bucket(), Key='k', **options)


@case
def upload_of_a_size_that_is_another(s3):
    upload = Upload(s3, s3.bucket()).add(1, b'12345')
    upload.complete(s3.fails('InvalidRequest'), MpuObjectSize=4)
    upload.complete(MpuObjectSize=5)


@case
def upload_with_tags(s3):
    bucket = s3.bucket()
    Upload(s3, bucket, Tagging='a=b&c=d').add(1, b'1').complete()
    s3.note('tags', sorted(tag['Key'] for tag in s3.client.get_object_tagging(Bucket=bucket, Key='k')['TagSet']))


@case
def upload_by_the_transfer_manager(s3):
    import io
    from boto3.s3.transfer import TransferConfig
    bucket = s3.bucket()
    body = bytes(range(256)) * 50_000
    config = TransferConfig(multipart_threshold=8 * 1024 * 1024, multipart_chunksize=8 * 1024 * 1024, max_concurrency=2)
    s3.client.upload_fileobj(io.BytesIO(body), bucket, 'k', Config=config)
    s3.note('size', sum(item['Size'] for item in s3.client.list_objects_v2(Bucket=bucket)['Contents']))
