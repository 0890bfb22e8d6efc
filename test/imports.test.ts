import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, test } from 'node:test';

const source = resolve(import.meta.dirname, '..', 'src');

/** Imports point from a higher floor to a lower one. */
const floors: Readonly<Record<string, number>> = {
  base: 1,
  words: 2,
  texts: 2,
  wire: 3,
  auth: 3,
  chat: 3,
  store: 3,
  cluster: 3,
  journal: 4,
  backup: 4,
  server: 5,
  client: 5,
  model: 6,
  talk: 7,
  terminal: 8,
  web: 8,
  'index.ts': 6,
  'socket.ts': 6,
  'embed.ts': 6,
  cli: 9,
};

/** The one part that may import from its own floor: the store implements the chat's tables. */
const neighbours: Readonly<Record<string, string>> = { store: 'chat' };

interface Import {
  /** Paths from src/, with `/`. */
  readonly from: string;
  readonly to: string;
}

const importPattern =
  /\b(?:import|export)\s+(?:[\w$*{},\s]*?\bfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\bnew URL\(\s*['"](\.[^'"]*\.[tj]s)['"]/g;

/** The names that a piece of code imports. */
function specifiersIn(code: string): string[] {
  return [...code.matchAll(importPattern)].map(
    ([, named, loaded, run]) => named ?? loaded ?? run ?? '',
  );
}

function importsOf(file: string): Import[] {
  return specifiersIn(codeOf(join(source, file)))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from: file, to: fileNamed(specifier, file) }));
}

/** The file that a relative specifier means, from src/. */
function fileNamed(specifier: string, from: string): string {
  const to = resolve(source, dirname(from), specifier);
  return relative(source, to).split(sep).join('/');
}

/** The file without its comments; good enough for files that a formatter has laid out. */
function codeOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

const files = globSync('**/*.{ts,tsx}', { cwd: source }).map((path) => path.split(sep).join('/'));
/** Tests may reach down anywhere to set a scene, but stay on their own side. */
const isTest = (file: string): boolean => /\.(test|suite|fixture)\.ts$/.test(file);
const partOf = (file: string): string => file.split('/')[0] as string;
const imports = files.flatMap(importsOf);

function mayImport(from: string, to: string): boolean {
  const [upper, lower] = [floors[from], floors[to]];
  if (from === to || neighbours[from] === to) return true;
  return upper !== undefined && lower !== undefined && lower < upper;
}

const shown = ({ from, to }: Import): string => `${from} imports ${to}`;

describe('the floors', () => {
  test('are known for every part of the source', () => {
    assert.deepEqual(
      [...new Set(files.map(partOf))].filter((part) => !(part in floors)),
      [],
    );
    assert.ok(imports.length > 50, 'the imports are found');
  });

  test('are only gone down, and siblings do not meet', () => {
    const wrong = imports.filter(({ from, to }) => !mayImport(partOf(from), partOf(to)));
    assert.deepEqual(wrong.map(shown), []);
  });

  test('keep server and client apart', () => {
    const pair = ['client', 'server'];
    const wrong = imports.filter(
      ({ from, to }) =>
        partOf(from) !== partOf(to) && [from, to].map(partOf).sort().join() === pair.join(),
    );
    assert.deepEqual(wrong.map(shown), []);
  });

  test('are not left for what is outside of src', () => {
    const wrong = imports.filter(({ to }) => to.startsWith('../') && to !== '../package.json');
    assert.deepEqual(wrong.map(shown), []);
  });
});

