import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { MidSource } from '../../src/base/mid-source.ts';
import type { ServerMessage } from '../../src/wire/messages.ts';
import { type Device, Peer } from './peer.ts';
import { report, runTask } from './task.ts';

/** Where somebody talks: in the lobby of a line, or in an IRC channel. */
export type TalkerTask =
  | { readonly kind: 'line'; readonly port: number; readonly device: Device }
  | { readonly kind: 'irc'; readonly port: number; readonly channel: string };

/** A wish: so many messages a second from now on, or so many at once, which is reported when they are out. */
export type TalkerWish = { readonly perSecond: number } | { readonly count: number };

const host = '127.0.0.1';
/** How often messages are said, in milliseconds. */
const stepMs = 10;

/** Says one message. */
type Say = (text: string) => void;

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const task = (await told.next()).value as TalkerTask;
  const say = task.kind === 'line' ? await onLine(task) : await onIrc(task);
  report({ ready: true });
  let number = 0;
  let perSecond = 0;
  let due = 0;
  const talk = () => {
    number += 1;
    say(
      `message ${number} of somebody who talks without end, of about a hundred bytes, as people do`,
    );
  };
  setInterval(() => {
    due += (perSecond * stepMs) / 1000;
    for (; due >= 1; due -= 1) talk();
  }, stepMs);
  for (;;) {
    const { done, value } = await told.next();
    if (done === true) return;
    const wish = value as TalkerWish;
    if ('perSecond' in wish) perSecond = wish.perSecond;
    else {
      for (let left = wish.count; left > 0; left -= 1) talk();
      report({ said: wish.count });
    }
  }
}

async function onLine({ port, device }: TalkerTask & { kind: 'line' }): Promise<Say> {
  const peer = await Peer.connect({ host, port });
  const { token } = await peer.resume(device);
  void hear(peer, token);
  const mids = new MidSource();
  let id = 1;
  return (text) => {
    id += 1;
    const mid = mids.next(Date.now());
    peer.say({ type: 'post', token, id, room: 'lobby', mid, content: { kind: 'text', text } });
  };
}

async function hear(peer: Peer, token: string): Promise<void> {
  for (;;) {
    const text = await peer.socket.receiveMessage();
    if (text === null) throw new Error('the server ended the talk');
    const message: ServerMessage = JSON.parse(text);
    if (message.type === 'ping') peer.say({ type: 'pong', token, mark: message.mark });
    if (message.type === 'error' || message.type === 'bye') throw new Error(message.message);
  }
}

async function onIrc({ port, channel }: TalkerTask & { kind: 'irc' }): Promise<Say> {
  const socket = connect(port, host);
  socket.write('NICK talker\r\nUSER talker 0 * :talker\r\n');
  await joined(socket, channel);
  return (text) => socket.write(`PRIVMSG ${channel} :${text}\r\n`);
}

function joined(socket: Socket, channel: string): Promise<void> {
  return new Promise((resolve) => {
    createInterface({ input: socket }).on('line', (line) => {
      if (line.startsWith('PING ')) socket.write(`PONG ${line.slice(5)}\r\n`);
      else if (line.includes(' 001 ')) socket.write(`JOIN ${channel}\r\n`);
      else if (line.includes(' 366 ')) resolve();
    });
  });
}

await runTask(run);
