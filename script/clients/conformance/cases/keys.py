"""Keys of every kind, written, read, listed, tagged, copied and deleted."""
from harness import case, each

KEYS = {
    'letters': 'abc', 'folder': 'a/b/c', 'blank': 'a b', 'blanks': ' a  b ', 'plus': 'a+b', 'percent': '100%', 'percent_twice': 'a%20b', 'percent_slash': 'a%2Fb',
    'percent_25': 'a%2520b', 'hash': 'a#b', 'question': 'a?b=c', 'ampersand': 'a&b=c', 'semicolon': 'a;b', 'quote': "a'b", 'double_quote': 'a"b',
    'angles': '<a>', 'braces': '{a}', 'brackets': '[a]', 'parentheses': '(a)', 'pipe': 'a|b', 'backslash': 'a\\b', 'caret': 'a^b', 'backtick': 'a`b',
    'tilde': '~a', 'star': 'a*b', 'colon': 'a:b', 'comma': 'a,b', 'at': 'a@b', 'dollar': '$a', 'exclamation': '!a', 'equals': 'a=b', 'dash': '-a', 'dot_file': '.a',
    'dots': 'a..b', 'three_dots': '...', 'umlaut': 'ä', 'decomposed': 'a\u0308', 'cyrillic': 'ключ', 'chinese': '键', 'emoji': '😀.txt', 'tab': 'a\tb', 'newline': 'a\nb',
    'nbsp': 'a\u00a0b', 'like_a_selector': 'acl', 'like_a_query': 'tagging?acl', 'long': 'x' * 200,
    'deep': '/'.join('abcdefghijklmnopqrstuvwxyz'), 'url': 'https:/example.com/a?b=c#d', 'like_the_stage': 'prod/prod', 'digits': '0', 'underscore': '_',
    'leading_slash': '/a', 'two_slashes': 'a//b',
}


@each(**KEYS)
def key(s3, key):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key=key, Body=b'body')
    s3.head_object(Bucket=bucket, Key=key)
    s3.get_object(Bucket=bucket, Key=key)
    s3.list_objects_v2(Bucket=bucket, EncodingType='url')
    s3.put_object_tagging(Bucket=bucket, Key=key, Tagging={'TagSet': [{'Key': 'k', 'Value': 'v'}]})
    s3.get_object_tagging(Bucket=bucket, Key=key)
    s3.get_object_attributes(Bucket=bucket, Key=key, ObjectAttributes=['ETag', 'ObjectSize'])
    s3.copy_object(Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': key})
    s3.get_object(Bucket=bucket, Key='copy')
    s3.copy_object(Bucket=bucket, Key=key, CopySource={'Bucket': bucket, 'Key': 'copy'})
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)
    s3.list_parts(Bucket=bucket, Key=key, UploadId=upload['UploadId'])
    s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload['UploadId'])
    s3.delete_objects(Bucket=bucket, Delete={'Objects': [{'Key': key}]})
    s3.list_objects_v2(Bucket=bucket, EncodingType='url')
    s3.delete_object(Bucket=bucket, Key='copy')


@each(up='..', up_and_down='../x', through='a/../../x', here='.')
def key_that_leaves_the_bucket(s3, key):
    bucket = s3.bucket()
    for call in (s3.client.put_object, s3.client.get_object, s3.client.delete_object):
        try:
            call(Bucket=bucket, Key=key)
            s3.note('status', 'works')
        except Exception as error:
            s3.note('status', error.response['ResponseMetadata']['HTTPStatusCode'])


@case
def key_that_ends_with_a_slash(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='folder/', Body=b'')
    s3.list_objects_v2(Bucket=bucket)


@case
def key_of_as_many_bytes_as_there_may_be(s3):
    key = ('k' * 199 + '/') * 5 + 'k' * 24
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key=key, Body=b'1')
    s3.get_object(Bucket=bucket, Key=key)
