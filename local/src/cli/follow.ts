import { changes } from './changes';
import { messageOf } from './messages';
import { EndWatch, watchTemplate } from './watch';
import { loadTemplate, LocalApi } from '../index';

export interface FollowProps {
  readonly template: string;
  readonly stack: string | undefined;
  /** Whether the secret of the caller is shown. */
  readonly showSecret: boolean;
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Takes what is served from now on. */
  readonly use: (api: LocalApi) => void;
}

/** Serves what the template says whenever it says something else. */
export function follow(props: FollowProps, first: LocalApi): EndWatch {
  return watchTemplate(props.template, reloader(props, first));
}

/** Looks at the template, and serves it when it is not what was looked at before. */
export function reloader(props: FollowProps, first: LocalApi): () => Promise<void> {
  const { say, showSecret, stack, template, use, warn } = props;
  let api = first;
  // A synthesis may write the same once more.
  let tried = textOf(template, stack);
  let failure: string | undefined;
  return async () => {
    const text = textOf(template, stack);
    if (text !== undefined && text === tried) {
      return;
    }
    tried = text;
    try {
      const next = await api.reload();
      failure = undefined;
      say([`Reloaded ${template}: ${count(next.routes.length)}`, ...changes(api, next, showSecret)].join('\n'));
      use(api = next);
    } catch (error) {
      const message = messageOf(error as Error);
      // Each of the files that a synthesis writes would say it again.
      if (text !== undefined || message !== failure) {
        warn(`s3-proxy-local: ${template} as it is now cannot be served, what it was before goes on:\n${message}`);
      }
      failure = message;
    }
  };
}

function count(methods: number): string {
  return methods === 1 ? '1 method' : `${methods} methods`;
}

/** Undefined while it cannot be read. */
function textOf(template: string, stack: string | undefined): string | undefined {
  try {
    return JSON.stringify(loadTemplate(template, stack));
  } catch {
    return undefined;
  }
}
