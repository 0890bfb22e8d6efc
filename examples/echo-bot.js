/*
 * Echo bot: repeats to people what they tell it directly, and in the lobby what begins with "!echo ".
 *
 *   npm install ./partyline-*.tgz      (what npm pack has made)
 *   PARTYLINE_SERVER=line.example PARTYLINE_TOKEN=plt_... node echo-bot.js
 *
 * The token is of an account of the bot's own: log in once with `partyline join`, then make it with
 * `partyline token create echo`. Ctrl-C ends the bot.
 */
import process from 'node:process';
import { connect } from 'partyline';

const { PARTYLINE_SERVER: address, PARTYLINE_TOKEN: token } = process.env;
const command = '!echo ';

const line = await connect({ address, token });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => line.close());
console.log(`Here as ${line.name}.`);

// Ends when the line is closed; throws when it ends otherwise, such as by a revoked token.
for await (const { room, roomName, text, own } of line.messages()) {
  if (own) continue;
  if (roomName.startsWith('@')) await line.send(text, { room });
  else if (text.startsWith(command)) await line.send(text.slice(command.length).trim() || 'What?');
}
