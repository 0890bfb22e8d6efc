import type { BindingType } from '../words/binding-type.ts';

/*
 * The bytes that go into the proofs of a login. proof.ts makes the proofs with Node's own functions,
 * client-proof.ts by the Web Crypto API.
 */

/** A channel, named so that both of its ends name it alike, and no other channel. */
export interface ChannelBinding {
  readonly type: BindingType;
  /** 32 bytes; empty for `none`; for `web` the origin of the page in ASCII. */
  readonly data: Uint8Array;
}

/** The payloads of the four messages that lead to a login, byte for byte as they were sent. */
export interface LoginContext {
  readonly clientHello: Uint8Array;
  readonly serverHello: Uint8Array;
  readonly loginStart: Uint8Array;
  readonly loginChallenge: Uint8Array;
}

const transcriptStart = ascii('partyline/1 login\0');

/**
 * The transcript of a login, in parts that follow each other: `partyline/1 login`, a zero byte, and each of
 * the four payloads with its length in front (4 bytes, big-endian).
 */
export function transcript(context: LoginContext): Uint8Array[] {
  const { clientHello, serverHello, loginStart, loginChallenge } = context;
  const parts: Uint8Array[] = [transcriptStart];
  for (const payload of [clientHello, serverHello, loginStart, loginChallenge]) {
    parts.push(uint32(payload.length), payload);
  }
  return parts;
}

/** The purpose of a side's proof key; see proof.ts. */
export const proofInfo = {
  client: ascii('partyline/1 client proof'),
  server: ascii('partyline/1 server proof'),
} as const;

/** Whose proof it is. */
export type ProofRole = keyof typeof proofInfo;

/**
 * A binding as bytes: the length of its type in one byte, the type in ASCII, the length of its data in
 * four bytes (big-endian), the data.
 */
export function bindingBytes({ type, data }: ChannelBinding): Uint8Array<ArrayBuffer> {
  return concatenate(Uint8Array.of(type.length), ascii(type), uint32(data.length), data);
}

/** Bytes one after the other. */
export function concatenate(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
