import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absolutePath, defaultClientFolder, defaultLogFile, defaultServerFolder } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

function surroundings(
  environment: Record<string, string>,
  platform: NodeJS.Platform = 'linux',
): Surroundings {
  const windows = platform === 'win32';
  return {
    environment,
    platform,
    folder: windows ? 'C:\\work' : '/work',
    home: () => (windows ? 'C:\\Users\\ada' : '/home/ada'),
    userName: () => 'ada',
  };
}

const everything = (of: Surroundings) => [
  defaultServerFolder(of),
  defaultClientFolder(of),
  defaultLogFile(of),
];

test('data and log have their XDG places, on macOS too', () => {
  for (const platform of ['linux', 'darwin'] as const) {
    assert.deepEqual(everything(surroundings({}, platform)), [
      '/home/ada/.local/share/partyline/server',
      '/home/ada/.local/share/partyline/client',
      '/home/ada/.local/state/partyline/server.log',
    ]);
  }
});

test('the XDG variables move them', () => {
  const environment = { XDG_DATA_HOME: '/data', XDG_STATE_HOME: '/state/' };
  assert.deepEqual(everything(surroundings(environment)), [
    '/data/partyline/server',
    '/data/partyline/client',
    '/state/partyline/server.log',
  ]);
});

test('XDG variables that are empty or relative are ignored', () => {
  const environment = { XDG_DATA_HOME: '', XDG_STATE_HOME: 'state' };
  assert.deepEqual(everything(surroundings(environment)), everything(surroundings({})));
});

test('Windows has its local application data', () => {
  const environment = { LOCALAPPDATA: 'D:\\Local', XDG_DATA_HOME: '/data' };
  assert.equal(
    defaultServerFolder(surroundings(environment, 'win32')),
    'D:\\Local\\partyline\\server',
  );
  assert.equal(
    defaultLogFile(surroundings({}, 'win32')),
    'C:\\Users\\ada\\AppData\\Local\\partyline\\server.log',
  );
});

test('a path is read as a person means it', () => {
  const of = surroundings({});
  const read = (path: string) => absolutePath(path, '/etc', of);
  assert.equal(read('line/data'), '/etc/line/data');
  assert.equal(read('../srv/'), '/srv');
  assert.equal(read('/srv'), '/srv');
  assert.equal(read('~'), '/home/ada');
  assert.equal(read('~/line'), '/home/ada/line');
  assert.equal(read('~bob/line'), '/etc/~bob/line');
  assert.equal(
    absolutePath('~\\line', 'C:\\etc', surroundings({}, 'win32')),
    'C:\\Users\\ada\\line',
  );
});
