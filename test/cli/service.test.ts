import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scopeOf } from '../support/cleanup.ts';
import { loopback, Person, untilFileHas } from '../support/command.ts';

const unit = fileURLToPath(new URL('../../contrib/partyline.service', import.meta.url));

describe('serve as a service', () => {
  const scope = scopeOf(after);

  test('tells the manager that it is ready, is well, reloads, and stops', async () => {
    const person = new Person(scope);
    const told = person.file('told', '');
    // In place of systemd-notify(1), which needs a systemd to talk to.
    const notify = person.file('bin/systemd-notify', `#!/bin/sh\necho "$@" >> '${told}'\n`);
    chmodSync(notify, 0o700);
    const command = person.start(['serve', ...loopback, '--no-console', '--name', 'Night shift'], {
      PATH: `${person.path('bin')}:${process.env.PATH}`,
      NOTIFY_SOCKET: person.path('notify.sock'),
      WATCHDOG_USEC: '100000',
    });
    await untilFileHas(told, /^READY=1 STATUS=Night shift listens on port \d+\.$/m);
    await untilFileHas(told, /^WATCHDOG=1$/m);
    command.signal('SIGHUP');
    await untilFileHas(told, /^RELOADING=1 MONOTONIC_USEC=\d+\n(WATCHDOG=1\n)*READY=1$/m);
    command.signal('SIGTERM');
    assert.equal((await command.ended()).code, 0);
    await untilFileHas(told, /^STOPPING=1$/m);
  });

  test('runs as well where the manager cannot be told', async () => {
    const person = new Person(scope);
    const command = person.start(['serve', ...loopback, '--no-console'], {
      PATH: person.folder,
      NOTIFY_SOCKET: person.path('notify.sock'),
    });
    await command.until(/^ready /m);
    await untilFileHas(
      person.path('.local/state/partyline/server.log'),
      /service-manager\.not-told/,
    );
    command.signal('SIGTERM');
    assert.equal((await command.ended()).code, 0);
  });

  test('has a unit that systemd finds well-formed, and safe', (t) => {
    const checked = spawnSync('systemd-analyze', [
      'security',
      '--offline=yes',
      '--threshold=20',
      unit,
    ]);
    if (checked.error !== undefined) return t.skip('there is no systemd-analyze');
    assert.equal(checked.status, 0, String(checked.stdout));
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', unit]);
    assert.doesNotMatch(String(verified.stderr), /partyline\.service/);
  });
});
