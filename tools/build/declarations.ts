import { globSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/* The declarations of the package: those that its users' compilers come to. */

const named = /\b(?:from|import\()\s*['"](\.[^'"]+)['"]/g;

/** Removes the declarations in `folder` that none of the doors, such as `index`, leads to. */
export function keepReachable(folder: string, doors: readonly string[]): void {
  const reached = new Set<string>();
  const waiting = doors.map((door) => join(folder, `${door}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(named)) {
      waiting.push(join(dirname(file), path.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  for (const path of globSync('**/*.d.ts', { cwd: folder })) {
    if (!reached.has(join(folder, path))) rmSync(join(folder, path));
  }
  removeEmpty(folder);
}

function removeEmpty(folder: string): void {
  const folders = globSync('**/', { cwd: folder }).map((path) => join(folder, path));
  for (const each of folders.sort().reverse()) {
    if (globSync('*', { cwd: each }).length === 0) rmdirSync(each);
  }
}
