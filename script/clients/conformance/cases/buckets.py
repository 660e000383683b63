"""Buckets: names, creation, what is there."""
from harness import each, case

BAD_NAMES = {
    'two_letters': 'ab', 'capitals': 'Capitals', 'underscore': 'foo_bar', 'leading_hyphen': '-foo', 'trailing_hyphen': 'foo-',
    'address': '192.168.5.1', 'too_long': 'x' * 64, 'far_too_long': 'x' * 260, 'exclamation': 'alpha!soup', 'blank': 'a b c', 'unicode': 'bücket',
    'leading_dot': '.foo', 'trailing_dot': 'foo.', 'question': 'foo?bar', 'percent': 'foo%bar',
}


@each(**BAD_NAMES)
def bucket_name_is_refused(s3, name):
    s3.fails('InvalidBucketName').create_bucket(Bucket=name)


@each(**{name: value for name, value in BAD_NAMES.items() if name in ('exclamation', 'blank', 'underscore', 'capitals')})
def bucket_name_is_refused_of_objects_too(s3, name):
    for call in (s3.fails('InvalidBucketName').list_objects_v2, s3.fails('InvalidBucketName').list_objects):
        call(Bucket=name)
    s3.fails('InvalidBucketName').get_object(Bucket=name, Key='k')


@each(dots='{}.with.dots', hyphens='{}--x', digits='{}-1234', long='{}-' + 'y' * 45)
def bucket_name_is_taken(s3, name):
    bucket = name.format(s3.prefix)
    s3.create_bucket(Bucket=bucket)
    s3.head_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    s3.get_object(Bucket=bucket, Key='k')
    s3.delete_object(Bucket=bucket, Key='k')
    s3.delete_bucket(Bucket=bucket)
    s3.fails('404').head_bucket(Bucket=bucket)


@case
def bucket_of_ones_own_again(s3):
    bucket = s3.bucket()
    s3.fails('BucketAlreadyOwnedByYou').create_bucket(Bucket=bucket)


@case
def bucket_that_is_missing(s3):
    name = f'{s3.prefix}-missing'
    missing = s3.fails('NoSuchBucket')
    missing.list_objects(Bucket=name)
    missing.list_objects_v2(Bucket=name)
    missing.list_object_versions(Bucket=name)
    missing.list_multipart_uploads(Bucket=name)
    missing.get_object(Bucket=name, Key='k')
    missing.put_object(Bucket=name, Key='k', Body=b'1')
    missing.delete_object(Bucket=name, Key='k')
    missing.delete_objects(Bucket=name, Delete={'Objects': [{'Key': 'k'}]})
    missing.create_multipart_upload(Bucket=name, Key='k')
    missing.get_bucket_location(Bucket=name)
    missing.get_bucket_acl(Bucket=name)
    missing.get_bucket_tagging(Bucket=name)
    missing.get_bucket_versioning(Bucket=name)
    missing.get_bucket_policy(Bucket=name)
    missing.delete_bucket(Bucket=name)
    s3.fails('404').head_bucket(Bucket=name)
    s3.fails('404').head_object(Bucket=name, Key='k')


@case
def bucket_that_is_not_empty(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    s3.fails('BucketNotEmpty').delete_bucket(Bucket=bucket)
    s3.head_bucket(Bucket=bucket)


@case
def bucket_location(s3):
    s3.get_bucket_location(Bucket=s3.bucket())


@case
def bucket_in_another_region(s3):
    s3.fails('InvalidLocationConstraint').create_bucket(
        Bucket=f'{s3.prefix}-elsewhere', CreateBucketConfiguration={'LocationConstraint': 'eu-west-7'})


@case
def buckets_are_listed(s3):
    names = {s3.bucket(), s3.bucket()}
    found = {bucket['Name'] for bucket in s3.client.list_buckets()['Buckets']}
    s3.note('found', sorted(names & found))


@case
def buckets_are_listed_by_prefix_and_page(s3):
    for _ in range(3):
        s3.bucket()
    first = s3.list_buckets(Prefix=s3.prefix, MaxBuckets=2)
    s3.list_buckets(Prefix=s3.prefix, MaxBuckets=2, ContinuationToken=first['ContinuationToken'])


@each(private='private', public_read='public-read', public_read_write='public-read-write')
def bucket_with_a_canned_acl(s3, acl):
    bucket = s3.bucket(ObjectOwnership='BucketOwnerPreferred', ACL=acl)
    s3.get_bucket_acl(Bucket=bucket)


@each(enforced='BucketOwnerEnforced', preferred='BucketOwnerPreferred', writer='ObjectWriter')
def bucket_with_an_ownership(s3, ownership):
    s3.get_bucket_ownership_controls(Bucket=s3.bucket(ObjectOwnership=ownership))


@case
def bucket_with_an_acl_that_its_ownership_refuses(s3):
    s3.fails('InvalidBucketAclWithObjectOwnership').create_bucket(
        Bucket=f'{s3.prefix}-acl', ObjectOwnership='BucketOwnerEnforced', ACL='public-read')


@case
def bucket_with_tags_at_its_creation(s3):
    bucket = s3.bucket(CreateBucketConfiguration={'Tags': [{'Key': 'a', 'Value': '1'}]})
    s3.get_bucket_tagging(Bucket=bucket)


@case
def bucket_of_an_owner_that_is_another(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    for name, options in (('head_bucket', {}), ('list_objects_v2', {}), ('get_object', {'Key': 'k'}), ('delete_object', {'Key': 'k'})):
        try:
            getattr(s3.client, name)(Bucket=bucket, ExpectedBucketOwner='123456789012', **options)
            s3.note(name, 'works')
        except Exception as error:
            s3.note(name, error.response['ResponseMetadata']['HTTPStatusCode'])
