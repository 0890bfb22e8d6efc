import { freePort } from '../measure/started.ts';
import type { System } from '../measure/system.ts';
import { connectionsOf, type Dialect } from './audience.ts';
import { configured, startPeer, versionOf } from './peer.ts';

const openStream =
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " +
  "to='localhost' version='1.0'>";
const authenticate = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>";
const bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";

/**
 * Most that hear a room. For each that joins, Prosody makes the presence of all that are there, also when
 * it then sends none of them: with 1,000 that takes longer than a minute.
 */
const mostReaders = 250;

function join(room: string, nick: string): string {
  const muc = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>";
  return `<presence to='${room}/${nick}'>${muc}</presence>`;
}

/** XMPP: who sends has to be in the room, and gets back what it sent. */
const dialect: Dialect = {
  sendersRead: true,
  steps: ({ group, number }) => [
    { say: openStream },
    { await: 'ANONYMOUS' },
    { say: authenticate },
    { await: '<success' },
    { say: openStream },
    { await: 'xmpp-bind' },
    { say: bind },
    { await: '<jid>' },
    { say: join(`room${group}@rooms.localhost`, `u${number}`) },
    { await: '<subject' },
  ],
  message({ group }) {
    const to = `room${group}@rooms.localhost`;
    return Buffer.from(
      `<message to='${to}' type='groupchat' id='<<id>>'><body><<text>></body></message>`,
    );
  },
};

/** Prosody, an XMPP server: a room a group. */
export const prosody: System = {
  name: 'Prosody',
  keeps: 'nothing',
  version: () => versionOf('prosodyctl', ['about'], /Prosody (\d\S*)/),
  async start({ folder, audience }) {
    if (audience.readers + audience.talkers > mostReaders) {
      throw new Error(`Prosody takes too long to let more than ${mostReaders} into one room`);
    }
    const port = await freePort();
    const config = configured('prosody.cfg.lua', folder, { PORT: port, FOLDER: folder });
    return startPeer('prosody', ['-F', '--config', config], port, {
      connections: connectionsOf(audience, dialect),
      echo: true,
    });
  },
};