/** Names that only Node has without an import. */
const globalsOfNode = /\b(Buffer|NodeJS|process|setImmediate|require|__dirname)\b(?![-'])/;

/** Files that a program is made of at run time, from the ones it begins with: imports of types are gone then. */
function runtimeFilesFrom(first: readonly string[]): Map<string, readonly string[]> {
  const reached = new Map<string, readonly string[]>();
  const waiting = [...first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    const code = codeOf(join(source, file)).replace(/^(?:import|export) type\b[^;]*;/gm, '');
    const specifiers = specifiersIn(code);
    reached.set(file, specifiers);
    for (const specifier of specifiers) {
      if (specifier.startsWith('.')) waiting.push(fileNamed(specifier, file));
    }
  }
  return reached;
}

describe('the page', () => {
  const reached = runtimeFilesFrom(['web/page/main.tsx', 'client/web/shared-worker.ts']);

  test('imports nothing of Node, and uses nothing that only Node has', () => {
    const wrong = [...reached].flatMap(([from, specifiers]) =>
      specifiers.filter(isBuiltin).map((to) => ({ from, to })),
    );
    assert.deepEqual(wrong.map(shown), []);
    const using = [...reached.keys()].filter((file) => globalsOfNode.test(bareCodeOf(file)));
    assert.deepEqual(using, []);
    for (const part of ['talk', 'model', 'texts']) {
      assert.ok(
        [...reached.keys()].some((file) => partOf(file) === part),
        `${part} is reached`,
      );
    }
  });

  test('makes no markup of texts, and no scripts', () => {
    const sinks =
      /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|eval)\b/;
    const wrong = [...reached.keys()].filter((file) => sinks.test(bareCodeOf(file)));
    assert.deepEqual(wrong, []);
  });
});

describe('the core of the client', () => {
  const core = files.filter((file) => file.startsWith('client/core/') && !isTest(file));
  const web = files.filter((file) => file.startsWith('client/web/') && !isTest(file));
  const reached = runtimeFilesFrom([...core, ...web, 'client/line.ts']);

  test('imports nothing of Node, and neither does what it imports', () => {
    const wrong = [...reached].flatMap(([from, specifiers]) =>
      specifiers.filter(isBuiltin).map((to) => ({ from, to })),
    );
    assert.deepEqual(wrong.map(shown), []);
    for (const part of ['words', 'wire', 'auth', 'base']) {
      assert.ok(
        [...reached.keys()].some((file) => partOf(file) === part),
        `${part} is reached`,
      );
    }
  });

  test('uses nothing that only Node has without importing it', () => {
    const wrong = [...reached.keys()].filter((file) => globalsOfNode.test(bareCodeOf(file)));
    assert.deepEqual(wrong, []);
  });

  test('does not know the client for Node', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        core.includes(from) && !/^client\/core\/|^(words|wire|auth|base)\//.test(to),
    );
    assert.deepEqual(wrong.map(shown), []);
  });
});

/** The code of a file without the words in its texts. */
function bareCodeOf(file: string): string {
  return codeOf(join(source, file)).replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
}

test('no file imports itself through others', () => {
  const graph = new Map(files.map((file) => [file, importsOf(file).map(({ to }) => to)]));
  assert.deepEqual(findCycle(graph), []);
});

test('programs do not import tests', () => {
  const wrong = imports.filter(({ from, to }) => !isTest(from) && isTest(to));
  assert.deepEqual(wrong.map(shown), []);
});

test('only the command line reads the environment and the arguments', () => {
  const reading =
    /\bprocess\.(env|argv)\b|\{[^}]*\b(env|argv)\b[^}]*\}\s*(=\s*process\b|from\s+'node:process')/;
  const wrong = files.filter(
    (file) => partOf(file) !== 'cli' && !isTest(file) && reading.test(codeOf(join(source, file))),
  );
  assert.deepEqual(wrong, []);
});

test('commands print through one door, which tells when output is lost', () => {
  const door = ['cli/output.ts', 'cli/start.ts'];
  const printing = /\bstdout\s*\.write\b|\bconsole\.log\b/;
  const wrong = files.filter(
    (file) =>
      partOf(file) === 'cli' &&
      !isTest(file) &&
      !door.includes(file) &&
      printing.test(codeOf(join(source, file))),
  );
  assert.deepEqual(wrong, []);
});

/** The entries that others import the package by; see `exports` in package.json. */
const entries = ['index.ts', 'socket.ts', 'embed.ts'];

test('the package has default exports nowhere and barrel files but its own nowhere', () => {
  const wrong = files.filter((file) => {
    const code = codeOf(join(source, file));
    const barrel = !entries.includes(file) && /^export\s+(\*|\{[^}]*\})\s+from/m.test(code);
    return barrel || /^export default\b/m.test(code);
  });
  assert.deepEqual(wrong, []);
});

/** The files of the first cycle found, in order; empty if there is none. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  return [...graph.keys()].map((file) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}
