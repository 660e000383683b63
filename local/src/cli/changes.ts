import { authOf, howToCall } from './how-to-call';
import { factsOf, nameOf, whereOf } from './summary';
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
        return [`added ${name}: ${aspectsOf(route).filter((aspect) => aspect !== '').join(', ')}`];
      }
      const others = aspectsOf(route).flatMap((aspect, index) => (aspect === aspectsOf(was)[index] ? [] : [`${aspect} (was ${aspectsOf(was)[index]})`]));
      return others.length > 0 ? [`changed ${name}: ${others.join(', ')}`] : [];
    }),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `removed ${name}`),
    ...oldFacts.filter((fact) => !facts.includes(fact)).map((fact) => `no more: ${fact}`),
    ...facts.filter((fact) => !oldFacts.includes(fact)),
    ...howToCall(after, showSecret).filter((line) => !known.includes(line)),
  ].map((line) => line.replace(/^/gm, '  '));
}

/** As the table has them, and by whom. */
function aspectsOf(route: LocalRoute): string[] {
  const { authorizationType, authorizer, operation } = route;
  const who = [authorizationType, ...(authorizer ? [authorizer.logicalId, ...authorizer.scopes] : [])].join(' ');
  return [authOf(route, who), operation, whereOf(route)];
}
