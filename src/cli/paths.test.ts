import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absolutePath, defaultClientFolder, defaultLogFile, defaultServerFolder } from './paths.ts';
import type { ProcessEnvironment } from './process-environment.ts';

function environment(
  variables: Record<string, string>,
  platform: NodeJS.Platform = 'linux',
): ProcessEnvironment {
  const windows = platform === 'win32';
  return {
    variables,
    platform,
    folder: windows ? 'C:\\work' : '/work',
    home: () => (windows ? 'C:\\Users\\ada' : '/home/ada'),
    userName: () => 'ada',
    tell: () => {},
  };
}

const everything = (of: ProcessEnvironment) => [
  defaultServerFolder(of),
  defaultClientFolder(of),
  defaultLogFile(of),
];

test('data and log have their XDG places, on macOS too', () => {
  for (const platform of ['linux', 'darwin'] as const) {
    assert.deepEqual(everything(environment({}, platform)), [
      '/home/ada/.local/share/partyline/server',
      '/home/ada/.local/share/partyline/client',
      '/home/ada/.local/state/partyline/server.log',
    ]);
  }
});

test('the XDG variables move them', () => {
  const variables = { XDG_DATA_HOME: '/data', XDG_STATE_HOME: '/state/' };
  assert.deepEqual(everything(environment(variables)), [
    '/data/partyline/server',
    '/data/partyline/client',
    '/state/partyline/server.log',
  ]);
});

test('XDG variables that are empty or relative are ignored', () => {
  const variables = { XDG_DATA_HOME: '', XDG_STATE_HOME: 'state' };
  assert.deepEqual(everything(environment(variables)), everything(environment({})));
});

test('Windows has its local application data', () => {
  const variables = { LOCALAPPDATA: 'D:\\Local', XDG_DATA_HOME: '/data' };
  assert.equal(
    defaultServerFolder(environment(variables, 'win32')),
    'D:\\Local\\partyline\\server',
  );
  assert.equal(
    defaultLogFile(environment({}, 'win32')),
    'C:\\Users\\ada\\AppData\\Local\\partyline\\server.log',
  );
});

test('a path is read as a person means it', () => {
  const of = environment({});
  const read = (path: string) => absolutePath(path, '/etc', of);
  assert.equal(read('line/data'), '/etc/line/data');
  assert.equal(read('../srv/'), '/srv');
  assert.equal(read('/srv'), '/srv');
  assert.equal(read('~'), '/home/ada');
  assert.equal(read('~/line'), '/home/ada/line');
  assert.equal(read('~bob/line'), '/etc/~bob/line');
  assert.equal(
    absolutePath('~\\line', 'C:\\etc', environment({}, 'win32')),
    'C:\\Users\\ada\\line',
  );
});
