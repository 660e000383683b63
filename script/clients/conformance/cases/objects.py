"""Objects: headers, metadata, overrides, tags, deletes, errors."""
import datetime

from harness import case, each

PAST = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)


def one(s3, **options):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'body', **options)
    return bucket


HEADERS = {
    'cache_control': {'CacheControl': 'public, max-age=14400'}, 'expires': {'Expires': PAST}, 'content_type': {'ContentType': 'text/x-a'},
    'disposition': {'ContentDisposition': 'attachment; filename="ä b.txt"; filename*=UTF-8\'\'%C3%A4'.encode().decode('latin1')},
    'plain_disposition': {'ContentDisposition': 'attachment; filename="a b.txt"'}, 'language': {'ContentLanguage': 'de, en'},
    'storage_class': {'StorageClass': 'STANDARD'}, 'website_redirect': {'WebsiteRedirectLocation': '/elsewhere'},
    'many': {'CacheControl': 'no-cache', 'Expires': PAST, 'ContentLanguage': 'de', 'ContentType': 'a/b', 'ContentDisposition': 'inline'},
}


@each(**HEADERS)
def header_of_an_object(s3, options):
    bucket = one(s3, **options)
    s3.get_object(Bucket=bucket, Key='k')
    s3.head_object(Bucket=bucket, Key='k')
    s3.put_object(Bucket=bucket, Key='k', Body=b'again')
    s3.head_object(Bucket=bucket, Key='k')


@case
def head_says_the_size(s3):
    bucket = one(s3)
    s3.note('size', s3.client.head_object(Bucket=bucket, Key='k')['ContentLength'])


@each(gzip='gzip', identity='identity', brotli='br', chunked='aws-chunked')
def content_encoding(s3, coding):
    bucket = one(s3, ContentEncoding=coding)
    s3.head_object(Bucket=bucket, Key='k')


@each(title='title', value_with_blanks='other-name', empty='empty')
def metadata(s3, name):
    value = {'title': 'a title', 'other-name': 'a  b', 'empty': ''}[name]
    bucket = one(s3, Metadata={name: value})
    s3.get_object(Bucket=bucket, Key='k')
    s3.head_object(Bucket=bucket, Key='k')
    s3.put_object(Bucket=bucket, Key='k', Body=b'again')
    s3.head_object(Bucket=bucket, Key='k')


@case
def metadata_that_the_api_does_not_name(s3):
    s3.head_object(Bucket=one(s3, Metadata={'unnamed': 'value'}), Key='k')


OVERRIDES = {
    'ResponseCacheControl': 'no-cache', 'ResponseContentDisposition': 'attachment; filename="b ü.txt"', 'ResponseContentEncoding': 'x-own',
    'ResponseContentLanguage': 'esperanto', 'ResponseContentType': 'foo/bar; a=b', 'ResponseExpires': PAST,
}


@each(**{name: {name: value} for name, value in OVERRIDES.items() if '\u00fc' not in str(value)}, all={**OVERRIDES, 'ResponseContentDisposition': 'inline'})
def answers_with_headers_of_the_client(s3, options):
    bucket = one(s3)
    s3.get_object(Bucket=bucket, Key='k', **options)
    s3.head_object(Bucket=bucket, Key='k', **options)


@case
def object_that_is_missing(s3):
    bucket = s3.bucket()
    missing = s3.fails('NoSuchKey')
    missing.get_object(Bucket=bucket, Key='a/missing key')
    missing.get_object_tagging(Bucket=bucket, Key='missing')
    missing.put_object_tagging(Bucket=bucket, Key='missing', Tagging={'TagSet': []})
    missing.get_object_attributes(Bucket=bucket, Key='missing', ObjectAttributes=['ETag'])
    missing.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'missing'})
    s3.fails('404').head_object(Bucket=bucket, Key='missing')
    s3.delete_object(Bucket=bucket, Key='missing')


@each(empty='', stray='&', one='a=b', empty_value='a=', no_value='a', several='a=b&c=d', escaped='a%20b=c%2Bd', plus='a+b=c+d', unicode='%C3%A4=%C3%B6')
def tags_in_a_header(s3, tagging):
    bucket = s3.bucket()
    answer = s3.raw('PUT', f'/{bucket}/k', b'body', x_amz_tagging=tagging)
    if answer.status_code == 200:
        tags = s3.client.get_object_tagging(Bucket=bucket, Key='k')['TagSet']
        s3.note('tags', sorted((tag['Key'], tag['Value']) for tag in tags))
        s3.note('count', s3.client.head_object(Bucket=bucket, Key='k').get('TagCount'))


@each(twice='a=b&a=c', broken='a=%zz', long_key='k' * 129 + '=v', long_value='k=' + 'v' * 257)
def tags_in_a_header_that_are_none(s3, tagging):
    s3.raw('PUT', f'/{s3.bucket()}/k', b'body', expected=400, x_amz_tagging=tagging)


