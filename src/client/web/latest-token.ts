const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Longest request to resume, in bytes: as before a login. */
const mostBytes = 4_096;

/**
 * A message of a client before its login; a request to resume shows the latest device token of its session. Several
 * tabs have one session, and one of them may have slept while another got a new token: to show an old one would
 * end the session.
 *
 * @param latest the latest token that is known of a session
 */
export function withLatestToken(
  payload: Uint8Array,
  latest: (session: string) => string | undefined,
): Uint8Array {
  if (payload.length > mostBytes) return payload;
  const message = JSON.parse(text.decode(payload));
  if (message.type !== 'resume') return payload;
  const deviceToken = latest(message.session) ?? message.deviceToken;
  return utf8.encode(JSON.stringify({ ...message, deviceToken }));
}
