import { readFileSync } from 'node:fs';

/** Name and version as they are told to the other side: `partyline/0.1.0`. */
export function softwareName(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return `partyline/${JSON.parse(manifest).version}`;
}

/**
 * How the person calls this program: `partyline`, or what does the same in a clone of the repository,
 * where npm runs it. A script of another package that is called alike starts the installed one.
 */
export function commandName(environment: Readonly<Record<string, string | undefined>>): string {
  const scripts = ['start', 'join', 'partyline'];
  const { npm_package_name: caller, npm_lifecycle_event: script = '' } = environment;
  return caller === 'partyline' && scripts.includes(script)
    ? 'npm run -s partyline --'
    : 'partyline';
}
