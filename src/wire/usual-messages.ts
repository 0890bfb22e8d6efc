import type { ReceivedContent } from '../words/content.ts';
import { roomAddressCharacters } from '../words/room-id.ts';
import type { MemberMessages } from './messages.ts';

/** The messages that members send nearly always: they talk, and show that they are there. */
export type UsualMessage = MemberMessages['post' | 'pong'];

const pong = /^\{"type":"pong","token":"([A-Za-z0-9_-]{43})","mark":"([A-Za-z0-9_-]{8})"\}$/;
const pongLength = 87;

/**
 * A line of talk as clients write it: fields in this order, no white space, and nothing escaped in the text. The
 * patterns are those of the schemas; an `id` of ten digits is left to them unless it begins with 1.
 */
const post = new RegExp(
  [
    String.raw`^\{"type":"post","token":"([A-Za-z0-9_-]{43})","id":([1-9]\d{0,8}|1\d{9})`,
    `"room":"(${roomAddressCharacters})"`,
    '"mid":"([A-Za-z0-9_-]{22})"',
    String.raw`"content":(\{"kind":"text","text":"([ !#-[\]-\uffff]*)"\})\}$`,
  ].join(','),
);

/**
 * Reads a line of talk or a pong in its usual form in one go; undefined for anything else, which is parsed and
 * checked as every message is. It gives what that would give.
 *
 * @param text the payload of a frame, decoded as `decodeText` does: without lone surrogates
 */
export function readUsualMessage(text: string): UsualMessage | undefined {
  return text.length === pongLength ? readPong(text) : readPost(text);
}

/** No post is as short. */
function readPong(text: string): MemberMessages['pong'] | undefined {
  const [, token, mark] = pong.exec(text) ?? [];
  return token === undefined || mark === undefined ? undefined : { type: 'pong', token, mark };
}

/** The groups of `post`. */
type UsualPost = readonly [
  whole: string,
  token: string,
  id: string,
  room: string,
  mid: string,
  json: string,
  text: string,
];

function readPost(text: string): MemberMessages['post'] | undefined {
  const match = post.exec(text);
  if (match === null) return undefined;
  const [, token, id, room, mid, json, said] = match as unknown as UsualPost;
  const content: ReceivedContent = { kind: 'text', text: said, json };
  return { type: 'post', token, id: Number(id), room, mid, content } as MemberMessages['post'];
}
