import { gzipSync } from 'zlib';
import * as sdk from '@aws-sdk/client-s3';
import { NormalizedSchema } from '@smithy/core/schema';

/** Which members an input has: every one, or those alone that S3's model requires. */
export type Extent = 'full' | 'minimal';

/** DNS rules, by which the SDK checks it; a dot is the most that they allow. */
export const BUCKET = 'a-bucket.of-mine';
/** What URLs escape, and two slashes in a row; one at the end is known to be lost. */
export const KEY = 'a b/ü+(1)//$&\'"/;,:=@!*~/#?%41[{<^`|\\>}]/x.txt';
/** Metadata that the API is told of. */
export const METADATA = ['title', 'other-name'];

/** Every byte, several times and beside others each time. */
export const BYTES = Buffer.from(Array.from({ length: 1024 }, (_, index) => (index * (1 + 2 * Math.floor(index / 256))) % 256));

/** Where an operation's schema has that of its input. */
const INPUT = 4;

type Structure = Record<string, unknown>;
type Traits = Readonly<Record<'httpHeader' | 'httpQuery' | 'httpPrefixHeaders' | 'httpLabel', string | undefined>>;

/** What the SDK computes itself, besides CRC32, which it chooses where nobody does; for others it wants an implementation. */
const FURTHER_CHECKSUMS: readonly sdk.ChecksumAlgorithm[] = ['CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** The inputs that an operation is called with, by what is particular of each. */
export function inputsOf(operation: string): Map<string, Structure> {
  const full = inputOf(operation, 'full');
  const inputs = new Map([['full', full], ['minimal', inputOf(operation, 'minimal')]]);
  // A digest that no member gives is in a header of its own for each algorithm.
  if ('ChecksumAlgorithm' in full && !('ChecksumCRC32' in full)) {
    FURTHER_CHECKSUMS.forEach(algorithm => inputs.set(algorithm, { ...full, ChecksumAlgorithm: algorithm }));
  }
  return inputs;
}

/** The input of an operation, made of the SDK's schema of it: the same each time, and its texts differ, but for choices and the key. */
export function inputOf(operation: string, extent: Extent): Structure {
  return new InputWriter(extent).structure(schemaOf(operation));
}

/** The headers, in lower case, and the parameters of the query that an operation can have. */
export function boundTo(operation: string): { headers: string[]; query: string[] } {
  const members = [...schemaOf(operation).structIterator()].map(([, member]) => member);
  return {
    headers: members.flatMap(member => headerOf(member) ?? METADATA.filter(() => traitsOf(member).httpPrefixHeaders).map(name => `x-amz-meta-${name}`)),
    query: members.flatMap(member => traitsOf(member).httpQuery ?? []),
  };
}

function schemaOf(operation: string): NormalizedSchema {
  const schema = (sdk as Record<string, unknown>)[`${operation}$`];
  if (schema === undefined) {
    throw new Error(`the SDK has no operation ${operation}`);
  }
  return NormalizedSchema.of((schema as unknown[])[INPUT] as never);
}

class InputWriter {
  private count = 0;

  public constructor(private readonly extent: Extent) {}

  public structure(schema: NormalizedSchema): Structure {
    const coded = this.extent === 'full' && [...schema.structIterator()].some(([, member]) => headerOf(member) === 'content-encoding');
    const body = coded ? gzipSync(BYTES) : BYTES;
    return Object.fromEntries(this.members(schema).map(([name, member]) => [name, this.value(name, member, body)]));
  }

  private members(schema: NormalizedSchema): Array<[string, NormalizedSchema]> {
    const all = [...schema.structIterator()];
    if (schema.isUnionSchema()) {
      return all.slice(0, 1);
    }
    // The model lists required members first, and then how many they are.
    const required = Number((schema.getSchema() as unknown as unknown[])[6] ?? 0);
    return all.filter((_, index) => this.extent === 'full' || index < required);
  }

  private value(name: string, schema: NormalizedSchema, body: Buffer): unknown {
    if (schema.isStructSchema()) {
      return this.structure(schema);
    }
    if (schema.isListSchema()) {
      return [1, 2].map(() => this.value(name, schema.getValueSchema(), body));
    }
    if (schema.isMapSchema()) {
      return Object.fromEntries(METADATA.map(key => [key, headerText(`${key} ${this.next()}`)]));
    }
    return schema.isBlobSchema() ? body : this.scalar(name, schema, body);
  }

  private scalar(name: string, schema: NormalizedSchema, body: Buffer): unknown {
    const header = headerOf(schema);
    if (header !== undefined && header in READ_AT_THE_DOOR) {
      return READ_AT_THE_DOOR[header](body);
    }
    if (schema.isBooleanSchema()) {
      return true;
    }
    if (schema.isTimestampSchema()) {
      return new Date(Date.UTC(2031, 0, 1) + this.next() * 1000);
    }
    if (schema.isNumericSchema()) {
      return this.next();
    }
    if (!schema.isStringSchema()) {
      throw new Error(`${name}: no value is known for ${schema.getName(true)}`);
    }
    return this.text(name, schema, header);
  }

  private text(name: string, schema: NormalizedSchema, header: string | undefined): string {
    const [choice] = choicesOf(name);
    if (choice !== undefined) {
      return choice;
    }
    if (traitsOf(schema).httpLabel !== undefined) {
      return name === 'Bucket' ? BUCKET : KEY;
    }
    const label = `${name} ${this.next()}`;
    return header === undefined ? `a b+c&d=e/ü€?"'#%41<\\> ${label}` : headerText(label);
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }
}

/** What API Gateway acts upon itself, so that any text will not do. */
const READ_AT_THE_DOOR: Readonly<Record<string, (body: Buffer) => unknown>> = {
  // The only coding that is documented to be taken.
  'content-encoding': () => 'gzip',
  'content-length': body => body.length,
  'content-type': () => 'text/x-awkward; charset=utf-8; name="a+b & c"',
};

/** Visible characters of Latin-1, with a quote; spaces at the ends are none of the value. */
function headerText(label: string): string {
  return `"a b"+c&d=e/ü?'#%41;(x), ${label}`;
}

/** The values of the enumeration that a member is named like: the SDK's middleware refuses other algorithms of checksums. */
function choicesOf(name: string): string[] {
  const choices: unknown = (sdk as Record<string, unknown>)[name];
  const values = typeof choices === 'object' && choices !== null && !Array.isArray(choices) ? Object.values(choices) : [];
  return values.filter(value => typeof value === 'string');
}

function headerOf(schema: NormalizedSchema): string | undefined {
  return traitsOf(schema).httpHeader?.toLowerCase();
}

function traitsOf(schema: NormalizedSchema): Traits {
  return schema.getMergedTraits() as unknown as Traits;
}
