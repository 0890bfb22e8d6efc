import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AtLine } from './at-line.ts';
import { runCommand } from './commands.ts';
import { operatorCommands } from './operator-commands.ts';
import { plainStyle } from './style.ts';

test('/ban reckons the time by the clock of the server', async () => {
  const serverTime = 1_000_000_000_000;
  const bans: unknown[] = [];
  const at = {
    client: { serverTime, operator: { ban: async (...ban: unknown[]) => void bans.push(ban) } },
    screen: { print: () => {} },
    view: () => ({ style: plainStyle, now: serverTime - 3_600_000 }),
  } as unknown as AtLine;
  const commands = { table: operatorCommands, role: 'operator' } as const;
  await runCommand(commands, at, '/ban ben 30m enough');
  await runCommand(commands, at, '/ban eve');
  assert.deepEqual(bans, [
    ['ben', serverTime + 30 * 60_000, 'enough'],
    ['eve', null, ''],
  ]);
});
