/** The parts of JSON Schema that the generators read: those that the schemas of messages use. */
export interface Schema {
  readonly type?: JsonType;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly maxProperties?: number;
  readonly additionalProperties?: boolean;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'string' | 'array' | 'object';

/** The types of JSON that a value of a schema may have. */
export function typesOf(schema: Schema): readonly JsonType[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(typesOf);
  if (schema.type !== undefined) return [schema.type];
  if (schema.enum !== undefined) return ['string'];
  throw new Error(`the generators do not know ${JSON.stringify(schema)}`);
}

/** The pattern of a map's names, and the schema of what stands under them. */
export function mapOf(schema: Schema): [pattern: string, value: Schema] | undefined {
  return Object.entries(schema.patternProperties ?? {})[0];
}

/** Whether a text is within the limits of a schema of strings; lengths are counted in code points. */
export function fits(text: string, { pattern, minLength, maxLength }: Schema): boolean {
  const length = [...text].length;
  const matches = pattern === undefined || new RegExp(pattern, 'u').test(text);
  return matches && length >= (minLength ?? 0) && length <= (maxLength ?? Number.POSITIVE_INFINITY);
}
