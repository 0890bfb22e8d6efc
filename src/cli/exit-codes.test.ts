import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DeniedError,
  type ErrorCode,
  errorSentences,
  InputError,
  PartylineError,
  UnreachableError,
} from '../base/errors.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import { PromptCancelled } from '../terminal/prompts.ts';
import { CommandError, exitCodeOf, exitCodes, sentenceOf } from './exit-codes.ts';

const systemError = (code: string) => Object.assign(new Error(code), { code });

test('every error of the line has an exit code of sysexits, and its own sentence', () => {
  for (const code of Object.keys(errorSentences) as ErrorCode[]) {
    const exitCode = exitCodeOf(new PartylineError(code));
    assert.ok(exitCode >= 64 && exitCode <= 78, `${code}: ${exitCode}`);
    assert.equal(
      sentenceOf(new PartylineError(code, 'Said by the server.')),
      'Said by the server.',
    );
  }
  assert.equal(exitCodeOf(new PartylineError('auth.failed')), 77);
  assert.equal(exitCodeOf(new PartylineError('storage.full')), 75);
  assert.equal(exitCodeOf(new PartylineError('text.too-long')), 65);
  assert.equal(exitCodeOf(new PartylineError('frame.invalid')), 76);
});

test('what a person typed wrong is 64, unless more is known', () => {
  assert.equal(exitCodeOf(new InputError('x')), 64);
  assert.equal(exitCodeOf(new DeniedError('x')), 77);
  assert.equal(exitCodeOf(new CommandError(exitCodes.unavailable, 'x')), 69);
  assert.equal(exitCodeOf(new InputError('x', { cause: systemError('EACCES') })), 77);
  assert.equal(exitCodeOf(new InputError('x', { cause: systemError('EROFS') })), 73);
});

test('errors of the system have their codes', () => {
  assert.equal(exitCodeOf(systemError('ECONNREFUSED')), 69);
  assert.equal(exitCodeOf(systemError('EADDRINUSE')), 69);
  assert.equal(exitCodeOf(systemError('ENOENT')), 66);
  assert.equal(exitCodeOf(systemError('ETIMEDOUT')), 75);
  assert.equal(exitCodeOf(new UnreachableError('Nobody answers.')), 69);
});

test('Ctrl-C at a question is 130 and needs no words', () => {
  assert.equal(exitCodeOf(new PromptCancelled()), 130);
  assert.equal(sentenceOf(new PromptCancelled()), undefined);
});

test('anything else is a mistake of ours, and says so', () => {
  for (const thrown of [new TypeError('x is not a function'), 'text', undefined, null]) {
    assert.equal(exitCodeOf(thrown), 70);
    assert.match(
      String(sentenceOf(thrown)),
      /^Partyline made a mistake and had to stop: .*PARTYLINE_DEBUG=1/,
    );
  }
});

test('a line that has ended says why, by the server where it gave a reason', () => {
  const refusal = new PartylineError('auth.throttled', 'Wait.');
  assert.equal(exitCodeOf(new LineEndedError('refused', refusal)), 75);
  assert.equal(sentenceOf(new LineEndedError('refused', refusal)), 'Wait.');
  const reasons = { unreachable: 69, lost: 75, revoked: 77, kicked: 77, fingerprint: 76 } as const;
  for (const [reason, code] of Object.entries(reasons)) {
    const ended = new LineEndedError(reason as keyof typeof reasons, new Error('Because.'));
    assert.deepEqual([exitCodeOf(ended), sentenceOf(ended)], [code, 'Because.'], reason);
  }
});
