import { choice, duration, room, text } from './kinds.ts';
import { sessionOptions } from './line-options.ts';
import { declareCommand, onOff, option, repeated, required } from './options.ts';

/** `partyline token`, which only leads to its commands. */
export const tokenCommand = {
  name: 'token',
  summary: 'make, list and revoke app tokens, for programs that speak for you',
  help: `
An app token lets a program take part in your name, with no more rights than it
needs, until you revoke it. These commands use the session that 'partyline join'
has saved.

Examples:
  partyline token create ci --scope write --room lobby --expires 90d
  partyline token list
  partyline token revoke ci`,
};

/** `partyline token create`. */
export const tokenCreateCommand = declareCommand({
  name: 'create',
  summary: 'make an app token and print it',
  options: {
    name: required('<name>', text(), 'name in your lists'),
    scope: repeated(
      '--scope <read|write>',
      choice(['read', 'write']),
      'right of the token; can be repeated (default: both)',
    ),
    room: repeated(
      '--room <ROOM>',
      room,
      'the only room it is for; can be repeated (default: all of yours)',
    ),
    expires: option(
      '--expires <DURATION>',
      duration,
      'how long it is good for, such as 90d (default: for good)',
    ),
    ...sessionOptions,
  },
  help: `
The token alone goes to standard output, this once: the server keeps no copy of
it. It carries the fingerprint of the server, and is shown to no other.

Examples:
  partyline token create ci --scope write --room lobby
  partyline token create bridge --room=#ops --room @ana --expires 90d
  partyline token create cron --scope write > ~/.config/cron.token`,
});

/** `partyline token list`. */
export const tokenListCommand = declareCommand({
  name: 'list',
  summary: 'list your app tokens',
  options: { json: onOff('--json', 'a line of JSON for each token'), ...sessionOptions },
  help: `
Tells of each what it may do, where, when it was made and last used, and when it
expires.

Examples:
  partyline token list
  partyline token list --json | jq -r 'select(.lastUsedAt == null).name'`,
});

/** `partyline token revoke`. */
export const tokenRevokeCommand = declareCommand({
  name: 'revoke',
  summary: 'end an app token, and what is connected with it',
  options: {
    name: required('<name>', { ...text(), offer: 'tokens' }, 'its name in your lists'),
    ...sessionOptions,
  },
  help: `
Examples:
  partyline token revoke ci`,
});
