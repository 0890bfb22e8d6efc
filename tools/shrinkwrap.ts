// Writes npm-shrinkwrap.json before npm packs, and takes it away afterwards: what is installed with the package is,
// byte for byte, what it was tested with. It must not stay, since `npm ci` would go by it and not by package-lock.json.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

const root = resolve(import.meta.dirname, '..');
const file = join(root, 'npm-shrinkwrap.json');

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** The lock without the packages of development. */
function forUse(lock: Lock): Lock {
  const { devDependencies: _, ...own } = lock.packages[''] as Record<string, unknown>;
  const others = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
  return { ...lock, packages: { '': own, ...Object.fromEntries(others) } };
}

if (process.argv[2] === '--remove') rmSync(file, { force: true });
else {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  writeFileSync(file, `${JSON.stringify(forUse(lock), null, 2)}\n`);
}
