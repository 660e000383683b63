"""Configurations of buckets: what the store does not have, it is to say in the same words."""
import json

from harness import case, each


@case
def tags_of_a_bucket(s3):
    bucket = s3.bucket()
    s3.fails('NoSuchTagSet').get_bucket_tagging(Bucket=bucket)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={'TagSet': [{'Key': 'Hello', 'Value': 'World ü'}]})
    s3.get_bucket_tagging(Bucket=bucket)
    s3.fails('InvalidTag').put_bucket_tagging(Bucket=bucket, Tagging={'TagSet': [{'Key': 'a', 'Value': '1'}, {'Key': 'a', 'Value': '2'}]})
    s3.delete_bucket_tagging(Bucket=bucket)
    s3.fails('NoSuchTagSet').get_bucket_tagging(Bucket=bucket)


def allow(bucket):
    return json.dumps({'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': f'arn:aws:s3:::{bucket}/*'}]})


@case
def policy_of_a_bucket(s3):
    bucket = s3.bucket()
    s3.fails('NoSuchBucketPolicy').get_bucket_policy(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=allow(bucket))
    s3.get_bucket_policy(Bucket=bucket)
    s3.get_bucket_policy_status(Bucket=bucket)
    s3.delete_bucket_policy(Bucket=bucket)
    s3.fails('NoSuchBucketPolicy').get_bucket_policy(Bucket=bucket)


@each(broken='{', other_bucket=allow('another-bucket'), empty='{}')
def policy_that_is_none(s3, policy):
    s3.fails('MalformedPolicy').put_bucket_policy(Bucket=s3.bucket(), Policy=policy)


CORS = {'CORSRules': [{'AllowedMethods': ['GET', 'PUT'], 'AllowedOrigins': ['https://*.example.com'], 'AllowedHeaders': ['*'], 'ExposeHeaders': ['ETag'], 'MaxAgeSeconds': 60}]}


@case
def cors_of_a_bucket(s3):
    bucket = s3.bucket()
    s3.fails('NoSuchCORSConfiguration').get_bucket_cors(Bucket=bucket)
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration=CORS)
    s3.get_bucket_cors(Bucket=bucket)
    s3.delete_bucket_cors(Bucket=bucket)
    s3.fails('NoSuchCORSConfiguration').get_bucket_cors(Bucket=bucket)


@case
def cors_of_a_bucket_for_pages(s3):
    bucket = s3.bucket()
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration=CORS)
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    s3.raw('GET', f'/{bucket}/k', show=('access-control-allow-origin',), Origin='https://a.example.com')


@each(private='private', public_read='public-read')
def acl_of_a_bucket(s3, acl):
    bucket = s3.bucket(ObjectOwnership='BucketOwnerPreferred')
    s3.get_bucket_acl(Bucket=bucket)
    s3.put_bucket_acl(Bucket=bucket, ACL=acl)
    s3.get_bucket_acl(Bucket=bucket)


@case
def acl_of_a_bucket_that_has_none(s3):
    s3.fails('AccessControlListNotSupported').put_bucket_acl(Bucket=s3.bucket(), ACL='private')


@case
def ownership_of_a_bucket(s3):
    bucket = s3.bucket()
    s3.get_bucket_ownership_controls(Bucket=bucket)
    for ownership in ('BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced'):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={'Rules': [{'ObjectOwnership': ownership}]})
        s3.get_bucket_ownership_controls(Bucket=bucket)
    s3.delete_bucket_ownership_controls(Bucket=bucket)
    s3.fails('OwnershipControlsNotFoundError').get_bucket_ownership_controls(Bucket=bucket)


LIFECYCLE = {'Rules': [{'ID': 'r', 'Status': 'Enabled', 'Filter': {'Prefix': 'a/'}, 'Expiration': {'Days': 1}}]}
WEBSITE = {'IndexDocument': {'Suffix': 'index.html'}, 'ErrorDocument': {'Key': 'error.html'}}
ENCRYPTION = {'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]}
BLOCK = {'BlockPublicAcls': True, 'IgnorePublicAcls': True, 'BlockPublicPolicy': True, 'RestrictPublicBuckets': True}
ANY = {
    'lifecycle': [('get_bucket_lifecycle_configuration', {}), ('put_bucket_lifecycle_configuration', {'LifecycleConfiguration': LIFECYCLE}), ('delete_bucket_lifecycle', {})],
    'website': [('get_bucket_website', {}), ('put_bucket_website', {'WebsiteConfiguration': WEBSITE}), ('delete_bucket_website', {})],
    'encryption': [('get_bucket_encryption', {}), ('put_bucket_encryption', {'ServerSideEncryptionConfiguration': ENCRYPTION}), ('delete_bucket_encryption', {})],
    'public_access_block': [
        ('get_public_access_block', {}), ('put_public_access_block', {'PublicAccessBlockConfiguration': BLOCK}), ('delete_public_access_block', {})],
    'logging': [('get_bucket_logging', {}), ('put_bucket_logging', {'BucketLoggingStatus': {}})],
    'notification': [('get_bucket_notification_configuration', {}), ('put_bucket_notification_configuration', {'NotificationConfiguration': {}})],
    'accelerate': [('get_bucket_accelerate_configuration', {}), ('put_bucket_accelerate_configuration', {'AccelerateConfiguration': {'Status': 'Enabled'}})],
    'request_payment': [('get_bucket_request_payment', {}), ('put_bucket_request_payment', {'RequestPaymentConfiguration': {'Payer': 'Requester'}})],
    'replication': [('get_bucket_replication', {}), ('delete_bucket_replication', {})],
    'analytics': [('list_bucket_analytics_configurations', {}), ('get_bucket_analytics_configuration', {'Id': 'a'}), ('delete_bucket_analytics_configuration', {'Id': 'a'})],
    'metrics': [('list_bucket_metrics_configurations', {}), ('get_bucket_metrics_configuration', {'Id': 'a'}), ('delete_bucket_metrics_configuration', {'Id': 'a'})],
    'inventory': [('list_bucket_inventory_configurations', {}), ('get_bucket_inventory_configuration', {'Id': 'a'}), ('delete_bucket_inventory_configuration', {'Id': 'a'})],
    'tiering': [
        ('list_bucket_intelligent_tiering_configurations', {}), ('get_bucket_intelligent_tiering_configuration', {'Id': 'a'}),
        ('delete_bucket_intelligent_tiering_configuration', {'Id': 'a'})],
    'restore': [('restore_object', {'Key': 'k', 'RestoreRequest': {'Days': 1}})],
    'torrent': [('get_object_torrent', {'Key': 'k'})],
}


@each(**ANY)
def configuration(s3, calls):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'1')
    for name, options in calls + calls[:1]:
        try:
            s3.note(name, s3._shown(name, getattr(s3.client, name)(Bucket=bucket, **options)))
        except Exception as error:
            s3.note(name, (error.response['ResponseMetadata']['HTTPStatusCode'], error.response['Error']['Code'], error.response['Error'].get('Message')))


@case
def select_from_an_object(s3):
    bucket = s3.bucket()
    s3.put_object(Bucket=bucket, Key='k', Body=b'a,b\n1,2\n')
    try:
        s3.client.select_object_content(
            Bucket=bucket, Key='k', Expression='select * from s3object', ExpressionType='SQL', InputSerialization={'CSV': {}}, OutputSerialization={'CSV': {}})
        s3.note('select', 'works')
    except Exception as error:
        s3.note('select', error.response['Error']['Code'])
