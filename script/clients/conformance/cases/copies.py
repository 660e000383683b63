"""Copies of objects."""
from harness import case, each


def source(s3, key='a key/ü', **options):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key=key, Body=b'body', **options)
    return bucket, {'Bucket': bucket, 'Key': key}


@case
def copy_in_the_bucket(s3):
    bucket, original = source(s3, ContentType='a/b', CacheControl='no-cache')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=original)
    s3.get_object(Bucket=bucket, Key='copy')


@case
def copy_to_another_bucket(s3):
    _, original = source(s3)
    other = s3.bucket()
    s3.copy_object(Bucket=other, Key='copy', CopySource=original)
    s3.get_object(Bucket=other, Key='copy')


@each(text='{bucket}/{key}', slash='/{bucket}/{key}', escaped='{bucket}%2F{key}')
def copy_of_a_source_as_text(s3, form):
    bucket, original = source(s3, 'k')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=form.format(bucket=bucket, key='k').replace('%2F', '/'))
    s3.raw('PUT', f'/{bucket}/raw', x_amz_copy_source=form.format(bucket=bucket, key='k'))
    s3.get_object(Bucket=bucket, Key='raw')


@each(no_key='{bucket}', empty_key='{bucket}/', no_bucket='/', key_alone='key', bad_bucket='a b/k')
def copy_of_no_source(s3, form):
    bucket = s3.bucket()
    for method in ('copy_object',):
        try:
            getattr(s3.client, method)(Bucket=bucket, Key='copy', CopySource=form.format(bucket=bucket))
            s3.note(method, 'works')
        except Exception as error:
            s3.note(method, (error.response['ResponseMetadata']['HTTPStatusCode'], error.response['Error']['Code']))


@case
def copy_of_what_is_missing(s3):
    bucket = s3.bucket()
    s3.fails('NoSuchKey').copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'missing'})
    s3.fails('NoSuchBucket').copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': f'{bucket}-missing', 'Key': 'k'})


@case
def copy_onto_itself(s3):
    bucket, original = source(s3, 'k', ContentType='a/b')
    s3.fails('InvalidRequest').copy_object(Bucket=bucket, Key='k', CopySource=original)
    s3.copy_object(Bucket=bucket, Key='k', CopySource=original, MetadataDirective='REPLACE', ContentType='c/d', Metadata={'title': 'new'})
    s3.get_object(Bucket=bucket, Key='k')


@each(copied={'MetadataDirective': 'COPY'}, replaced={'MetadataDirective': 'REPLACE', 'Metadata': {'title': 'other'}, 'ContentType': 'c/d'}, unsaid={},
      cleared={'MetadataDirective': 'REPLACE'})
def copy_of_metadata(s3, options):
    bucket, original = source(s3, 'k', Metadata={'title': 'one', 'other-name': 'two'}, ContentType='a/b', ContentLanguage='de')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=original, **options)
    s3.head_object(Bucket=bucket, Key='copy')


@each(copied={'TaggingDirective': 'COPY'}, replaced={'TaggingDirective': 'REPLACE', 'Tagging': 'c=d'}, unsaid={}, cleared={'TaggingDirective': 'REPLACE', 'Tagging': ''})
def copy_of_tags(s3, options):
    bucket, original = source(s3, 'k', Tagging='a=b')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=original, **options)
    s3.get_object_tagging(Bucket=bucket, Key='copy')


@each(metadata={'MetadataDirective': 'ELSE'}, tagging={'TaggingDirective': 'ELSE'})
def copy_with_a_directive_that_is_none(s3, options):
    bucket, original = source(s3, 'k')
    s3.fails('InvalidArgument').copy_object(Bucket=bucket, Key='copy', CopySource=original, **options)


@each(crc32='CRC32', sha1='SHA1', sha256='SHA256')
def copy_with_a_checksum(s3, name):
    bucket, original = source(s3, 'k')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource=original, ChecksumAlgorithm=name)
    s3.head_object(Bucket=bucket, Key='copy', ChecksumMode='ENABLED')


@case
def copy_of_nothing(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='empty', Body=b'')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'empty'})
    s3.get_object(Bucket=bucket, Key='copy')


@case
def copy_of_versions(s3):
    bucket = s3.bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={'Status': 'Enabled'})
    first = s3.put_object(Bucket=bucket, Key='k', Body=b'first')['VersionId']
    s3.put_object(Bucket=bucket, Key='k', Body=b'second')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'k', 'VersionId': first})
    s3.get_object(Bucket=bucket, Key='copy')
    s3.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': 'k'})
    s3.get_object(Bucket=bucket, Key='copy')
