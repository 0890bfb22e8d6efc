import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, it } from 'node:test';
import type { ClosedReason, Line } from '../../src/index.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { packageFolder, packageOptions } from '../support/built.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { type Ended, runProgram } from '../support/program.ts';
import { newFolder } from '../support/started-line.ts';
import { runServer } from '../support/test-server.ts';
import { Page } from './page.ts';

const page = new Page('sdk.md');

/** Programs of the page, each with what the page says that it prints. */
const programs = [...page.text.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(
  ([, code = '', output = '']) => ({ code, output }),
);

const closedReasons = Object.keys({
  left: true,
  aborted: true,
  kicked: true,
  banned: true,
  revoked: true,
  replaced: true,
  refused: true,
  'gave-up': true,
  intercepted: true,
  fingerprint: true,
  unreachable: true,
  protocol: true,
  failed: true,
  lost: true,
  'server.stopping': true,
  busy: true,
  timeout: true,
  internal: true,
  throttled: true,
  pending: true,
} satisfies Record<ClosedReason, true>);

/** Somebody who greets everyone who comes, as people do. */
function greetNewcomers(ana: Line): void {
  ana.on('presence', (changes) => {
    for (const { name, online } of changes) {
      if (online) void ana.send(`Good morning, ${name}`).catch(() => {});
    }
  });
}

async function environment(scope: Scope): Promise<Record<string, string>> {
  const { address } = await runServer(scope, {
    stretching: leastStretching,
    files: defaultFileLimits,
  });
  const bot = await signUpOn(scope, address, 'bot');
  const { token } = await bot.account.createToken({ name: 'program', read: true, write: true });
  await bot.close();
  const ana = await signUpOn(scope, address, 'ana');
  for (const number of [1, 2, 3]) await ana.send(`Before, ${number}`);
  greetNewcomers(ana);
  const { host, port, clear } = address;
  return {
    PARTYLINE_SERVER: formatAddress({ host, port, clear }),
    PARTYLINE_TOKEN: token,
    STATE_FOLDER: newFolder(scope),
  };
}

/** Runs a program in a folder that has the package installed. */
async function run(
  scope: Scope,
  code: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const folder = newFolder(scope);
  const file = join(folder, 'program.mjs');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageFolder, join(folder, 'node_modules', 'partyline'), 'junction');
  writeFileSync(file, code);
  return runProgram([process.execPath, ...packageOptions, file], { env });
}

describe('the page about programs', () => {
  it('says of every program what it prints', () => {
    assert.equal(programs.length, page.text.match(/```js\n/g)?.length);
    assert.ok(programs.length >= 6);
  });

  for (const [index, { code, output }] of programs.entries()) {
    it(`shows a program that prints what it says: ${index + 1}`, async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const ended = await run(scope, code, await environment(scope));
      assert.deepEqual([ended.output, ended.errors], [output, '']);
    });
  }

  it('names every reason why a line ends', () => {
    const reasons = new Set(
      page
        .tables('Programs on the line > When it ends')
        .flat()
        .flatMap(({ '`reason`': cell = '' }) => [...cell.matchAll(/`([^`]+)`/g)])
        .map(([, reason]) => reason),
    );
    assert.deepEqual([...reasons].sort(), closedReasons.sort());
  });
});
