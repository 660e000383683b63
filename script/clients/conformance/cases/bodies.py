"""Bytes and types as they are, checksums, ranges."""
import base64
import gzip
import hashlib
import zlib

from harness import case, each

BODIES = {
    'empty': b'', 'one_byte': b'\x00', 'all_bytes': bytes(range(256)), 'text': 'grüße\r\n'.encode(), 'latin1': 'grüße'.encode('latin1'),
    'json': b'{"a": 1}', 'broken_json': b'{"a": ', 'xml': b'<Error><Code>NoSuchKey</Code></Error>', 'base64': base64.b64encode(bytes(range(200))),
    'gzip': gzip.compress(b'text' * 100, mtime=0), 'velocity': b'$input.body #set($a = 1)', 'form': b'a=b&c=d', 'lines': b'\n\n\n',
}
TYPES = {
    'none': None, 'octets': 'application/octet-stream', 'json': 'application/json', 'text': 'text/plain; charset=utf-8', 'xml': 'application/xml', 'image': 'image/png',
    'form': 'application/x-www-form-urlencoded', 'odd': 'x-odd/Type+Case;a="b c"',
}


@each(**BODIES)
def body(s3, content):
    bucket = s3.bucket()
    for number, kind in enumerate(TYPES.values()):
        s3.put_object(Bucket=bucket, Key=f'{number}', Body=content, **({} if kind is None else {'ContentType': kind}))
        s3.get_object(Bucket=bucket, Key=f'{number}')
        s3.head_object(Bucket=bucket, Key=f'{number}')


@each(small=64 * 1024, megabyte=1024 * 1024 + 1, large=9 * 1024 * 1024)
def body_of_many_bytes(s3, size):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=bytes(size))
    s3.get_object(Bucket=bucket, Key='k')


@case
def body_of_eleven_megabytes(s3):
    s3.put_object(Bucket=s3.bucket(), Key='k', Body=bytes(11 * 1024 * 1024))


@case
def answer_of_eleven_megabytes(s3):
    bucket = s3.bucket()
    upload = s3.create_multipart_upload(Bucket=bucket, Key='k')['UploadId']
    size = 5 * 1024 * 1024
    parts = [{'PartNumber': number, 'ETag': s3.upload_part(Bucket=bucket, Key='k', UploadId=upload, PartNumber=number, Body=bytes(size))['ETag']}
             for number in (1, 2, 3)]
    s3.complete_multipart_upload(Bucket=bucket, Key='k', UploadId=upload, MultipartUpload={'Parts': parts})
    s3.get_object(Bucket=bucket, Key='k', Range='bytes=0-9999999')
    s3.get_object(Bucket=bucket, Key='k', PartNumber=2)
    s3.get_object(Bucket=bucket, Key='k')


RANGES = {
    'first': 'bytes=0-0', 'middle': 'bytes=4-7', 'open': 'bytes=4-', 'last': 'bytes=-7', 'more_than_all': 'bytes=0-1000', 'suffix_of_more': 'bytes=-1000',
}


@each(**RANGES)
def range_of_an_object(s3, value):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'testcontent')
    s3.get_object(Bucket=bucket, Key='k', Range=value)
    s3.head_object(Bucket=bucket, Key='k', Range=value)


@each(behind='bytes=40-50', of_nothing='bytes=-0')
def range_that_is_not_there(s3, value):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'testcontent')
    s3.fails('InvalidRange').get_object(Bucket=bucket, Key='k', Range=value)


@each(backwards='bytes=7-4', word='bytes=a-b', unit='lines=1-2', several='bytes=0-1,3-4')
def range_that_is_none(s3, value):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'testcontent')
    s3.get_object(Bucket=bucket, Key='k', Range=value)


@case
def range_of_an_empty_object(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'')
    s3.fails('InvalidRange').get_object(Bucket=bucket, Key='k', Range='bytes=0-0')


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def encoded(number: int) -> str:
    return base64.b64encode(number.to_bytes(4, 'big')).decode()


CONTENT = b'checked'
CHECKSUMS = {
    'CRC32': encoded(zlib.crc32(CONTENT)), 'CRC32C': encoded(crc32c(CONTENT)), 'SHA1': base64.b64encode(hashlib.sha1(CONTENT).digest()).decode(),
    'SHA256': base64.b64encode(hashlib.sha256(CONTENT).digest()).decode(),
}


@each(**{name.lower(): name for name in CHECKSUMS})
def checksum(s3, name):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=CONTENT, **{f'Checksum{name}': CHECKSUMS[name]})
    for mode in ({}, {'ChecksumMode': 'ENABLED'}):
        s3.get_object(Bucket=bucket, Key='k', **mode)
        s3.head_object(Bucket=bucket, Key='k', **mode)
    s3.get_object_attributes(Bucket=bucket, Key='k', ObjectAttributes=['Checksum', 'ObjectSize', 'StorageClass', 'ETag', 'ObjectParts'])
    s3.list_objects_v2(Bucket=bucket)
    s3.fails('BadDigest').put_object(Bucket=bucket, Key='k', Body=b'other', **{f'Checksum{name}': CHECKSUMS[name]})


@each(crc32='CRC32', sha1='SHA1', sha256='SHA256')
def checksum_that_the_client_makes(s3, name):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=CONTENT, ChecksumAlgorithm=name)
    s3.get_object(Bucket=bucket, Key='k', ChecksumMode='ENABLED')


@case
def checksum_that_is_none(s3):
    bucket = s3.bucket()
    s3.fails('InvalidRequest').put_object(Bucket=bucket, Key='k', Body=CONTENT, ChecksumSHA256='bad')


@case
def checksums_of_two_kinds(s3):
    s3.raw('PUT', f'/{s3.bucket()}/k', CONTENT, expected=400, x_amz_checksum_crc32=CHECKSUMS['CRC32'], x_amz_checksum_sha1=CHECKSUMS['SHA1'])


@case
def content_md5_that_is_right(s3):
    digest = base64.b64encode(hashlib.md5(CONTENT).digest()).decode()
    s3.put_object(Bucket=s3.bucket(), Key='k', Body=CONTENT, ContentMD5=digest)


@each(other=base64.b64encode(hashlib.md5(b'').digest()).decode(), short='YWJyYWNhZGFicmE=')
def content_md5_that_is_wrong(s3, digest):
    s3.raw('PUT', f'/{s3.bucket()}/k', CONTENT, expected=400, Content_MD5=digest)
