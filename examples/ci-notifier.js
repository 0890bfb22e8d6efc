/*
 * CI notifier: tells the lobby how a build went, and the person who has to know if it failed.
 *
 *   npm install ./partyline-*.tgz      (what npm pack has made)
 *   PARTYLINE_SERVER=line.example PARTYLINE_TOKEN=plt_... \
 *     node ci-notifier.js failed "main 4f2c1d" https://ci.example/builds/42 ana
 *
 * A token that can only write is enough: `partyline token create ci --scope write`. Exits 0 when the
 * server has stored everything, and 1 otherwise.
 */
import process from 'node:process';
import { connect } from 'partyline';

const { PARTYLINE_SERVER: address, PARTYLINE_TOKEN: token } = process.env;
const [outcome, build, link, person] = process.argv.slice(2);
if (outcome === undefined || build === undefined) {
  console.error('Usage: node ci-notifier.js passed|failed BUILD [LINK] [PERSON]');
  process.exit(64);
}

try {
  const signal = AbortSignal.timeout(30_000);
  await using line = await connect({ address, token, receive: false, present: false, signal });
  const text = [outcome === 'passed' ? '✔' : '✘', build, outcome, link].filter(Boolean).join(' ');
  await line.send(text, { signal });
  if (outcome !== 'passed' && person) {
    const { away } = await line.send(text, { to: person, signal });
    if (away) console.log(`${person} is not here, and will see it later.`);
  }
} catch (error) {
  console.error(`The line was not told: ${error.message}`);
  process.exitCode = 1;
}
