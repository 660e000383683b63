import { percentEncodePath } from '../percent-encoding';

/** The `Uri` of an S3 integration, cut at its placeholders once. */
export interface S3Uri {
  readonly region: string;
  readonly path: UriTemplate;
  /** Undefined when the URI has no query of its own. */
  readonly query?: UriTemplate;
}

/** Literal text and placeholders in turn. */
export type UriTemplate = readonly UriPart[];

export type UriPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'stageVariable'; readonly name: string };

const INTEGRATION_ARN = /^arn:[^:]+:apigateway:([^:]+):([^:]+):(path|action)\/(.*)$/s;

/** The service that an integration ARN names; undefined for what is no integration ARN. */
export function serviceOf(uri: string): string | undefined {
  return INTEGRATION_ARN.exec(uri)?.[2];
}

/** Undefined for an S3 ARN of another form than `arn:{partition}:apigateway:{region}:s3:path/...`. */
export function parseS3Uri(uri: string): S3Uri | undefined {
  const [, region, service, type, rest] = INTEGRATION_ARN.exec(uri) ?? [];
  if (service !== 's3' || type !== 'path') {
    return undefined;
  }
  const mark = rest.indexOf('?');
  const path = `/${(mark < 0 ? rest : rest.slice(0, mark)).replace(/^\//, '')}`;
  return { region, path: parts(path), query: mark < 0 ? undefined : parts(rest.slice(mark + 1)) };
}

/** A placeholder that has no value stays as it stands, braces and all, as on AWS. */
export function fill(
  template: UriTemplate, parameters: ReadonlyMap<string, string>, stageVariables: Readonly<Record<string, string>>,
): string {
  let text = '';
  for (const part of template) {
    switch (part.kind) {
      case 'literal': text += part.text; break;
      case 'parameter': {
        const value = parameters.get(part.name);
        text += value === undefined ? `{${part.name}}` : percentEncodePath(value);
        break;
      }
      case 'stageVariable': text += stageVariables[part.name] ?? ''; break;
    }
  }
  return text;
}

function parts(text: string): UriTemplate {
  return text.split(/(\$\{stageVariables\.\w+\}|\{[^{}]+\})/).filter((piece) => piece !== '').map((piece): UriPart => {
    if (piece.startsWith('${stageVariables.')) {
      return { kind: 'stageVariable', name: piece.slice('${stageVariables.'.length, -1) };
    }
    return /^\{[^{}]+\}$/.test(piece) ? { kind: 'parameter', name: piece.slice(1, -1) } : { kind: 'literal', text: piece };
  });
}
