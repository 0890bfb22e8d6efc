import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { runCommand } from '../support/command.ts';
import type { Ended } from '../support/program.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';

const password = 'a lamp for tests 1';

describe('the input of join', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  before(async () => {
    line = await startLine(scope);
  });

  /** Joins from a device that is new to the line, with this password file and this input. */
  function joinAs(name: string, file: string | Buffer, input: string | Buffer): Promise<Ended> {
    const folder = newFolder(scope);
    const path = join(folder, 'password');
    writeFileSync(path, file);
    const words = ['join', line.server.address(), '--name', name, '--password-file', path];
    return runCommand(words, { input, env: { XDG_DATA_HOME: folder } });
  }

  test('may begin with a byte order mark, as may the password file', async () => {
    const marked = await joinAs('bom', `\ufeff${password}\r\n`, '\ufeff/who\r\n');
    assert.equal(marked.code, 0, marked.errors);
    assert.match(marked.output, /^ {2}bom for 0 seconds$/m);
    const plain = await joinAs('bom', `${password}\n`, '');
    assert.equal(plain.code, 0, plain.errors);
  });

  test('ends at a line that is not UTF-8, when those before it are said', async () => {
    const input = Buffer.from('said\nna\xefve\nnever\n', 'latin1');
    const { code, output, errors } = await joinAs('lat', password, input);
    assert.equal(code, 65);
    assert.match(output, /^\d\d:\d\d lat: said$/m);
    assert.doesNotMatch(output, /never|na.ve/);
    assert.match(errors, /^Cannot read line 2 of standard input: .* byte 3 is the first /m);
  });

  test('is refused with a password that is not UTF-8, or too long to be one', async () => {
    const latin = await joinAs('latin', Buffer.from('pass\xe9word\n', 'latin1'), '');
    assert.deepEqual([latin.code, latin.output], [65, '']);
    assert.match(latin.errors, /^Cannot read line 1 of the password from .* byte 5 is the first /);
    const long = await joinAs('long', 'x'.repeat(5_000), '');
    assert.deepEqual([long.code, long.output], [65, '']);
    assert.match(long.errors, /^Cannot log in: the first line of .* has more than 4,096 bytes/);
  });
});
