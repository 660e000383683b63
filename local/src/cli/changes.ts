import { howToCall } from './how-to-call';
import { factsOf, nameOf } from './summary';
import { LocalApi, LocalRoute } from '../index';

/** What a template says otherwise than the one before: its methods, what else the summary tells, and how to call what is new. */
export function changes(before: LocalApi, after: LocalApi, showSecret: boolean): string[] {
  const several = new Set([...before.routes, ...after.routes].map(({ restApi }) => restApi)).size > 1;
  const byName = ({ routes }: LocalApi) => new Map(routes.map((route) => [nameOf(route, several), route]));
  const [old, now] = [byName(before), byName(after)];
  const [oldFacts, facts] = [factsOf(before, several), factsOf(after, several)];
  const known = howToCall(before, showSecret);
  return [
    ...[...now].flatMap(([name, route]) => {
      const was = old.get(name);
      if (!was) {
        return [`added ${name}: ${[...new Set(aspects(route).map(([, value]) => value))].join(', ')}`];
      }
      const others = aspects(route).filter(([aspect, value]) => new Map(aspects(was)).get(aspect) !== value);
      return others.map(([aspect, value]) => `changed ${name}: ${aspect} ${value}, was ${new Map(aspects(was)).get(aspect)}`);
    }),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `removed ${name}`),
    ...oldFacts.filter((fact) => !facts.includes(fact)).map((fact) => `no more: ${fact}`),
    ...facts.filter((fact) => !oldFacts.includes(fact)),
    ...howToCall(after, showSecret).filter((line) => !known.includes(line)),
  ].map((line) => line.replace(/^/gm, '  '));
}

function aspects({ apiKeyRequired, authorizationType, authorizer, integration, operation }: LocalRoute): Array<readonly [string, string]> {
  const auth = [authorizationType, ...(authorizer ? [authorizer.logicalId, ...authorizer.scopes] : [])].join(' ');
  return [['auth', auth + (apiKeyRequired ? ' + API key' : '')], ['operation', operation], ['integration', integration]];
}
