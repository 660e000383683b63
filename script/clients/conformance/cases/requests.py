"""Requests that no SDK sends, and such that carry something odd."""
import base64
import hashlib

from harness import case, each


@each(unknown='no-selector', id='x-id=GetObject', empty='', override='response-content-type=a%2Fb')
def get_with_a_query(s3, query):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    s3.raw('GET', f'/{bucket}/k?{query}', show=('content-type', 'etag'))


@each(acl='?acl', tagging='?tagging', uploads='?uploads', versions='?versions', location='?location', policy='?policy', versioning='?versioning')
def selector_without_a_value(s3, query):
    s3.raw('GET', f'/{s3.bucket()}{query}', expected=404 if query in ('?tagging', '?policy') else 200)
    s3.raw('GET', f'/{s3.bucket()}{query}=', expected=404 if query in ('?tagging', '?policy') else 200)


@each(agent={'User_Agent': ''}, expect={'Expect': '100-continue'}, accept={'Accept': 'application/json'}, encoding={'Accept_Encoding': 'gzip, br'}, own={'X_Own': '1'},
      range_and_none={'Range': 'bytes=0-0', 'If_None_Match': '"x"'})
def get_with_headers(s3, headers):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    status = 206 if 'Range' in headers else 200
    s3.raw('GET', f'/{bucket}/k', expected=status, show=('content-type', 'content-length', 'content-range'), **headers)


@each(expect={'Expect': '100-continue'}, type={'Content_Type': ''}, language={'Content_Language': 'de'}, own={'X_Own': '1'})
def put_with_headers(s3, headers):
    bucket = s3.bucket()
    s3.raw('PUT', f'/{bucket}/k', b'body', show=('etag',), **headers)
    s3.get_object(Bucket=bucket, Key='k')


@case
def post_of_an_object(s3):
    s3.raw('POST', f'/{s3.bucket()}/k', b'body', expected=405)


@each(html=b'<html>', broken=b'<Tagging', empty=b'')
def body_that_is_not_what_the_operation_reads(s3, content):
    bucket = s3.bucket()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    for query in ('tagging', 'versioning'):
        answer = s3.raw('PUT', f'/{bucket}?{query}', content, expected=400, x_amz_checksum_sha256=digest)
        s3.note('is an error', b'<Error>' in answer.content)


@case
def error_is_a_document(s3):
    answer = s3.raw('GET', f'/{s3.bucket()}/a%20missing%3Ckey%3E', expected=404, show=('content-type',))
    s3.note('document', [part in answer.content for part in (b'<Code>NoSuchKey</Code>', b'<Message>', b'<RequestId>')])


@case
def request_id_of_an_error(s3):
    try:
        s3.client.get_object(Bucket=s3.bucket(), Key='missing')
    except Exception as error:
        metadata = error.response['ResponseMetadata']
        s3.note('there', [bool(metadata.get('RequestId')), error.response['Error']['Code']])


@each(get='get_object', put='put_object')
def presigned_url(s3, operation):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='a key', Body=b'1')
    url = s3.client.generate_presigned_url(operation, Params={'Bucket': bucket, 'Key': 'a key'})
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    answer = URLLib3Session().send(AWSRequest(operation[:3].upper(), url, data=b'2' if operation == 'put_object' else b'').prepare())
    s3.note('status', answer.status_code)
    s3.get_object(Bucket=bucket, Key='a key')


@case
def form_of_a_page(s3):
    bucket = s3.bucket()
    post = s3.client.generate_presigned_post(bucket, 'k') if s3.endpoint.sign == 's3' else {'fields': {'key': 'k'}}
    lines = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in post['fields'].items()]
    body = ''.join(lines) + '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nbody\r\n--b--\r\n'
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    request = AWSRequest('POST', f'{s3.endpoint.url}/{bucket}', data=body.encode(), headers={'Content-Type': 'multipart/form-data; boundary=b'})
    s3.note('status', URLLib3Session().send(request.prepare()).status_code)


@case
def preflight_of_a_page(s3):
    bucket = s3.bucket()
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={'CORSRules': [{'AllowedMethods': ['GET'], 'AllowedOrigins': ['https://example.com']}]})
    s3.raw('OPTIONS', f'/{bucket}/k', show=('access-control-allow-origin',), Origin='https://example.com', Access_Control_Request_Method='GET')
