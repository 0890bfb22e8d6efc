import { PartylineError } from '../base/errors.ts';

type Library = typeof import('@serenity-kit/opaque');

let library: Library | undefined;
let loading: Promise<void> | undefined;

/**
 * Loads the OPAQUE library (RFC 9807 with ristretto255, SHA-512 and argon2id, as WebAssembly; about
 * 20 ms the first time). Must have resolved before anything of the handshakes is called. It is not
 * loaded with this file, so that neither a client that resumes its session waits for it nor a server that starts.
 */
export function opaqueReady(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const loaded = await import('@serenity-kit/opaque');
  await loaded.ready;
  library = loaded;
}

function opaque(): Library {
  if (library === undefined) throw new Error('opaqueReady() has not been awaited');
  return library;
}

/** The server's half of OPAQUE. */
export function opaqueServer(): Library['server'] {
  return opaque().server;
}

/** The client's half of OPAQUE. */
export function opaqueClient(): Library['client'] {
  return opaque().client;
}

/** OPAQUE messages by the field that carries them, with their length in characters of base64url. */
const messageLengths = {
  request: 43,
  response: 86,
  record: 256,
  ke1: 128,
  ke2: 427,
  ke3: 86,
} as const;

type OpaqueField = keyof typeof messageLengths;

function checkOpaqueMessage(field: OpaqueField, text: string): void {
  if (text.length !== messageLengths[field] || !/^[A-Za-z0-9_-]*$/.test(text)) throw invalid(field);
}

/** The library's names of our fields in the errors it throws on bytes that it cannot parse. */
const libraryNames: Record<OpaqueField, string> = {
  request: 'registrationRequest',
  response: 'registrationResponse',
  record: 'registrationRecord',
  ke1: 'startLoginRequest',
  ke2: 'loginResponse',
  ke3: 'finishLoginRequest',
};

/**
 * Calls the library with messages of the peer.
 *
 * @param received the fields that hold them
 * @throws PartylineError `message.invalid` with the field if the library refuses one of them;
 *   `internal` for anything else, such as broken keys of our own
 */
export function withReceived<Result>(
  received: Partial<Record<OpaqueField, string>>,
  call: () => Result,
): Result {
  const fields = Object.entries(received) as [OpaqueField, string][];
  for (const [field, text] of fields) checkOpaqueMessage(field, text);
  try {
    return call();
  } catch (error) {
    const blamed = fields.find(([field]) => String(error).includes(libraryNames[field]));
    throw blamed === undefined
      ? new PartylineError('internal', undefined, { cause: error })
      : invalid(blamed[0], error);
  }
}

/** The result of a call, or undefined if the library found that the other side has another password. */
export function unlessRefused<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    if (String(error).includes('Error in validating credentials')) return undefined;
    throw error;
  }
}

function invalid(field: OpaqueField, cause?: unknown): PartylineError {
  const message = `The field "${field}" is not an OPAQUE message of its kind.`;
  return new PartylineError('message.invalid', message, { field, cause });
}
