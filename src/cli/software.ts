import { readFileSync } from 'node:fs';

/** Name and version as they are told to the other side: `partyline/0.1.0`. */
export function softwareName(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return `partyline/${JSON.parse(manifest).version}`;
}
