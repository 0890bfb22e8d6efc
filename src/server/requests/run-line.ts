import type { Log } from '../../base/log.ts';
import type { Gate } from '../login/gate.ts';
import type { SignReader, VitalSigns } from '../vitals/signs.ts';
import type { Controls } from './controls.ts';
import { lastThatFit } from './fitting.ts';
import type { AnswerBody, Handler } from './handler.ts';

/** Longest line of the log that is told whole, in UTF-16 code units; with escapes it fits into an answer. */
const logLineLength = 8 * 1024;

/** Requests about the server as a whole. */
export function runLine(parts: {
  readonly controls: Controls;
  readonly gate: Gate;
  readonly log: Log;
  readonly vitals: SignReader;
  readonly software: string;
}): {
  readonly status: Handler<'line.status'>;
  readonly pause: Handler<'line.pause'>;
  readonly stop: Handler<'line.stop'>;
  readonly readLog: Handler<'line.log'>;
} {
  const { controls, gate, log, vitals, software } = parts;
  return {
    async status() {
      const { signUpMode: signUp, paused, lockdown = null } = gate;
      const address = controls.address();
      return { address, software, signUp, paused, lockdown, ...tellable(await vitals.read()) };
    },
    pause({ name }, { paused }) {
      gate.paused = paused;
      log.info(paused ? 'paused' : 'resumed', { by: name });
      return {};
    },
    stop(_requester, { reason }) {
      // The operator who asks for it is answered first.
      setImmediate(() => controls.stop(reason));
      return {};
    },
    async readLog(_requester, { count, skip }) {
      const all = await controls.lastLogLines(count + skip);
      const asked = all.slice(0, all.length - skip).map((line) => line.slice(0, logLineLength));
      const { fitting: lines, more } = lastThatFit(asked);
      return { lines, more: more > 0 };
    },
  };
}

/** How a server is doing, as operators are told. */
function tellable(
  signs: VitalSigns,
): Omit<AnswerBody<'line.status'>, 'address' | 'software' | 'signUp' | 'paused' | 'lockdown'> {
  const { startedAt, totals, online, connections, commits, readersBehind, troubles } = signs;
  const {
    storeBytes,
    indexBytes,
    files,
    filesBytes,
    logBytes = null,
    freeBytes,
    searchBehind = null,
    lastBackupAt = null,
  } = signs;
  return {
    startedAt,
    ...totals,
    online,
    connections,
    storeBytes,
    indexBytes,
    files,
    filesBytes,
    logBytes,
    freeBytes,
    commits,
    readersBehind,
    searchBehind,
    lastBackupAt,
    troubles: [...troubles],
  };
}
