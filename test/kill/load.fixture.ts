/*
 * The load: people who talk without a pause, in the lobby and with each other, and people who read,
 * through whatever happens to the server. Argument: the server's address.
 */
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { openLine } from '../../src/client/connect.ts';
import type { LineMessage, Posted } from '../../src/client/core/events.ts';
import { LineEndedError } from '../../src/client/core/line-ended.ts';
import type { Line } from '../../src/client/line.ts';
import { type Address, parseAddress } from '../../src/wire/address.ts';
import type { Acknowledged, FromLoad, Placed, Sent, ToLoad } from './load-report.ts';

/**
 * Messages that each talker has on the way: not acknowledged yet, or not shown yet to everybody they
 * are for. So commits never lack any, and nobody falls behind by more than a replay brings.
 */
const windowMessages = 40;
/** One message in so many is long, so that a commit writes many pages. */
const longEvery = 25;
const longText = '. and so on'.repeat(600);
/** Longest time without a delivery until who asked for one is told that there is none, in milliseconds. */
const standstillMs = 60_000;
/** Longest time for the last messages to come to everybody, in milliseconds. */
const lastDeliveriesMs = 60_000;
const password = 'a line that is cut off often';

const talkers = ['ann', 'bob', 'cyd'];
const devices = [
  ...talkers.map((name) => ({ name, device: 'laptop' })),
  { name: 'bob', device: 'phone' },
  { name: 'dan', device: 'laptop' },
];

const sent: { by: string; to: string; mid: string; text: string }[] = [];
const acknowledged: Acknowledged[] = [];
const troubles: string[] = [];
/** The messages on their way: by sender and text, who said it and how often it is still to be acknowledged or shown. */
const onTheWay = new Map<string, { readonly sender: Participant; awaited: number }>();
let lostAcknowledgements = 0;
let talking = true;

/** Whether a person is shown a message. */
function isFor(name: string, { by, to }: Pick<Sent, 'by' | 'to'>): boolean {
  return to === 'lobby' || by === name || to === name;
}

function keyOf(by: string, text: string): string {
  return `${by} ${text}`;
}

/** A message was acknowledged or shown once more; after the last time its sender says the next. */
function arrived(by: string, text: string): void {
  const key = keyOf(by, text);
  const message = onTheWay.get(key);
  if (message === undefined) return;
  message.awaited -= 1;
  if (message.awaited > 0) return;
  onTheWay.delete(key);
  if (talking) message.sender.say();
  answerIfDue();
}

/** A client that notes everything. */
class Participant {
  readonly name: string;
  readonly device: string;
  readonly talks: boolean;
  readonly seen: Placed[] = [];
  readonly line: Line;
  #said = 0;
  #welcomedAt = 0;
  #leaving = false;

  constructor(address: Address, name: string, device: string) {
    this.name = name;
    this.device = device;
    this.talks = talkers.includes(name) && device === 'laptop';
    this.line = openLine({
      address,
      name,
      deviceName: device,
      software: 'load/1',
      credentials: {
        name: async () => name,
        password: async ({ reason }) => {
          if (reason !== 'login') this.#trouble(`was asked for the password: ${reason}`);
          return password;
        },
        newPassword: async () => password,
        signUp: async () => true,
      },
      timing: { reconnectMinimumMs: 5, reconnectMaximumMs: 20 },
    });
    this.line.on('welcome', () => {
      this.#welcomedAt = Date.now();
    });
    this.line.on('message', (message) => this.#note(message));
    this.line.on('notice', ({ text }) => this.#trouble(`was told: ${text}`));
    this.line.on('closed', ({ reason, error }) => {
      if (!this.#leaving) this.#trouble(`ended, ${reason}: ${error}`);
    });
  }

  /** Logged in for the first time. */
  welcomed(): Promise<void> {
    return new Promise((resolve) => this.line.once('welcome', () => resolve()));
  }

  /** Says the next thing: every other one in the lobby, the rest to the other talkers in turn. */
  say(): void {
    this.#said += 1;
    const friends = talkers.filter((name) => name !== this.name);
    const to = this.#said % 2 === 0 ? 'lobby' : String(friends[(this.#said >> 1) % 2]);
    const text = `number ${this.#said}${this.#said % longEvery === 0 ? longText : ''}`;
    const message = { by: this.name, to, mid: 'not acknowledged', text };
    sent.push(message);
    const readers = devices.filter(({ name }) => isFor(name, message));
    onTheWay.set(keyOf(this.name, text), { sender: this, awaited: 1 + readers.length });
    this.line.send(text, to === 'lobby' ? { room: to } : { to }).then(
      (posted) => {
        message.mid = posted.mid;
        this.#acknowledged(posted, text);
      },
      (error) => {
        if (!(error instanceof LineEndedError)) this.#trouble(`was refused "${text}": ${error}`);
      },
    );
  }

  leave(): Promise<void> {
    this.#leaving = true;
    return this.line.close();
  }

  #note({ room, seq, from, mid, text }: LineMessage): void {
    this.seen.push({ room, seq, from, mid, text });
    arrived(from, text);
  }

  #acknowledged({ mid, room, seq, at }: Posted, text: string): void {
    acknowledged.push({ by: this.name, mid, room, seq });
    // Stored before this connection began: an earlier one was to bring the acknowledgement.
    if (at < this.#welcomedAt) lostAcknowledgements += 1;
    arrived(this.name, text);
  }

  #trouble(what: string): void {
    troubles.push(`${this.name} on the ${this.device} ${what}`);
  }
}

/** The caller that asked for counts and waits for the answer. */
let question: { readonly beyond: number; readonly timer: NodeJS.Timeout } | undefined;

function ask(beyond: number): void {
  question = { beyond, timer: setTimeout(answer, standstillMs) };
  answerIfDue();
}

function answerIfDue(): void {
  if (question !== undefined && sent.length - onTheWay.size > question.beyond) answer();
}

function answer(): void {
  clearTimeout(question?.timer);
  question = undefined;
  const delivered = sent.length - onTheWay.size;
  const counts = { delivered, acknowledged: acknowledged.length, lostAcknowledgements };
  tell({ type: 'counts', counts });
}

async function finish(participants: readonly Participant[]): Promise<void> {
  talking = false;
  const deadline = performance.now() + lastDeliveriesMs;
  while (onTheWay.size > 0 && performance.now() < deadline) await delay(20);
  await Promise.all(participants.map((one) => one.leave()));
  const seen = participants.map(({ name, device, seen }) => ({ name, device, seen }));
  const report = { sent, acknowledged, devices: seen, troubles };
  tell({ type: 'report', report }, () => process.exit());
}

function tell(message: FromLoad, onTold: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, onTold);
}

async function join(address: Address): Promise<Participant[]> {
  const participants: Participant[] = [];
  // One after the other, so that a second device finds the account of the first.
  for (const { name, device } of devices) {
    const participant = new Participant(address, name, device);
    await participant.welcomed();
    participants.push(participant);
  }
  return participants;
}

const participants = await join(parseAddress(String(process.argv[2])));
process.on('message', (message: ToLoad) => {
  if (message.type === 'finish') return void finish(participants);
  ask(message.beyond);
});
for (const participant of participants.filter(({ talks }) => talks)) {
  for (let count = 0; count < windowMessages; count += 1) participant.say();
}