def tag_set(count, key='k', value='v'):
    return {'TagSet': [{'Key': f'{key}{number}', 'Value': value} for number in range(count)]}


@case
def tags_of_an_object(s3):
    bucket = one(s3)
    s3.get_object_tagging(Bucket=bucket, Key='k')
    s3.put_object_tagging(Bucket=bucket, Key='k', Tagging=tag_set(1, 'a key/ü', 'a+b=c:d@e'))
    s3.get_object_tagging(Bucket=bucket, Key='k')
    s3.put_object_tagging(Bucket=bucket, Key='k', Tagging=tag_set(10))
    s3.note('tags', sorted(tag['Key'] for tag in s3.client.get_object_tagging(Bucket=bucket, Key='k')['TagSet']))
    s3.get_object(Bucket=bucket, Key='k')
    s3.delete_object_tagging(Bucket=bucket, Key='k')
    s3.get_object_tagging(Bucket=bucket, Key='k')
    s3.get_object(Bucket=bucket, Key='k')


@each(too_many=tag_set(11), long_key=tag_set(1, 'k' * 128), long_value=tag_set(1, value='v' * 257))
def tags_of_an_object_that_are_none(s3, tags):
    bucket = one(s3)
    code = 'BadRequest' if len(tags['TagSet']) > 10 else 'InvalidTag'
    s3.fails(code).put_object_tagging(Bucket=bucket, Key='k', Tagging=tags)
    s3.get_object_tagging(Bucket=bucket, Key='k')


@case
def deletes_of_many_objects(s3):
    bucket = s3.bucket()
    keys = ['a', 'b/c', 'd e', 'ü', 'f&<g>']
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b'1')
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': key} for key in keys[:3]] + [{'Key': 'missing'}]})
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': key} for key in keys[3:]], 'Quiet': True})
    s3.list_objects_v2(Bucket=bucket)


@each(none=0, more_than_a_thousand=1001)
def deletes_of_a_number(s3, count):
    s3.delete_objects(Bucket=s3.bucket(), Delete={'Objects': [{'Key': f'{number}'} for number in range(count)]})


@case
def deletes_of_a_thousand(s3):
    s3.delete_objects(Bucket=s3.bucket(), Delete={'Objects': [{'Key': f'k{number}'} for number in range(1000)], 'Quiet': True})


@each(all=['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'], size=['ObjectSize'], etag=['ETag'])
def attributes_of_an_object(s3, names):
    s3.get_object_attributes(Bucket=one(s3), Key='k', ObjectAttributes=names)


@case
def attributes_that_are_none(s3):
    s3.fails('InvalidArgument').get_object_attributes(Bucket=one(s3), Key='k', ObjectAttributes=['Nothing'])


ACLS = {'private': 'private', 'public_read': 'public-read', 'public_read_write': 'public-read-write', 'authenticated_read': 'authenticated-read'}


@each(**ACLS)
def acl_of_an_object(s3, acl):
    bucket = s3.bucket(ObjectOwnership='BucketOwnerPreferred')
    s3.put_object(Bucket=bucket, Key='k', Body=b'body')
    s3.fails('NotImplemented').get_object_acl(Bucket=bucket, Key='k')
    s3.fails('NotImplemented').put_object_acl(Bucket=bucket, Key='k', ACL=acl)


@each(**ACLS)
def acl_of_an_upload(s3, acl):
    bucket = s3.bucket(ObjectOwnership='BucketOwnerPreferred')
    s3.put_object(Bucket=bucket, Key='k', Body=b'body', ACL=acl)
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=f'{bucket}/k', ACL=acl)
    s3.create_multipart_upload(Bucket=bucket, Key='parts', ACL=acl)


@each(aes256={'ServerSideEncryption': 'AES256'}, kms={'ServerSideEncryption': 'aws:kms', 'SSEKMSKeyId': 'key'}, customer={
    'SSECustomerAlgorithm': 'AES256', 'SSECustomerKey': 'k' * 32})
def encryption_of_an_object(s3, options):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'body', **options)
    customer = {name: value for name, value in options.items() if 'Customer' in name}
    s3.get_object(Bucket=bucket, Key='k', **customer)
    s3.head_object(Bucket=bucket, Key='k', **customer)


@case
def upload_of_a_file_object_of_unknown_kind(s3):
    import io
    bucket = s3.bucket()
    s3.client.upload_fileobj(io.BytesIO(b'x' * 100_000), bucket, 'k')
    target = io.BytesIO()
    s3.client.download_fileobj(bucket, 'k', target)
    s3.note('size', len(target.getvalue()))


@case
def overwritten_object(s3):
    bucket = one(s3)
    s3.put_object(Bucket=bucket, Key='k', Body=b'other')
    s3.get_object(Bucket=bucket, Key='k')
    s3.delete_object(Bucket=bucket, Key='k')
    s3.fails('NoSuchKey').get_object(Bucket=bucket, Key='k')
