import { after } from 'node:test';
import { openLine } from '../../src/client/connect.ts';
import type { Credentials } from '../../src/client/core/credentials.ts';
import type { Closed, LineEvents, LineMessage } from '../../src/client/core/events.ts';
import type { Notice } from '../../src/client/core/notices.ts';
import type { LineOptions } from '../../src/client/core/options.ts';
import type { Timing } from '../../src/client/core/timing.ts';
import type { Line } from '../../src/client/line.ts';

/** A password that no list of common ones holds. */
export const password = 'correct horse battery 77';

/** Credentials of somebody who knows their password and signs up when asked. */
export function credentialsOf(
  name: string,
  overrides: Partial<Credentials> = {},
): Credentials & { readonly asked: string[] } {
  const asked: string[] = [];
  const given: Credentials = {
    name: async () => name,
    password: async () => password,
    newPassword: async () => password,
    signUp: async () => true,
    ...overrides,
  };
  return {
    asked,
    name: (suggestion) => {
      asked.push('name');
      return given.name(suggestion);
    },
    password: (ask) => {
      asked.push(`password ${ask.reason} ${ask.attempt}`);
      return given.password(ask);
    },
    newPassword: (ask) => {
      asked.push(`newPassword ${ask.reason}`);
      return given.newPassword(ask);
    },
    signUp: (ask) => {
      asked.push(`signUp ${ask.mode}`);
      return given.signUp(ask);
    },
  };
}

/** Delays that a test can wait for. */
export const quickTiming: Partial<Timing> = {
  reconnectMinimumMs: 1,
  reconnectMaximumMs: 4,
  admissionMinimumMs: 1,
  admissionMaximumMs: 4,
  saveDelayMs: 1,
};

/** The options of a client that a test gives; the rest is filled in. */
export type TestClientOptions = LineOptions;

/** A client that keeps all it was told. */
export interface TestClient {
  readonly line: Line;
  readonly messages: LineMessage[];
  readonly notices: Notice[];
  readonly states: string[];
  /** The next event of this name. */
  next<Name extends keyof LineEvents>(name: Name): Promise<LineEvents[Name][0]>;
  /** Resolves when the client has ended. */
  readonly closed: Promise<Closed>;
  /** Resolves when a condition holds; looked at after each message and each change of state. */
  until(condition: () => boolean): Promise<void>;
}

const lines = new Set<Line>();

// A test that failed may have left clients behind, which would keep the process alive.
after(() => {
  for (const line of lines) line.abort();
});

/** Joins; `ann` unless told otherwise. */
export function joinAs(options: TestClientOptions): TestClient {
  const line = openLine({
    deviceName: 'test',
    software: 'test/1',
    name: 'ann',
    catchUp: 'recent',
    credentials: credentialsOf(options.name ?? 'ann'),
    ...options,
    timing: { ...quickTiming, ...options.timing },
  });
  lines.add(line);
  const messages: LineMessage[] = [];
  const notices: Notice[] = [];
  const states: string[] = [];
  line.on('message', (message) => messages.push(message));
  line.on('notice', (notice) => notices.push(notice));
  line.on('state', (state) => states.push(state.type));
  const next = <Name extends keyof LineEvents>(name: Name) =>
    new Promise<LineEvents[Name][0]>((resolve) => line.once(name, (fact) => resolve(fact)));
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        for (const name of ['message', 'state', 'notice'] as const) line.off(name, look);
        resolve();
      };
      for (const name of ['message', 'state', 'notice'] as const) line.on(name, look);
      look();
    });
  return { line, messages, notices, states, next, closed: next('closed'), until };
}
