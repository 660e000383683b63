"""Lists of objects: both versions of the operation, with every parameter."""
from harness import case, each

FOLDERS = ['asdf', 'boo/bar', 'boo/baz/xyzzy', 'cquux/thud', 'cquux/bla']
AWKWARD = ['a b', 'a+b', 'a%b', 'a&b', "a'b", 'a<b>', 'a=b', 'a?b', 'ä/ö', 'x#y', 'z:z', '日本/語', '😀']


def filled(s3, keys):
    bucket = s3.bucket()
    for key in keys:
        s3.client.put_object(Bucket=bucket, Key=key, Body=key.encode())
    return bucket


PARAMETERS = {
    'nothing': {}, 'prefix': {'Prefix': 'boo/'}, 'prefix_of_none': {'Prefix': 'nothing'}, 'empty_prefix': {'Prefix': ''},
    'unreadable_prefix': {'Prefix': '\x0a'}, 'delimiter': {'Delimiter': '/'}, 'delimiter_letter': {'Delimiter': 'a'},
    'delimiter_percent': {'Delimiter': '%'}, 'delimiter_blank': {'Delimiter': ' '}, 'delimiter_dot': {'Delimiter': '.'},
    'delimiter_unreadable': {'Delimiter': '\x0a'}, 'empty_delimiter': {'Delimiter': ''}, 'prefix_and_delimiter': {'Prefix': 'boo/', 'Delimiter': '/'},
    'prefix_without_slash': {'Prefix': 'boo', 'Delimiter': '/'}, 'delimiter_of_letters': {'Delimiter': 'oo'}, 'max_keys_one': {'MaxKeys': 1},
    'max_keys_zero': {'MaxKeys': 0}, 'max_keys_many': {'MaxKeys': 5000}, 'url_encoding': {'EncodingType': 'url'},
    'delimiter_and_max_keys': {'Delimiter': '/', 'MaxKeys': 2},
}


@each(**PARAMETERS)
def list_objects_with(s3, options):
    bucket = filled(s3, FOLDERS)
    s3.list_objects(Bucket=bucket, **options)
    s3.list_objects_v2(Bucket=bucket, **options)


@case
def list_of_an_empty_bucket(s3):
    bucket = s3.bucket()
    s3.list_objects(Bucket=bucket)
    s3.list_objects_v2(Bucket=bucket)
    s3.list_object_versions(Bucket=bucket)


@each(negative='-1', word='blah', empty='')
def list_with_max_keys_that_are_no_number(s3, value):
    bucket = filled(s3, ['a'])
    for query in (f'max-keys={value}', f'list-type=2&max-keys={value}'):
        s3.raw('GET', f'/{bucket}?{query}', expected=200 if value == '' else 400)


@each(in_the_list='boo/bar', between='cab', before=' ', after='zzz', unreadable='\x0a', empty='', unicode='ä')
def list_after_a_marker(s3, marker):
    bucket = filled(s3, FOLDERS)
    s3.list_objects(Bucket=bucket, Marker=marker)
    s3.list_objects_v2(Bucket=bucket, StartAfter=marker)


@case
def list_with_fetch_owner(s3):
    bucket = filled(s3, FOLDERS)
    for fetch in (True, False):
        answer = s3.client.list_objects_v2(Bucket=bucket, FetchOwner=fetch)
        s3.note(f'owner {fetch}', ['Owner' in item for item in answer['Contents']])


@each(keys={}, folders={'Delimiter': '/'}, prefix={'Prefix': 'c', 'Delimiter': '/'})
def list_by_pages(s3, options):
    bucket = filled(s3, FOLDERS + ['d/1', 'd/2', 'e'])
    for paginator in ('list_objects', 'list_objects_v2', 'list_object_versions'):
        for page in s3.client.get_paginator(paginator).paginate(Bucket=bucket, PaginationConfig={'PageSize': 2}, **options):
            s3.note(paginator, {name: page.get(name) for name in ('Contents', 'CommonPrefixes', 'IsTruncated', 'KeyCount')})


@case
def list_more_than_a_page(s3):
    bucket = filled(s3, [f'key-{number:04}' for number in range(1003)])
    first = s3.list_objects(Bucket=bucket)
    s3.list_objects(Bucket=bucket, Marker=first['Contents'][-1]['Key'])
    first = s3.list_objects_v2(Bucket=bucket)
    s3.list_objects_v2(Bucket=bucket, ContinuationToken=first['NextContinuationToken'])
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': item['Key']} for item in first['Contents']], 'Quiet': True})
    s3.list_objects_v2(Bucket=bucket)


@case
def list_with_a_token_that_is_empty(s3):
    s3.list_objects_v2(Bucket=filled(s3, ['a']), ContinuationToken='')


@each(plain={}, encoded={'EncodingType': 'url'}, folders={'Delimiter': '/'})
def list_of_awkward_keys(s3, options):
    bucket = filled(s3, AWKWARD)
    s3.list_objects(Bucket=bucket, **options)
    s3.list_objects_v2(Bucket=bucket, **options)
    for key in AWKWARD:
        s3.list_objects_v2(Bucket=bucket, Prefix=key, **options)


@case
def list_of_optional_attributes(s3):
    s3.list_objects_v2(Bucket=filled(s3, ['a']), OptionalObjectAttributes=['RestoreStatus'])


@case
def list_of_keys_of_a_thousand_bytes(s3):
    bucket = filled(s3, ['/'.join(['f' * 200] * 5) + '/end'])
    s3.list_objects_v2(Bucket=bucket)
    s3.list_objects_v2(Bucket=bucket, Delimiter='/', Prefix='f' * 200 + '/')
