// npm run schema: writes schema/*.json, the JSON Schema of all messages that the package ships, from the
// schemas that the server itself checks with. A test holds the files against the code.
import { writeFileSync } from 'node:fs';
import { type SchemaFile, schemaFiles, schemaText } from './schema/files.ts';

for (const file of Object.keys(schemaFiles) as SchemaFile[]) {
  writeFileSync(new URL(`../schema/${file}`, import.meta.url), schemaText(file));
}
