import { takeAll, Clock, TokenBucket } from './throttle';
import { Method } from '../api/method';
import { MethodSetting, settingOf } from '../api/stage-settings';

/** Counts the requests of each method of each stage: settings for all methods are the default of each, not shared. */
export class MethodThrottle {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(private readonly now: Clock) {}

  public check(stage: { readonly name: string; readonly methodSettings: readonly MethodSetting[] }, path: string, method: Method): void {
    const limits = settingOf(stage.methodSettings, path, method.httpMethod)?.throttle;
    if (!limits) {
      return;
    }
    const name = `${stage.name} ${path}/${method.httpMethod}`;
    const bucket = this.buckets.get(name) ?? new TokenBucket(limits, this.now);
    this.buckets.set(name, bucket);
    takeAll([bucket]);
  }
}
