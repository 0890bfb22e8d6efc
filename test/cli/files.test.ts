import assert from 'node:assert/strict';
import { hash as hashOf } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { Person, type Serving, serve } from '../support/command.ts';

const password = 'a lamp for tests 1';
const tea = 'a cup of tea\n';

describe('files at the command line', () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  const ana = new Person(scope);
  let serving: Serving;

  before(async () => {
    serving = await serve(keeper, '--operator', 'opal', '--files', '--file-size', '100KB');
  });

  test('are sent and saved in a talk on pipes', async () => {
    const file = ana.file('password', `${password}\n`);
    ana.file('my tea.txt', tea);
    const words = ['join', serving.address, '--name', 'ana', '--password-file', file, '--sign-up'];
    // The home folder is that of the process.
    const { code, output, errors } = await ana.runProcess(words, '/upload "~/my tea.txt" hot\n');
    assert.equal(code, 0, errors);
    assert.match(output, /ana: \[file my tea\.txt, 13 bytes\] hot\n/);
  });

  test('are sent with --file, told of in JSON, and downloaded once', async () => {
    ana.file('.hidden', tea);
    const path = join(ana.folder, '.hidden');
    const sent = await ana.run(['send', 'lobby', '--file', path, '--json']);
    assert.equal(sent.code, 0, sent.errors);
    const { seq } = JSON.parse(sent.output);
    const { output } = await ana.run(['history', 'lobby', '--limit', '1', '--json']);
    const { kind, text, file } = JSON.parse(output);
    const { size: bytes } = statSync(path);
    const type = 'application/octet-stream';
    assert.deepEqual([kind, text], ['file', '.hidden']);
    assert.deepEqual(file, { name: '.hidden', bytes, hash: hashOf('sha256', tea), type });
    const fetched = await ana.run(['download', 'lobby', String(seq), '--to', '-']);
    assert.deepEqual([fetched.code, fetched.output], [0, tea]);
    const saved = join(ana.folder, 'saved');
    const saving = ['download', 'lobby', String(seq), '--to', saved];
    assert.equal((await ana.run(saving)).code, 0);
    assert.equal(readFileSync(saved, 'utf8'), tea);
    if (process.platform !== 'win32') assert.equal(statSync(saved).mode & 0o777, 0o600);
    writeFileSync(saved, 'mine');
    const again = await ana.run(saving);
    assert.notEqual(again.code, 0);
    assert.match(again.errors, /Cannot write .*saved: a file is in the way/);
    assert.equal(readFileSync(saved, 'utf8'), 'mine');
  });

  test('are refused in words where they are too large', async () => {
    ana.file('large', 'x'.repeat(100_001));
    const { code, errors } = await ana.run(['send', 'lobby', '--file', join(ana.folder, 'large')]);
    assert.equal(code, 65);
    assert.match(errors, /The file is too large: this line takes files of up to 100 kB\./);
  });
});
