// The files of a run of all tests. To start a process for each file takes longer than many of them take, so files of
// one folder share processes.
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Take long: they begin first, and each has a process of its own. Those that wait stand beside those that work. */
const long = [
  'test/all-units.test.ts',
  'test/order-units.test.ts',
  'test/kill/kill.test.ts',
  'test/cuts/cuts.test.ts',
  'test/package/package.test.ts',
  'test/cluster/nodes.test.ts',
  'test/bad-input/server.test.ts',
  'test/bad-input/client.test.ts',
  'test/cli/serve.test.ts',
];

/** Folders whose other files share processes, and the most files to one of them. */
const shared = {
  web: 7,
  server: 8,
  cli: 7,
  client: 8,
  docs: 8,
  sdk: 9,
  terminal: 8,
  bench: 8,
  schema: 8,
};

/** Writes what runs the files into `folder`; returns the paths of all that are to be run, in the order to run them in. */
export function writeTestFiles(root, folder) {
  const files = globSync('test/**/*.test.ts', { cwd: root }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const others = files.filter((file) => !long.includes(file)).sort();
  const joined = Object.entries(shared).flatMap(([name, most]) => {
    const ofFolder = others.filter((file) => folderOf(file) === name);
    const count = Math.ceil(ofFolder.length / most);
    return Array.from({ length: count }, (_, index) => ({
      index,
      name: `${name}-${index + 1}`,
      files: ofFolder.filter((_file, at) => at % count === index),
    }));
  });
  // One of each folder after the other: some folders wait most of the time, others work.
  joined.sort((one, other) => one.index - other.index);
  const alone = others.filter((file) => !(folderOf(file) in shared));
  const single = (file) => ({ name: file.split('/').at(-1).split('.')[0], files: [file] });
  return [...long.map(single), ...joined, ...alone.map(single)].map((group, index) => {
    // The runner sorts the paths that it is given, and runs them in that order.
    const path = join(folder, `${String(index).padStart(3, '0')}-${group.name}.test.mjs`);
    writeFileSync(path, joining(root, group.files));
    return path;
  });
}

/** The name of the folder in test/ that a file is in. */
function folderOf(file) {
  return file.split('/').at(-2);
}

/** A test file that runs others, each as a suite, so that its hooks are for its own tests. */
function joining(root, files) {
  const suites = files.map((file) => {
    const url = pathToFileURL(join(root, file)).href;
    return `describe(${JSON.stringify(file)}, async () => void (await import(${JSON.stringify(url)})));\n`;
  });
  const threads = pathToFileURL(join(import.meta.dirname, 'built-threads.mjs')).href;
  const imports = `import ${JSON.stringify(threads)};\nimport { describe } from 'node:test';\n`;
  return `${imports}${suites.join('')}`;
}
