import { AwsClient, AwsError } from './aws-client';
import { StorePolicy } from './store-policy';
import { xmlText, xmlTexts } from './xml';
import { Credentials } from '../auth/credentials';

/** Stands roles for users in an IAM server without AssumeRole: one user a role, with its policies and a key. */
export class IamUsers {
  /** So that a deployment can tell the users of the one before from those of other stacks. */
  private readonly path: string;

  public constructor(private readonly iam: AwsClient, stackName: string) {
    this.path = `/s3-proxy-local/${encodeURIComponent(stackName)}/`;
  }

  /** The users of the stack's deployment before. */
  public async list(): Promise<string[]> {
    return this.all('ListUsers', { PathPrefix: this.path }, 'UserName');
  }

  public async create(userName: string, policy: StorePolicy): Promise<Credentials> {
    await this.call('CreateUser', { UserName: userName, Path: this.path });
    await this.putPolicies(userName, policy);
    const key = await this.call('CreateAccessKey', { UserName: userName });
    return { accessKeyId: xmlText(key, 'AccessKeyId')!, secretAccessKey: xmlText(key, 'SecretAccessKey')! };
  }

  /** The user keeps its key, so that requests under way go on. */
  public async update(userName: string, policy: StorePolicy): Promise<void> {
    // These first: a user takes only so many bytes of policies.
    for (const name of await this.all('ListUserPolicies', { UserName: userName }, 'member')) {
      if (!policy.documents.has(name)) await this.call('DeleteUserPolicy', { UserName: userName, PolicyName: name });
    }
    await this.putPolicies(userName, policy);
  }

  private async putPolicies(userName: string, policy: StorePolicy): Promise<void> {
    for (const [name, document] of policy.documents) {
      await this.call('PutUserPolicy', { UserName: userName, PolicyName: name, PolicyDocument: document });
    }
  }

  /** A user who is gone already, as another deployment may have deleted it, is what was asked for. */
  public async delete(userName: string): Promise<void> {
    try {
      await this.deleteWhole(userName);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'NoSuchEntity')) throw error;
    }
  }

  private async deleteWhole(userName: string): Promise<void> {
    for (const key of await this.all('ListAccessKeys', { UserName: userName }, 'AccessKeyId')) {
      await this.call('DeleteAccessKey', { UserName: userName, AccessKeyId: key });
    }
    for (const policy of await this.all('ListUserPolicies', { UserName: userName }, 'member')) {
      await this.call('DeleteUserPolicy', { UserName: userName, PolicyName: policy });
    }
    await this.call('DeleteUser', { UserName: userName });
  }

  /** Every page of a list. */
  private async all(action: string, parameters: Readonly<Record<string, string>>, element: string): Promise<string[]> {
    const found: string[] = [];
    let marker: string | undefined;
    do {
      const page = await this.call(action, { ...parameters, ...(marker !== undefined && { Marker: marker }) });
      found.push(...xmlTexts(page, element));
      marker = xmlText(page, 'IsTruncated') === 'true' ? xmlText(page, 'Marker') : undefined;
    } while (marker !== undefined);
    return found;
  }

  private call(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const who = parameters.UserName === undefined ? '' : ` of ${parameters.UserName}`;
    return this.iam.call(`role policies in the store, ${action}${who}`, {
      method: 'POST',
      path: '/',
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body: new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString(),
    });
  }
}
