// npm run schema: writes what is made from the schemas of all messages in src/wire/messages.ts and
// src/wire/requests.ts. That is schema/*.json, the JSON Schema that the package ships, and in src/wire/
// message-checks.ts, the functions that server and client check with, and request-facts.ts, the rights
// and answers of requests. A test holds the files against the code.
import { writeFileSync } from 'node:fs';
import { checksFile, checksText } from './schema/checks.ts';
import { factsFile, factsText } from './schema/facts.ts';
import { type SchemaFile, schemaFiles, schemaText } from './schema/files.ts';

for (const file of Object.keys(schemaFiles) as SchemaFile[]) {
  writeFileSync(new URL(`../schema/${file}`, import.meta.url), schemaText(file));
}
writeFileSync(checksFile, checksText());
writeFileSync(factsFile, factsText());
