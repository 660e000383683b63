import { readFileSync } from 'fs';
import { join } from 'path';

// jsii drops some exports silently and widens some types: what other languages see is only in here.
const { types, targets } = JSON.parse(readFileSync(join(__dirname, '..', '.jsii'), 'utf8'));

test('unions do not appear', () => {
  expect(/"union":\{|"primitive":"any"/.exec(JSON.stringify(types))).toBeNull();
});

test('every member tells what it is, and an optional one what it is by default', () => {
  for (const type of Object.values<any>(types)) {
    for (const member of [type, ...type.members ?? [], ...type.properties ?? [], ...type.methods ?? []]) {
      expect([type.name, member.name, member.docs?.summary]).toEqual([type.name, member.name, expect.stringMatching(/\w/)]);
    }
    for (const property of type.kind === 'interface' ? type.properties ?? [] : []) {
      expect([type.name, property.name, property.optional ? property.docs.default : 'x']).toEqual([type.name, property.name, expect.stringMatching(/\w|\*/)]);
    }
  }
});

test('is for Python, Java, .NET and Go besides TypeScript', () => {
  expect(Object.keys(targets).sort()).toEqual(['dotnet', 'go', 'java', 'js', 'python']);
  expect(targets.python).toMatchObject({ distName: 'cdk-s3-proxy-api', module: 'cdk_s3_proxy_api' });
  expect(targets.java).toMatchObject({ package: 'io.github.cdks3proxyapi', maven: { groupId: 'io.github.cdk-s3-proxy-api', artifactId: 'cdk-s3-proxy-api' } });
  expect(targets.dotnet).toMatchObject({ namespace: 'CdkS3ProxyApi', packageId: 'CdkS3ProxyApi' });
  expect(targets.go).toMatchObject({ moduleName: 'github.com/cdk-s3-proxy-api/cdk-s3-proxy-api-go' });
});
