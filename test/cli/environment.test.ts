import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { runCommandProcess, startCommand } from '../support/command.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';
import { newFolder } from '../support/started-line.ts';

/** Lets Node believe that the system knows this home folder; none at all where it is undefined. */
function systemHome(home: string | undefined): string {
  const look =
    home === undefined
      ? '() => { throw new Error("ENOENT") }'
      : `() => (${JSON.stringify({ homedir: home })})`;
  const script = `
    import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    os.userInfo = ${look};
    if (${home === undefined}) os.homedir = os.userInfo;
    syncBuiltinESMExports();`;
  return `--import=data:text/javascript,${encodeURIComponent(script)}`;
}

describe('the environment', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;
  before(async () => {
    line = await startScriptLine(scope, { stretching: leastStretching });
  });

  for (const [index, home] of ['', 'relative', './here'].entries()) {
    test(`HOME=${home} is passed over for what the system knows`, async () => {
      const folder = newFolder(scope);
      const known = newFolder(scope);
      const env = { HOME: home, XDG_DATA_HOME: 'data', NODE_OPTIONS: systemHome(known) };
      const address = line.started.server.address();
      const args = ['join', address, '--name', `homer${index}`, '--password-file', '-'];
      const input = `${line.password}\n`;
      const { code, errors } = await runCommandProcess(args, { env, input, cwd: folder });
      assert.equal(code, 0, errors);
      assert.deepEqual(readdirSync(folder), [], 'nothing is kept in the working folder');
      assert.deepEqual(readdirSync(join(known, '.local/share/partyline')), ['client']);
    });
  }

  test('without a home folder a program goes by its app token', async () => {
    const env = { ...(await line.tokenOf('homeless')), NODE_OPTIONS: systemHome(undefined) };
    const sent = await runCommandProcess(['send', 'lobby', 'from nowhere'], { env });
    assert.deepEqual([sent.code, sent.errors], [0, '']);
    const args = ['tail', 'lobby', '--since', '0', '--count', '1', '--json'];
    const read = await runCommandProcess(args, { env });
    assert.deepEqual([read.code, read.errors], [0, '']);
    assert.equal(JSON.parse(read.output).text, 'from nowhere');
  });

  test('without a home folder a person is told what to do', async () => {
    const env = { XDG_DATA_HOME: '', NODE_OPTIONS: systemHome(undefined) };
    const { code, errors } = await runCommandProcess(['send', 'lobby', 'x'], { env });
    assert.equal(code, 78);
    assert.match(errors, /^Your home folder cannot be found: set HOME to an absolute path, /);
  });

  test('the address of another service keeps no server from starting', async () => {
    const data = newFolder(scope);
    const args = ['serve', '--no-console', '--insecure', '--host', '127.0.0.1', '--data', data];
    const env = { PARTYLINE_PORT: 'tcp://10.0.0.1:7278', PARTYLINE_LOG: join(data, 'log') };
    const server = startCommand(scope, args, { env });
    await server.until(/^ready partyline\+clear:\/\/127\.0\.0\.1:\d+$/m);
    server.signal('SIGTERM');
    const { code, errors } = await server.ended();
    assert.equal(code, 0);
    assert.match(errors, /^PARTYLINE_PORT=tcp:\/\/10\.0\.0\.1:7278 is passed over: /);
  });
});
