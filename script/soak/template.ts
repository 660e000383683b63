/** Raw bytes both ways, the statuses of S3 as they are. What is under `/slow` has half a second, what is under `/signed` is for signed requests. */
export function soakTemplate(): { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> } {
  const RestApiId = { Ref: 'Api' };
  const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
  const resource = (ParentId: unknown, PathPart: string) => ({ Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId, ParentId, PathPart } });
  const method = (HttpMethod: string, ResourceId: string, more: Record<string, unknown> = {}, integration: Record<string, unknown> = {}) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId,
      ResourceId: { Ref: ResourceId },
      HttpMethod,
      AuthorizationType: 'NONE',
      RequestParameters: { 'method.request.path.key': true },
      MethodResponses: STATUSES.map((StatusCode) => ({ StatusCode })),
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: HttpMethod,
        Uri: 'arn:aws:apigateway:us-east-1:s3:path/soak/{key}',
        Credentials: 'arn:aws:iam::000000000000:role/role',
        RequestParameters: { 'integration.request.path.key': 'method.request.path.key' },
        IntegrationResponses: STATUSES.map((StatusCode) => ({
          StatusCode, ContentHandling: 'CONVERT_TO_BINARY', ...(StatusCode !== '200' && { SelectionPattern: StatusCode }),
        })),
        ...integration,
      },
      ...more,
    },
  });
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'soak', BinaryMediaTypes: ['*/*'] } },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId } },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' } },
      Key: resource(root, '{key+}'),
      Slow: resource(root, 'slow'),
      SlowKey: resource({ Ref: 'Slow' }, '{key+}'),
      Signed: resource(root, 'signed'),
      SignedKey: resource({ Ref: 'Signed' }, '{key+}'),
      Get: method('GET', 'Key'),
      Head: method('HEAD', 'Key'),
      Put: method('PUT', 'Key'),
      Delete: method('DELETE', 'Key'),
      SlowGet: method('GET', 'SlowKey', {}, { TimeoutInMillis: 500 }),
      SignedPut: method('PUT', 'SignedKey', { AuthorizationType: 'AWS_IAM' }),
    },
  };
}

const STATUSES = ['200', '204', '404', '503'];
