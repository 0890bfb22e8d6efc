import { schemas } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';

/** Name of each published file in schema/, with the part of the protocol page that it stands for. */
export const schemaFiles = {
  'before-login.json': { title: 'Messages of a client before login', messages: schemas.greeting },
  'after-login.json': { title: 'Messages of a client after login', messages: schemas.member },
  'server.json': { title: 'Messages of the server', messages: schemas.server },
} as const;

export type SchemaFile = keyof typeof schemaFiles;

/**
 * Text of a published file: a JSON Schema (draft 2020-12) that takes every message of one side, with a
 * definition for each type of message. The definitions are the schemas that the server checks with.
 */
export function schemaText(file: SchemaFile): string {
  const { title, messages } = schemaFiles[file];
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description: `Partyline protocol, version ${protocolVersion}. docs/protocol.md says what they mean.`,
    oneOf: Object.keys(messages).map((type) => ({ $ref: `#/$defs/${type}` })),
    $defs: Object.fromEntries(
      Object.entries(messages).map(([type, definition]) => [type, { title: type, ...definition }]),
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
